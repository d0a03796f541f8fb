#include "options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace fluxwalk::app {
namespace {

/// Number of insertions, deletions and changes of a letter that lead from a to b (Levenshtein).
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

CLI::Option* add_whole_number(CLI::App& verb, const std::string& name, std::uint64_t& value,
                              std::uint64_t lowest, std::uint64_t highest, const std::string& description) {
  const auto read = [&value, name, lowest, highest](const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < lowest || number > highest)
      throw CLI::ValidationError(
          name, fmt::format("'{}' is not a whole number in {} ... {}", text, lowest, highest));
    value = number;
  };
  return verb.add_option_function<std::string>(name, read, description)->type_name("N");
}

CLI::Option* add_path(CLI::App& verb, const std::string& name, std::string& value,
                      const std::string& description) {
  const auto check = [](const std::string& text) {
    return text.empty() ? std::string("the path is empty") : "";
  };
  return verb.add_option(name, value, description)->check(CLI::Validator(check, ""))->type_name("");
}

CLI::Validator one_of(std::vector<std::string> names) {
  const auto check = [names](const std::string& text) {
    if (std::find(names.begin(), names.end(), text) != names.end()) return std::string();
    return fmt::format("'{}' is none of {}.{}", text, fmt::join(names, ", "), did_you_mean(text, names));
  };
  return CLI::Validator(check, "");
}

std::string did_you_mean(const std::string& typed, const std::vector<std::string>& candidates) {
  const auto nearer = [&](const std::string& a, const std::string& b) {
    return edit_distance(typed, a) < edit_distance(typed, b);
  };
  const auto nearest = std::min_element(candidates.begin(), candidates.end(), nearer);
  const bool is_near = nearest != candidates.end() && edit_distance(typed, *nearest) <= 2;
  return is_near ? " Did you mean '" + *nearest + "'?" : "";
}

std::vector<std::string> option_names(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> verb_names(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* verb : program.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

}  // namespace fluxwalk::app
