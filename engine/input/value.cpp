#include "value.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <tuple>

#include "fluxwalk/spelling.hpp"
#include "fluxwalk/units.hpp"
#include "fluxwalk/visible_text.hpp"
#include "keys.hpp"
#include "synonyms.hpp"

namespace fluxwalk::input {

Position Position::of(const toml::source_region& source) {
  return {static_cast<int>(source.begin.line), static_cast<int>(source.begin.column)};
}

void Complaints::add(Position where, std::string key, std::string problem, std::string reason,
                     std::string suggestion) {
  if (std::find(dropped_.begin(), dropped_.end(), where) != dropped_.end()) return;
  if (left_) {
    if (*left_ == 0) {
      ++num_unsaid_;
      return;
    }
    --*left_;
  }
  ++count_;
  if (is_full()) return;
  problems_.push_back({file_, where.line, where.column, std::move(key), std::move(problem), std::move(reason),
                       std::move(suggestion)});
}

bool Complaints::is_meant(Position section, const std::string& key) const {
  return std::find(meant_.begin(), meant_.end(), std::pair(section, key)) != meant_.end();
}

void Complaints::throw_if_any() const {
  if (!any()) return;
  std::vector<Problem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& left, const Problem& right) {
    return std::tie(left.line, left.column) < std::tie(right.line, right.column);
  });
  if (count_ > sorted.size()) {
    sorted.push_back(
        {file_, 0, 0, "", fmt::format("{} further problems are not shown", count_ - sorted.size()), "", ""});
  }
  throw InputError(std::move(sorted));
}

FewComplaints::FewComplaints(const Value& list) : list_(list) {
  constexpr std::size_t most = 5;
  list_.complaints_->left_ = most;
}

FewComplaints::~FewComplaints() {
  list_.complaints_->left_.reset();
  const std::size_t more = std::exchange(list_.complaints_->num_unsaid_, 0);
  if (more > 0)
    list_.complain("has " + counted(more, "more wrong entry", "more wrong entries"),
                   "only the first five are listed");
}

namespace {

const char* type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::none:
      break;
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time of day";
  }
  return "nothing";
}

/// The shortest text that reads back, whole numbers without an exponent.
std::string written(double value) {
  return std::abs(value) < 1e15 && value == std::floor(value) ? fmt::format("{:.0f}", value)
                                                              : fmt::format("{}", value);
}
std::string written(std::int64_t value) {
  return fmt::format("{}", value);
}

/// The time between two events of "1 THz"; likewise for lengths. The unit of "2 ps^-1" gives ps; otherwise
/// the prefix makes the number easy to read.
std::string reciprocal_of(const Quantity& quantity, const std::string& like) {
  const std::string unit = quantity.unit.substr(0, quantity.unit.find_first_of("^-"));
  if (quantity.value > 0 && unit != quantity.unit && is_unit_like(unit, like))
    return fmt::format("\"{:.6g} {}\"", 1 / quantity.value, unit);
  const double value = 1 / convert(quantity, like + "-1");
  constexpr std::pair<double, const char*> prefixes[] = {{1e3, "k"},  {1, ""},      {1e-3, "m"}, {1e-6, "u"},
                                                         {1e-9, "n"}, {1e-12, "p"}, {1e-15, "f"}};
  for (const auto& [factor, prefix] : prefixes) {
    if (factor == 1e3 && like == "s") continue;  // kiloseconds are not used
    if (value >= factor * (1 - 1e-9) && value < 1e6 * factor)
      return fmt::format("\"{:.6g} {}{}\"", value / factor, prefix, like);
  }
  return like == "m" ? "\"0.5 nm\"" : "\"0.5 ps\"";
}

}  // namespace

Value::Value(const toml::node* node, std::string key, Position parent, Complaints& complaints)
    : node_(node),
      key_(std::move(key)),
      where_(node ? Position::of(node->source()) : parent),
      complaints_(&complaints) {}

Value Value::operator[](std::string_view name) const {
  const toml::table* table = exists() ? node_->as_table() : nullptr;
  const std::string path = key_.empty() ? std::string(name) : fmt::format("{}.{}", key_, name);
  return Value(table ? table->get(name) : nullptr, path, where_, *complaints_);
}

Value Value::at(std::string_view path) const {
  const std::size_t dot = path.find('.');
  const Value first = (*this)[path.substr(0, dot)];
  return dot == path.npos ? first : first.at(path.substr(dot + 1));
}

std::vector<Value> Value::elements() const {
  std::vector<Value> list;
  if (!exists()) return list;
  const toml::array* array = node_->as_array();
  if (array == nullptr) {
    complain_of_type("a list");
    return list;
  }
  list.reserve(array->size());
  for (const toml::node& node : *array) list.emplace_back(&node, key_, where_, *complaints_);
  return list;
}

bool Value::expect_table() const {
  if (exists() && !is_table()) complain_of_type("a table");
  return is_table();
}

bool Value::expect() const {
  if (exists()) return true;
  if (is_meant()) return false;
  const Key* known = find_key(key_);
  complain("is missing", "it is required", known ? fmt::format("such as: {}", known->example) : "");
  return false;
}

bool Value::is_meant() const {
  return complaints_->is_meant(where_, key_);
}

void Value::complain(std::string problem, std::string reason, std::string suggestion) const {
  complaints_->add(where_, key_, std::move(problem), std::move(reason), std::move(suggestion));
}

void Value::complain_of_type(const char* expected) const {
  const Key* known = find_key(key_);
  complain(fmt::format("must be {}", expected), fmt::format("it is {}", type_name(*node_)),
           known ? fmt::format("such as: {}", known->example) : "");
}

void Value::complain_of_choice(const std::string& word, const std::vector<std::string>& words) const {
  std::string advice = advise_on_missing_feature(key_, word);
  if (advice.empty()) {
    std::string meant = meant_word(word, words);
    if (meant.empty()) meant = nearest(word, words);
    if (!meant.empty()) advice = fmt::format("did you mean \"{}\"?", meant);
  }
  complain(fmt::format("unknown word {}", in_quotes(word)),
           words.size() == 1 ? "it can only be " + words.front() : "it must be one of " + listed(words),
           advice);
}

template <class Number>
bool Value::is_within(Number value, const Range<Number>& range) const {
  if (value >= range.low && value <= range.high) return true;
  std::string reason = range.reason;
  if (reason.empty()) {
    if (range.high == std::numeric_limits<Number>::max()) {
      reason = fmt::format("it must be at least {}", written(range.low));
    } else {
      reason = fmt::format("it must be from {} to {}", written(range.low), written(range.high));
    }
  }
  complain(fmt::format("{} is out of range", written(value)), reason);
  return false;
}

std::optional<bool> Value::flag() const {
  if (!exists()) return {};
  if (const auto* node = node_->as_boolean()) return node->get();
  complain_of_type("true or false");
  return {};
}

std::optional<std::string> Value::text() const {
  if (!exists()) return {};
  if (const auto* node = node_->as_string()) return node->get();
  complain_of_type("a text");
  return {};
}

std::optional<std::int64_t> Value::integer(const Range<std::int64_t>& range) const {
  if (!exists()) return {};
  std::int64_t value = 0;
  if (const auto* whole_node = node_->as_integer()) {
    value = whole_node->get();
  } else if (const auto* node = node_->as_floating_point()) {
    // 1e6 is a number of walkers that physicists write; doubles hold whole numbers up to 2^53
    const double number = node->get();
    if (!std::isfinite(number) || number != std::floor(number)) {
      complain(fmt::format("{} is not a whole number", written(number)), "it is counted, and must be exact");
      return {};
    }
    constexpr double largest = 0x1p63 - 1024;  // the last double before
    if (!is_within(number, Range<double>{static_cast<double>(range.low),
                                         std::min(static_cast<double>(range.high), largest), range.reason}))
      return {};
    if (std::abs(number) > 0x1p53) {
      complain(fmt::format("{} need not be exact", written(number)),
               "numbers with a point or an exponent are whole only up to 2^53 = 9.007e15",
               fmt::format("write all its digits: {:.0f}", number));
      return {};
    }
    value = static_cast<std::int64_t>(number);
  } else {
    complain_of_type("a whole number");
    return {};
  }
  if (!is_within(value, range)) return {};
  return value;
}

std::optional<double> Value::number(const Range<double>& range) const {
  if (!exists()) return {};
  double value = 0;
  if (const auto* whole_node = node_->as_integer()) {
    value = static_cast<double>(whole_node->get());
  } else if (const auto* node = node_->as_floating_point()) {
    value = node->get();
  } else {
    complain_of_type("a number");
    return {};
  }
  if (!std::isfinite(value)) {
    complain(fmt::format("{} is not allowed", value), "it must be a finite number");
    return {};
  }
  if (!is_within(value, range)) return {};
  return value;
}

std::optional<double> Value::measured(const Scale& scale, const Range<double>& range) const {
  if (!is_text()) {
    if (!exists() || node_->is_number()) return number(range);
    complain_of_type(scale.like == "m" ? "a number of sites, or a text with a length"
                                       : "a number of steps, or a text with a time");
    return {};
  }
  const std::string given = *text();
  try {
    const Quantity quantity = parse_quantity(given);
    if (quantity.unit.empty()) {
      complain(fmt::format("{} has no unit", in_quotes(given)),
               fmt::format("a text stands for a {} with a unit", scale.noun),
               fmt::format("write {} for a number of {}", shown(given), scale.units));
      return {};
    }
    if (is_unit_per(quantity.unit, scale.like)) {
      complain(fmt::format("{} is not a {}", in_quotes(given), scale.noun),
               fmt::format("{} is a number per {}", in_quotes(quantity.unit), scale.noun),
               fmt::format("write {}: {}",
                           key_ != scale.key   ? "the " + scale.noun
                           : scale.like == "m" ? "the distance of neighbouring sites"
                                               : "the time between two hops",
                           reciprocal_of(quantity, scale.like)));
      return {};
    }
    if (!is_unit_like(quantity.unit, scale.like)) {
      complain(fmt::format("{} is not a {}", in_quotes(given), scale.noun),
               fmt::format("{} has another dimension", in_quotes(quantity.unit)));
      return {};
    }
    if (!scale.is_known) return {};
    if (scale.unit.empty()) {
      complain(fmt::format("{} has a unit", in_quotes(given)), fmt::format("{} has none", scale.key),
               fmt::format("give {} a unit, or write a number of {}", scale.key, scale.units));
      return {};
    }
    const double value = convert(quantity, scale.unit) / scale.size;
    if (!std::isfinite(value)) {
      complain(fmt::format("{} is too large", in_quotes(given)),
               fmt::format("it must be a finite number of {}", scale.units));
      return {};
    }
    if (!is_within(value, range)) return {};
    return value;
  } catch (const std::invalid_argument& wrong) {
    complain(wrong.what(), fmt::format("a {} is a number and a unit", scale.noun),
             scale.like == "m" ? "such as \"5 nm\"" : "such as \"2 ps\"");
    return {};
  }
}

std::optional<std::int64_t> Value::whole(const Scale& scale, const Range<std::int64_t>& range) const {
  if (exists() && node_->is_number()) return integer(range);
  const std::optional<double> value = measured(scale);
  if (!value) return {};
  if (std::abs(*value) > 0x1p53) {
    complain(fmt::format("{} is too large", in_quotes(*text())),
             fmt::format("it is {} {}", written(*value), scale.units));
    return {};
  }
  // The conversion may have rounding errors, but half a site is refused.
  const double nearest_whole = std::round(*value);
  const double slack = 1e-9 + 8 * std::numeric_limits<double>::epsilon() * std::abs(*value);
  if (std::abs(*value - nearest_whole) > slack) {
    std::vector<std::string> choices;
    for (const double near : {std::floor(*value), std::ceil(*value)}) {
      if (near < static_cast<double>(range.low) || near > static_cast<double>(range.high)) continue;
      choices.push_back(fmt::format("\"{:.10g} {}\" ({:.0f})", near * scale.size, scale.unit, near));
    }
    complain(
        fmt::format("{} is not a whole number of {}", in_quotes(*text()), scale.units),
        fmt::format("it is {:.6g} times {} = \"{} {}\"", *value, scale.key, written(scale.size), scale.unit),
        choices.empty() ? ""
                        : fmt::format("nearest {} {}", choices.size() == 1 ? "is" : "are", listed(choices)));
    return {};
  }
  const auto count = static_cast<std::int64_t>(nearest_whole);
  if (!is_within(count, range)) return {};
  return count;
}

namespace {

void check_table(const toml::table& table, const std::string& path, Complaints& complaints);

void check_node(const toml::node& node, const std::string& path, Complaints& complaints) {
  if (keys_in(path).empty()) return;  // a value; its own reader checks it
  if (const toml::table* table = node.as_table()) {
    check_table(*table, path, complaints);
  } else if (const toml::array* array = node.as_array()) {
    for (const toml::node& element : *array) {
      if (const toml::table* row = element.as_table()) check_table(*row, path, complaints);
    }
  }
}

void check_table(const toml::table& table, const std::string& path, Complaints& complaints) {
  for (auto&& [key, node] : table) {
    if (complaints.is_full()) return;
    const std::string full = path.empty() ? std::string(key.str()) : fmt::format("{}.{}", path, key.str());
    if (find_key(full) != nullptr && key.str().find('.') == std::string_view::npos) {
      check_node(node, full, complaints);
      continue;
    }
    const std::vector<std::string> known = keys_in(path);
    const Advice advice = advice_on_unknown_key(full);
    for (const std::string& meant : advice.keys) complaints.add_meant(Position::of(table.source()), meant);
    complaints.add(Position::of(key.source()), shown(full), "unknown key",
                   fmt::format("{} has {}", path.empty() ? "the file" : path, listed(known)), advice.text);
  }
}

}  // namespace

void check_keys(const toml::table& file, Complaints& complaints) {
  check_table(file, "", complaints);
}

}  // namespace fluxwalk::input
