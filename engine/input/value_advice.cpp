/// \file
/// Common mistakes in values, and what TOML has instead.

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <regex>
#include <stdexcept>

#include "fluxwalk/units.hpp"
#include "syntax_advice.hpp"

namespace fluxwalk::input {

namespace {

/// Longer texts are not typing errors, and std::regex recurses once per character.
constexpr std::size_t longest_value = 200;

std::string lowered(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string without(std::string text, const std::string& characters) {
  std::erase_if(text, [&](char c) { return characters.find(c) != characters.npos; });
  return text;
}

double number_of(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

SyntaxAdvice found(std::string problem, std::string reason, std::string suggestion) {
  return {{}, std::move(problem), std::move(reason), std::move(suggestion)};
}

std::optional<SyntaxAdvice> advise_on_word(const std::string& value) {
  const std::string word = lowered(value);
  if (word == "true" || word == "yes" || word == "on")
    return found(fmt::format("{} is not a value", value), "true and false are written in small letters",
                 "write true");
  if (word == "false" || word == "no" || word == "off")
    return found(fmt::format("{} is not a value", value), "true and false are written in small letters",
                 "write false");
  if (word == "none" || word == "null" || word == "nil" || word == "undefined" || word == "~")
    return found(fmt::format("{} is not a value", value), "a key without a value is left out",
                 "remove the line for the default");
  if (word == "nan" || word == "inf" || word == "infinity" || word == "+inf" || word == "-inf")
    return found(fmt::format("{} is not a value", value), "numbers are finite", "write a number");
  return {};
}

/// Several numbers that are not a list.
std::optional<SyntaxAdvice> advise_on_numbers(const std::string& value) {
  static const std::regex numbers(
      "[+-]?[0-9.]+(e[+-]?[0-9]+)?(( *, *| *[x*] *| +)[+-]?[0-9.]+(e[+-]?[0-9]+)?)+"),
      between(" *[,x*] *| +");
  if (!std::regex_match(value, numbers)) return {};
  return found(fmt::format("{} is not a value", value),
               "a list stands in square brackets, with commas between",
               fmt::format("write [{}]", std::regex_replace(value, between, ", ")));
}

/// Digits with another character between them.
std::optional<SyntaxAdvice> advise_on_digits(const std::string& value) {
  std::smatch part;
  // The first group of digits of a number with groups of three does not begin with 0.
  static const std::regex groups("([+-]?[1-9][0-9]{0,2})(([,' ][0-9]{3})+|(\\.[0-9]{3}){2,})"),
      decimal_comma("([+-]?[0-9]+),([0-9]+([eE][+-]?[0-9]+)?)"),
      bare_point("([+-]?)([0-9]*)\\.([0-9]*)(([eE][+-]?[0-9]+)?)"),
      zeros("([+-]?)0+([0-9][0-9_]*(\\.[0-9]+)?([eE][+-]?[0-9]+)?)"),
      underscores("[+-]?(_[0-9_]*|[0-9_]*(__[0-9_]*|_))"), percent("([+-]?[0-9.]+) *%"),
      sum("([0-9.]+) *(\\^|\\*\\*|\\*|/) *([0-9.]+)");
  if (std::regex_match(value, part, groups)) {
    std::string written = value;
    for (char& c : written)
      if (c == ',' || c == '\'' || c == ' ' || c == '.') c = '_';
    const bool is_doubtful = std::count(value.begin(), value.end(), ',') == 1;
    return found(fmt::format("{} is not a number", value), "only _ may stand between digits",
                 is_doubtful ? fmt::format("write {}, or {}.{} if the comma is a decimal one", written,
                                           part[1].str(), value.substr(value.find(',') + 1))
                             : "write " + written);
  }
  if (std::regex_match(value, part, decimal_comma))
    return found(fmt::format("{} is not a number", value), "the decimal sign is a point",
                 fmt::format("write {}.{}", part[1].str(), part[2].str()));
  if (std::regex_match(value, part, bare_point) && (part[2].length() == 0 || part[3].length() == 0) &&
      part[2].length() + part[3].length() > 0)
    return found(fmt::format("{} is not a number", value), "a digit stands on either side of the point",
                 fmt::format("write {}{}.{}{}", part[1].str(), part[2].length() > 0 ? part[2].str() : "0",
                             part[3].length() > 0 ? part[3].str() : "0", part[4].str()));
  if (std::regex_match(value, part, zeros))
    return found(fmt::format("{} is not a number", value), "a number does not begin with 0",
                 fmt::format("write {}{}", part[1].str(), part[2].str()));
  if (std::regex_match(value, underscores))
    return found(fmt::format("{} is not a number", value),
                 "one _ may stand between two digits, and nowhere else", "write " + without(value, "_"));
  if (std::regex_match(value, part, percent))
    return found(fmt::format("{} is not a number", value), "a percentage is written as a fraction of 1",
                 fmt::format("write {:.12g}", number_of(part[1]) / 100));
  if (std::regex_match(value, part, sum)) {
    const double left = number_of(part[1]), right = number_of(part[3]);
    const std::string sign = part[2];
    const double result = sign == "/" ? left / right : sign == "*" ? left * right : std::pow(left, right);
    return found(fmt::format("{} is not a number", value), "nothing is computed in an experiment file",
                 std::isfinite(result) ? fmt::format("write {:.16g}", result) : "write the number itself");
  }
  return {};
}

bool is_known_quantity(const std::string& text) {
  try {
    return !parse_quantity(text).unit.empty();
  } catch (const std::invalid_argument&) {
    return false;
  }
}

}  // namespace

SyntaxAdvice advise_on_value(std::string_view given) {
  const std::string value(given);
  if (value.empty() || value.size() > longest_value) return {};
  if (const auto advice = advise_on_word(value)) return *advice;
  if (const auto advice = advise_on_digits(value)) return *advice;
  if (const auto advice = advise_on_numbers(value)) return *advice;
  if (value.back() == ';' || value.back() == ',')
    return found(fmt::format("{} follows the value", value.back()), "a line ends without a sign",
                 fmt::format("write {}", shown(value.substr(0, value.size() - 1))));
  const auto first = static_cast<unsigned char>(value.front());
  if (value.front() == '(' && value.back() == ')')
    return found("a list stands in square brackets", fmt::format("{} does not", shown(value)),
                 fmt::format("write [{}]", shown(value.substr(1, value.size() - 2))));
  if (is_known_quantity(value))
    return found(fmt::format("{} has no quotes", shown(value)), "a number with a unit is a text",
                 fmt::format("write \"{}\"", shown(value)));
  const bool is_word = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') || first >= 0x80;
  // inf and nan are numbers of TOML; text after them is a fault of another kind.
  if (is_word && value.find_first_of("=\"'[]{}") == value.npos)
    return found(fmt::format("{} has no quotes", shown(value)), "a text stands in quotes",
                 fmt::format("write \"{}\"", shown(value)));
  return {};
}

}  // namespace fluxwalk::input
