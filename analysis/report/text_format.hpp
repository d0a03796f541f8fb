#pragma once
/// \file
/// Numbers, units and texts as people read them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fluxwalk::report {

/// How an error is written beside its value.
enum class ErrorStyle {
  parentheses,  ///< 0.16672(14): the error in units of the last digits
  plus_minus,   ///< 0.16672 ± 0.00014
};

/// A value rounded to two digits of its error. An error of zero or NaN is left out; a NaN value is a dash.
std::string format_measured(double value, double error, ErrorStyle style);

/// An expected value to compare with a measured one: one digit more than its error shows, trailing zeros left
/// out.
std::string format_expected(double expected, double error);

/// At most `digits` significant digits, powers of ten as 1.2×10⁻⁷; a dash for NaN.
std::string format_number(double value, int digits = 6);

/// A whole number in groups of three digits, parted by narrow no-break spaces.
std::string format_count(std::int64_t number);

/// A probability with two digits: "0.70", "3.2×10⁻⁹"; a dash for NaN.
std::string format_probability(double value);

/// A fraction as per cent, two digits: "0.30 %"; a dash for NaN.
std::string format_percent(double fraction);

/// UDUNITS text with raised exponents: "nm2 ps-1" becomes "nm² ps⁻¹"; "1" becomes nothing.
std::string format_unit(const std::string& unit);

/// The text with every ^exponent raised: "J (nm^-1)" becomes "J (nm⁻¹)".
std::string raise_powers(const std::string& text);

/// The text, a space and the unit, where there is one.
std::string with_unit(const std::string& text, const std::string& unit);

/// A whole number in raised digits: "⁻¹²".
std::string superscript(int number);

/// Escapes & < > " ' for element content and quoted attributes, in visible_text().
std::string escape_html(std::string_view text);

/// RFC 4648 base64, for data: addresses.
std::string base64(std::string_view bytes);

/// Columns that a UTF-8 text takes on a terminal (combining marks take none, others one).
std::size_t display_width(std::string_view text);

}  // namespace fluxwalk::report
