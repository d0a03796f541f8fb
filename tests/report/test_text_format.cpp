#include "report/text_format.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "fluxwalk/visible_text.hpp"

using namespace fluxwalk::report;
using fluxwalk::visible_text;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::string brackets(double value, double error) {
  return format_measured(value, error, ErrorStyle::parentheses);
}
std::string plus_minus(double value, double error) {
  return format_measured(value, error, ErrorStyle::plus_minus);
}

}  // namespace

TEST_CASE("a value is rounded to two digits of its error") {
  CHECK(brackets(0.166721, 0.00014) == "0.16672(14)");
  CHECK(plus_minus(0.166721, 0.00014) == "0.16672 ± 0.00014");
  CHECK(brackets(-0.166721, 0.00014) == "-0.16672(14)");
  CHECK(brackets(12.34, 1.43) == "12.3(1.4)");
  CHECK(brackets(123.4, 14.3) == "123(14)");
  CHECK(plus_minus(123.4, 14.3) == "123 ± 14");
  CHECK(brackets(123456.0, 1432.0) == "123500(1400)");
  CHECK(plus_minus(123456.0, 1432.0) == "123500 ± 1400");
  CHECK(brackets(0.0, 0.01) == "0.000(10)");
}

TEST_CASE("an error that rounds up to the next power of ten keeps two digits") {
  CHECK(brackets(0.5, 0.00996) == "0.500(10)");
  CHECK(brackets(5.0, 0.996) == "5.0(1.0)");
}

TEST_CASE("very large and very small numbers carry a power of ten") {
  CHECK(brackets(1.23456e-7, 1.2e-9) == "1.235(12)×10⁻⁷");
  CHECK(plus_minus(1.23456e-7, 1.2e-9) == "(1.235 ± 0.012)×10⁻⁷");
  CHECK(brackets(6.02214076e23, 1.5e19) == "6.02214(15)×10²³");
  CHECK(brackets(0.0, 3.1e-9) == "0.0(3.1)×10⁻⁹");
}

TEST_CASE("no error, no brackets") {
  CHECK(brackets(0.5, 0.0) == "0.5");
  CHECK(brackets(0.5, nan) == "0.5");
  CHECK(brackets(nan, 0.1) == "–");
  CHECK(brackets(infinity, 0.1) == "∞");
}

TEST_CASE("an expected value has the digits that its comparison needs") {
  CHECK(format_expected(1.0 / 6, 0.00014) == "0.166667");
  CHECK(format_expected(0.1, 0.00012) == "0.1");
  CHECK(format_expected(6557412.7, 6000) == "6557410");
  CHECK(format_expected(6557412.7, 60) == "6557412.7");
  CHECK(format_expected(800, 0.8) == "800");
  CHECK(format_expected(0, 0.8) == "0");
  CHECK(format_expected(1.0 / 6, nan) == "0.166667");
  CHECK(format_expected(2.5e-9, 1e-10) == "2.5×10⁻⁹");
  CHECK(format_expected(nan, 1) == "–");
}

TEST_CASE("plain numbers, probabilities, per cent and counts") {
  CHECK(format_number(1.0 / 6) == "0.166667");
  CHECK(format_number(3.2e-9, 2) == "3.2×10⁻⁹");
  CHECK(format_number(nan) == "–");
  CHECK(format_number(-infinity) == "-∞");
  CHECK(format_probability(0.7) == "0.70");
  CHECK(format_probability(1.0) == "1");
  CHECK(format_probability(3.24e-9) == "3.2×10⁻⁹");
  CHECK(format_percent(0.003) == "0.30 %");
  CHECK(format_percent(0.25) == "25 %");
  CHECK(format_percent(0.0) == "0 %");
  CHECK(format_percent(nan) == "–");
  CHECK(format_count(0) == "0");
  CHECK(format_count(1234567) == "1\u202F234\u202F567");
  CHECK(format_count(-123456) == "-123\u202F456");
}

TEST_CASE("exponents of units are raised") {
  CHECK(format_unit("nm2 ps-1") == "nm² ps⁻¹");
  CHECK(format_unit("m^-2") == "m⁻²");
  CHECK(format_unit("m2/s") == "m²/s");
  CHECK(format_unit("1") == "");
  CHECK(format_unit("10 nm") == "10 nm");
  CHECK(format_unit("") == "");
  CHECK(raise_powers("J (nm^-1 ps^-1)") == "J (nm⁻¹ ps⁻¹)");
  CHECK(raise_powers("n^i and m2") == "n^i and m2");
  CHECK(with_unit("0.5", "nm2") == "0.5 nm²");
  CHECK(with_unit("0.5", "1") == "0.5");
  CHECK(with_unit("–", "nm2") == "–");
}

TEST_CASE("markup is escaped") {
  CHECK(escape_html("<a href=\"x\">'&'</a>") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  CHECK(escape_html("ℓ²/τ") == "ℓ²/τ");
  CHECK(escape_html("a\nb\tc\r") == "a\nb\tc");
  CHECK(escape_html(std::string("a\0b", 3)) == "a␀b");
}

TEST_CASE("base64 as in RFC 4648") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xFF\xFE") == "//4=");
}

TEST_CASE("width on a terminal counts characters, not bytes or combining marks") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("∂c/∂x") == 5);
  CHECK(display_width("c\u0304") == 1);
}

TEST_CASE("visible text controls no terminal and turns no text round") {
  CHECK(visible_text("ℓ²/τ\n\tplain") == "ℓ²/τ\n\tplain");
  CHECK(visible_text("a\033[31mb\a\r\x7F") == "a␛[31mb␇␍␡");
  CHECK(visible_text(std::string("a\0b", 3)) == "a␀b");
  CHECK(visible_text("\xC2\x9B"
                     "31m \xC2\xA0") == "\uFFFD31m \xC2\xA0");  // a no-break space is no control
  CHECK(visible_text("\u202Eabc\u202C \u2066d\u2069 \u200Fe") == "\uFFFDabc\uFFFD \uFFFDd\uFFFD \u200Fe");
  CHECK(visible_text("\x9B") == "\uFFFD");
  CHECK(visible_text("\033[1;31mred\033[0m \033[2J\033]0;t\a", true) == "\033[1;31mred\033[0m ␛[2J␛]0;t␇");
  CHECK(visible_text("\033[1;3", true) == "␛[1;3");
}
