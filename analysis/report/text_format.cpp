#include "report/text_format.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "fluxwalk/visible_text.hpp"

namespace fluxwalk::report {

namespace {

constexpr std::string_view dash = "–";

int decimal_exponent(double value) {
  return static_cast<int>(std::floor(std::log10(std::abs(value))));
}

/// An error of two digits, in the decimal place of `decimals`, as it stands between parentheses.
std::string bracketed(double error, int decimals) {
  if (decimals > 0 && error < 1) return fmt::format("({:.0f})", error * std::pow(10.0, decimals));
  return fmt::format("({:.{}f})", error, std::max(decimals, 0));
}

std::string fixed_with_error(double value, double error, int decimals, ErrorStyle style) {
  const double unit = std::pow(10.0, -decimals);
  if (decimals < 0) {
    value = std::round(value / unit) * unit;
    error = std::round(error / unit) * unit;
  }
  const std::string number = fmt::format("{:.{}f}", value, std::max(decimals, 0));
  if (style == ErrorStyle::parentheses) return number + bracketed(error, decimals);
  return fmt::format("{} ± {:.{}f}", number, error, std::max(decimals, 0));
}

/// Characters of the whole number at `at`, of at most four digits, with or without a sign; 0 if there is
/// none.
std::size_t length_of_integer(const std::string& text, std::size_t at) {
  const std::size_t first = at < text.size() && text[at] == '-' ? at + 1 : at;
  std::size_t end = first;
  while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
  return end > first && end - first <= 4 ? end - at : 0;
}

/// 1.2e-07 becomes 1.2×10⁻⁷.
std::string raise_exponent(const std::string& text) {
  const auto e = text.find('e');
  return e == std::string::npos ? text
                                : text.substr(0, e) + "×10" + superscript(std::stoi(text.substr(e + 1)));
}

}  // namespace

std::string superscript(int number) {
  static constexpr std::array<std::string_view, 10> raised = {"⁰", "¹", "²", "³", "⁴",
                                                              "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text;
  for (const char c : std::to_string(number))
    text += c == '-' ? "⁻" : raised[static_cast<std::size_t>(c - '0')];
  return text;
}

std::string format_measured(double value, double error, ErrorStyle style) {
  if (!std::isfinite(value) || !std::isfinite(error) || error <= 0) return format_number(value);
  // Rounding to two digits may carry (9.96 -> 10), so the exponent is taken from the rounded error.
  const double rounded = std::stod(fmt::format("{:.1e}", error));
  const double larger = std::max(std::abs(value), rounded);
  const int decimals = 1 - decimal_exponent(rounded);
  if (larger >= 1e-4 && larger < 1e7 && decimals <= 12)
    return fixed_with_error(value, rounded, decimals, style);
  const int exponent = decimal_exponent(larger);
  const double scale = std::pow(10.0, exponent);
  const std::string mantissa = fixed_with_error(value / scale, rounded / scale, decimals + exponent, style);
  const bool needs_brackets = style == ErrorStyle::plus_minus;
  return fmt::format("{}{}{}×10{}", needs_brackets ? "(" : "", mantissa, needs_brackets ? ")" : "",
                     superscript(exponent));
}

std::string format_expected(double expected, double error) {
  const double size = std::abs(expected);
  if (!std::isfinite(error) || error <= 0 || !(size >= 1e-4 && size < 1e7)) return format_number(expected);
  const int decimals = 2 - decimal_exponent(error);
  std::string text = fixed_with_error(expected, error, std::min(decimals, 12), ErrorStyle::parentheses);
  text.erase(text.find('('));
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

std::string format_number(double value, int digits) {
  if (std::isnan(value)) return std::string(dash);
  if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
  return raise_exponent(fmt::format("{:.{}g}", value, digits));
}

std::string format_probability(double value) {
  if (std::isnan(value)) return std::string(dash);
  return raise_exponent(value == 0 || value == 1 ? fmt::format("{:g}", value)
                                                 : fmt::format("{:#.2g}", value));
}

std::string format_count(std::int64_t number) {
  const std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > first && (digits.size() - i) % 3 == 0) text += "\u202F";
    text += digits[i];
  }
  return text;
}

std::string format_percent(double fraction) {
  if (std::isnan(fraction)) return std::string(dash);
  const double percent = 100 * fraction;
  const bool is_small = std::abs(percent) < 9.95 && percent != 0;
  return is_small ? raise_exponent(fmt::format("{:#.2g}", percent)) + " %" : format_number(percent, 3) + " %";
}

std::string format_unit(const std::string& unit) {
  if (unit == "1") return "";
  // UDUNITS takes m2 for m^2.
  std::string text;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    const bool follows_letter = i > 0 && std::isalpha(static_cast<unsigned char>(unit[i - 1])) != 0;
    if (follows_letter && length_of_integer(unit, i) > 0) text += '^';
    text += unit[i];
  }
  return raise_powers(text);
}

std::string raise_powers(const std::string& text) {
  std::string raised;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t length = text[i] == '^' ? length_of_integer(text, i + 1) : 0;
    raised += length > 0 ? superscript(std::stoi(text.substr(i + 1, length))) : text.substr(i, 1);
    i += length;
  }
  return raised;
}

std::string with_unit(const std::string& text, const std::string& unit) {
  const std::string pretty = format_unit(unit);
  return pretty.empty() || text == dash ? text : text + " " + pretty;
}

std::string escape_html(std::string_view text) {
  std::string result;
  std::string lines(text);
  std::erase(lines, '\r');
  for (const char c : visible_text(lines)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) text += k <= count ? alphabet[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : '\0');
    const bool is_continuation = (byte & 0xC0) == 0x80;
    const bool is_combining = byte == 0xCC || (byte == 0xCD && next < 0xB0);  // U+0300 to U+036F
    if (!is_continuation && !is_combining) ++width;
  }
  return width;
}

}  // namespace fluxwalk::report
