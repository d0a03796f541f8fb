#include "report/axis.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace fluxwalk::report;

namespace {

std::vector<std::string> labels(const Axis& axis) {
  std::vector<std::string> list;
  for (const Tick& tick : axis.ticks) list.push_back(tick.label);
  return list;
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("ticks stand at round numbers") {
  CHECK(labels(make_axis(0, 100, false, 5)) == Labels{"0", "50", "100"});
  CHECK(labels(make_axis(0, 100, false, 6)) == Labels{"0", "20", "40", "60", "80", "100"});
  CHECK(labels(make_axis(-0.2, 0.2, false, 4)) == Labels{"-0.2", "0.0", "0.2"});
}

TEST_CASE("an axis has two ticks at least") {
  for (double high = 0.2; high < 20; high *= 1.01) {
    for (const double span : {0.0, 1e-6, 1e-3, 0.1, 1.0, 7.0}) {
      const Axis axis = make_axis(high - span, high, false, 3);
      CHECK((axis.ticks.size() >= 2 && axis.ticks.size() <= 8));
    }
  }
}

TEST_CASE("an axis shows a little more than the data") {
  const Axis linear = make_axis(0, 100, false, 5);
  CHECK(linear.low == doctest::Approx(-4));
  CHECK(linear.high == doctest::Approx(104));
  const Axis logarithmic = make_axis(1, 1e4, true, 5);
  CHECK(logarithmic.low < 1);
  CHECK(logarithmic.high > 1e4);
}

TEST_CASE("large and small numbers share a power of ten") {
  const Axis axis = make_axis(0, 2.4e-5, false, 4);
  CHECK(axis.exponent == -5);
  CHECK(labels(axis) == Labels{"0", "1", "2"});
  CHECK(make_axis(0, 3e6, false, 4).exponent == 6);
  CHECK(make_axis(0, 3000, false, 4).exponent == 0);
}

TEST_CASE("logarithmic axes have their powers of ten, or round numbers within a decade") {
  CHECK(labels(make_axis(1, 1e4, true, 5)) == Labels{"1", "10", "10²", "10³", "10⁴"});
  const Axis wide = make_axis(1e-30, 1, true, 5);
  CHECK(wide.ticks.size() >= 3);
  CHECK(wide.ticks.size() <= 7);
  CHECK(labels(make_axis(1.6e4, 2.5e5, true, 6)) == Labels{"2×10⁴", "5×10⁴", "10⁵", "2×10⁵"});
  CHECK(labels(make_axis(0.03, 0.25, true, 6)) == Labels{"0.05", "0.1", "0.2"});
  const Axis narrow = make_axis(2, 5, true, 5);
  CHECK(narrow.ticks.size() >= 2);
  for (const Tick& tick : narrow.ticks) CHECK((tick.at >= narrow.low && tick.at <= narrow.high));
}

TEST_CASE("nothing to show gives an axis still") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Axis& axis : {make_axis(infinity, -infinity, false, 5), make_axis(nan, nan, false, 5),
                           make_axis(6.5, 6.5, false, 5), make_axis(0, 0, false, 5),
                           make_axis(-1, 10, true, 5), make_axis(7, 7, true, 5),
                           make_axis(1e15, 1e15 + 0.25, false, 5), make_axis(-1e308, 1e308, false, 5)}) {
    CHECK(axis.low < axis.high);
    CHECK(axis.ticks.size() >= 2);
    CHECK(axis.ticks.size() <= 12);
  }
}

TEST_CASE("residuals are shown to at least four sigma either way") {
  CHECK(make_residual_axis(1.0).high == 4);
  CHECK(labels(make_residual_axis(1.0)) == Labels{"-3", "0", "3"});
  const Axis wide = make_residual_axis(100);
  CHECK(wide.low == doctest::Approx(-110));
  CHECK(wide.ticks.size() >= 3);
}
