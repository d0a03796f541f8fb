#include <doctest/doctest.h>

#include <boost/math/distributions/poisson.hpp>
#include <cmath>

#include "random/poisson.hpp"

using namespace fluxwalk;

TEST_CASE("the Poisson number is the inverse of its distribution function") {
  for (const double mean : {0.01, 0.7, 3.0, 41.5, 1e3, 123456.75}) {
    const boost::math::poisson law(mean);
    for (int i = 1; i < 200; ++i) {
      const double u = i / 200.0 + 1e-4;
      const auto word = static_cast<std::uint64_t>(std::ldexp(u, 64));
      const auto k = static_cast<double>(poisson(mean, word));
      CAPTURE(mean);
      CAPTURE(u);
      CHECK(u < cdf(law, k) + 1e-12);
      if (k > 0) CHECK(u >= cdf(law, k - 1) - 1e-12);
    }
  }
}

TEST_CASE("ends of the range") {
  CHECK(poisson(0.0, 0) == 0);
  CHECK(poisson(0.0, ~std::uint64_t{}) == 0);
  CHECK(poisson(1e-300, 12345) == 0);
  CHECK(poisson(5.0, 0) == 0);
  CHECK(poisson(5.0, ~std::uint64_t{}) > 20);
  const auto large = static_cast<double>(poisson(1e10, std::uint64_t{1} << 63));
  CHECK(std::abs(large - 1e10) < 10);  // the median is mean + 1/3, give or take one
}
