/// \file
/// Finds the differences between two experiments, key by key.

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>

#include "fluxwalk/input.hpp"
#include "fluxwalk/units.hpp"
#include "fluxwalk/visible_text.hpp"
#include "keys.hpp"
#include "text.hpp"
#include "value.hpp"

namespace fluxwalk {

namespace {

using namespace input;

/// "population.walkers" of "population[2].walkers".
std::string without_numbers(const std::string& path) {
  std::string key;
  bool is_inside = false;
  for (const char c : path) {
    if (c == '[') is_inside = true;
    if (!is_inside) key += c;
    if (c == ']') is_inside = false;
  }
  return key;
}

bool starts_with_part(const std::string& path, const std::string& section) {
  return path == section || path.starts_with(section + ".") || path.starts_with(section + "[");
}

/// A short form, as a file would write it.
std::string written(const toml::node* node) {
  constexpr std::size_t most_entries = 8;
  if (node == nullptr) return "not given";
  if (const auto* text = node->as_string()) return in_quotes(text->get());
  if (const toml::array* list = node->as_array()) {
    std::string text;
    for (std::size_t i = 0; i < std::min(list->size(), most_entries); ++i)
      text += (i > 0 ? ", " : "") + written(list->get(i));
    return fmt::format("[{}{}]", text, list->size() > most_entries ? ", ..." : "");
  }
  if (node->is_table()) return "a table";
  if (const auto* number = node->as_floating_point()) return fmt::format("{}", number->get());
  std::ostringstream stream;
  node->visit([&](const auto& value) {
    if constexpr (toml::is_value<decltype(value)>) stream << value;
  });
  return stream.str();
}

/// A value with the lattice that gives its units.
struct Given {
  const toml::node* node = nullptr;
  const Lattice* lattice = nullptr;
};

/// A number of sites or steps, if the value is one, or a quantity.
std::optional<double> count_of(const Given& given, const std::string& path) {
  if (const auto number = given.node->value<double>(); given.node->is_number()) return number;
  const auto text = given.node->value<std::string>();
  if (!text) return {};
  try {
    const Quantity quantity = parse_quantity(*text);
    if (path == "lattice.spacing") return convert(quantity, "m");
    if (path == "lattice.step") return convert(quantity, "s");
    const Lattice& lattice = *given.lattice;
    if (is_unit_like(quantity.unit, "m") && !lattice.length_unit.empty())
      return convert(quantity, lattice.length_unit) / lattice.spacing;
    if (is_unit_like(quantity.unit, "s") && !lattice.time_unit.empty())
      return convert(quantity, lattice.time_unit) / lattice.step;
  } catch (const std::invalid_argument&) {
  }
  return {};
}

bool takes_units(const std::string& path) {
  const Key* key = find_key(without_numbers(path));
  return key != nullptr &&
         (key->unit.find("length") != std::string::npos || key->unit.find("time") != std::string::npos);
}

bool is_same_value(const Given& before, const Given& now, const std::string& path) {
  if (takes_units(path)) {
    // A spacing of 1 has no unit: it is not "1 m".
    const bool is_scale = path == "lattice.spacing" || path == "lattice.step";
    if (is_scale && before.node->is_number() != now.node->is_number()) return false;
    const auto left = count_of(before, path), right = count_of(now, path);
    // The conversion may show rounding errors.
    if (left && right) return std::abs(*left - *right) <= 1e-12 * std::max(std::abs(*left), std::abs(*right));
  }
  const auto left_whole = before.node->value_exact<std::int64_t>(),
             right_whole = now.node->value_exact<std::int64_t>();
  if (left_whole && right_whole) return *left_whole == *right_whole;
  if (before.node->is_number() && now.node->is_number())
    return before.node->value<double>() == now.node->value<double>();
  if (const auto left = before.node->value_exact<bool>()) return left == now.node->value_exact<bool>();
  const auto left = before.node->value_exact<std::string>(), right = now.node->value_exact<std::string>();
  return left && right && *left == *right;
}

/// Walks through two files at once.
class Comparison {
 public:
  Comparison(const Experiment& before, const Experiment& now)
      : before_tree_(toml::parse(before.heading.text)),
        now_tree_(toml::parse(now.heading.text)),
        before_lattice_(before.system.lattice),
        now_lattice_(now.system.lattice) {
    compare("", &before_tree_, &now_tree_);
  }

  std::vector<Difference> take() { return std::move(list_); }
  /// Where a key stands in the later file.
  Position position(const std::string& path) const {
    const toml::node_view<const toml::node> found = now_tree_.at_path(path);
    return found ? Position::of(found.node()->source()) : Position();
  }

 private:
  void compare(const std::string& path, const toml::node* before, const toml::node* now) {
    toml::table before_default, now_default;
    before = or_default(path, before, before_default);
    now = or_default(path, now, now_default);
    if (before == nullptr && now == nullptr) return;
    const bool has_members = path.empty() || !keys_in(without_numbers(path)).empty();
    if (is_list(before) || is_list(now)) {
      if (has_members) {
        compare_entries(path, entries_of(path, before), entries_of(path, now), before, now);
      } else {
        compare_lists(path, before, now);
      }
    } else if (is_table(before) || is_table(now)) {
      toml::table before_table, now_table;
      compare_tables(path, as_table(path, before, before_table), as_table(path, now, now_table));
    } else if (before == nullptr || now == nullptr ||
               !is_same_value({before, &before_lattice_}, {now, &now_lattice_}, path)) {
      add(path, before, now);
    }
  }

  static bool is_list(const toml::node* node) { return node != nullptr && node->is_array(); }
  static bool is_table(const toml::node* node) { return node != nullptr && node->is_table(); }

  /// A default that is a value; other defaults, such as "the whole lattice", are not known here.
  static const toml::node* or_default(const std::string& path, const toml::node* node, toml::table& made) {
    if (node != nullptr) return node;
    const Key* key = find_key(without_numbers(path));
    if (key == nullptr || key->is_section()) return nullptr;
    try {
      made = toml::parse("value = " + key->fallback);
    } catch (const toml::parse_error&) {
      return nullptr;
    }
    return made.get("value");
  }

  /// The name of a face's kind is short for a table with that kind; the name of a file is short for a table
  /// with that file.
  static const toml::table* as_table(const std::string& path, const toml::node* node, toml::table& made) {
    if (node == nullptr || node->is_table()) return node == nullptr ? nullptr : node->as_table();
    if (!node->is_string()) return nullptr;
    const std::string key = without_numbers(path);
    const char* member = find_key(key + ".kind") != nullptr ? "kind" : "file";
    made.insert(member, *node->as_string());
    return &made;
  }

  void compare_tables(const std::string& path, const toml::table* before, const toml::table* now) {
    std::set<std::string> names;
    for (const toml::table* table : {before, now})
      if (table != nullptr)
        for (auto&& [key, node] : *table) names.insert(std::string(key.str()));
    for (const std::string& name : names)
      compare(path.empty() ? name : path + "." + name, before ? before->get(name) : nullptr,
              now ? now->get(name) : nullptr);
  }

  /// Sections that may occur several times, targets, or the two faces of an axis.
  static std::vector<const toml::node*> entries_of(const std::string& path, const toml::node* node) {
    if (node == nullptr) return {};
    std::vector<const toml::node*> list;
    if (const toml::array* array = node->as_array()) {
      for (const toml::node& entry : *array) list.push_back(&entry);
    } else {
      list.assign(path.starts_with("faces.") ? 2 : 1, node);
    }
    return list;
  }

  void compare_entries(const std::string& path, const std::vector<const toml::node*>& before,
                       const std::vector<const toml::node*>& now, const toml::node* before_list,
                       const toml::node* now_list) {
    if (before.size() != now.size()) {
      const auto number = [](const toml::node* list, std::size_t size) {
        return list == nullptr ? "is not given" : "has " + counted(size, "entry", "entries");
      };
      add(path,
          fmt::format("{} there, {} now", number(before_list, before.size()),
                      now_list == nullptr ? "not given" : fmt::format("{}", now.size())),
          now_list);
      return;
    }
    for (std::size_t i = 0; i < before.size(); ++i)
      compare(before.size() == 1 ? path : fmt::format("{}[{}]", path, i + 1), before[i], now[i]);
  }

  /// Lists of values; a single value is a list of one.
  void compare_lists(const std::string& path, const toml::node* before, const toml::node* now) {
    if (before == nullptr || now == nullptr) return add(path, before, now);
    const auto left = entries_of("", before), right = entries_of("", now);
    bool is_same = left.size() == right.size();
    for (std::size_t i = 0; is_same && i < left.size(); ++i) is_same = is_same_entry(path, left[i], right[i]);
    if (!is_same) add(path, before, now);
  }
  bool is_same_entry(const std::string& path, const toml::node* left, const toml::node* right) const {
    return left->is_value() && right->is_value() &&
           is_same_value({left, &before_lattice_}, {right, &now_lattice_}, path);
  }

  void add(const std::string& path, const toml::node* before, const toml::node* now) {
    add(path, fmt::format("is {} there, {} now", written(before), written(now)), now);
  }
  void add(const std::string& path, std::string what, const toml::node* now) {
    const Position where = now == nullptr ? Position() : Position::of(now->source());
    list_.push_back({path, std::move(what), where.line, where.column, true});
  }

  toml::table before_tree_, now_tree_;
  const Lattice &before_lattice_, &now_lattice_;
  std::vector<Difference> list_;
};

/// A given probability may equal what the others leave of 1, except for rounding.
bool is_same_law(const HopLaw& before, const HopLaw& now) {
  const auto is_near = [](double left, double right) { return std::abs(left - right) <= 1e-12; };
  bool is_same = is_near(before.stay, now.stay);
  for (std::size_t a = 0; a < before.plus.size(); ++a)
    is_same = is_same && is_near(before.plus[a], now.plus[a]) && is_near(before.minus[a], now.minus[a]);
  return is_same;
}

/// Sections that mean the same in different words, such as probabilities one of which follows from the
/// others.
std::vector<std::string> same_sections(const Experiment& before, const Experiment& now) {
  std::vector<std::string> list;
  const auto expect = [&](const char* section, bool is_same) {
    if (is_same) list.emplace_back(section);
  };
  expect("lattice.shape", before.system.lattice.shape == now.system.lattice.shape);
  expect("hop", is_same_law(before.system.hop_law, now.system.hop_law));
  expect("faces", before.system.faces == now.system.faces);
  expect("medium", before.system.medium == now.system.medium);
  expect("turnover", before.system.turnover == now.system.turnover);
  expect("source", before.system.sources == now.system.sources);
  expect("population", before.system.populations == now.system.populations);
  expect("measure", before.measure == now.measure);
  expect("run.steps", before.system.steps == now.system.steps);
  return list;
}

bool changes_counts(const std::string& key) {
  return key != "title" && key != "question" && !starts_with_part(key, "analysis");
}

}  // namespace

std::vector<Difference> differences(const Experiment& before, const Experiment& now) {
  Comparison comparison(before, now);
  std::vector<Difference> list = comparison.take();
  std::vector<std::string> passed_over = same_sections(before, now);
  // The command line may override the first two; the others change no count.
  for (const char* key : {"run.seed", "run.batches", "run.threads", "run.kernel"})
    passed_over.emplace_back(key);
  std::erase_if(list, [&](const Difference& difference) {
    return std::any_of(passed_over.begin(), passed_over.end(),
                       [&](const std::string& section) { return starts_with_part(difference.key, section); });
  });
  const auto expect_number = [&](const char* key, auto left, auto right) {
    if (left == right) return;
    const Position where = comparison.position(key);
    list.push_back({key, fmt::format("is {} there, {} now", left, right), where.line, where.column, true});
  };
  expect_number("run.seed", before.sampling.seed, now.sampling.seed);
  expect_number("run.batches", before.sampling.num_batches, now.sampling.num_batches);
  for (const Attachment& table : now.heading.attachments) {
    const auto is_it = [&](const Attachment& other) { return other.name == table.name; };
    const auto kept =
        std::find_if(before.heading.attachments.begin(), before.heading.attachments.end(), is_it);
    if (kept != before.heading.attachments.end() && !(*kept == table))
      list.push_back({in_quotes(table.name), "holds other numbers now than there", 0, 0, true});
  }
  for (Difference& difference : list) difference.changes_counts = changes_counts(difference.key);
  std::stable_sort(list.begin(), list.end(), [](const Difference& left, const Difference& right) {
    return std::pair(left.line == 0, left.line) < std::pair(right.line == 0, right.line);
  });
  return list;
}

}  // namespace fluxwalk
