#include <doctest/doctest.h>

#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <limits>

#include "random/discrete_checks.hpp"
#include "random/discrete_draw.hpp"
#include "random/poisson.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

TEST_CASE("a mean of nothing draws nothing, and reads nothing") {
  Words words(1, 2);
  CHECK(poisson(0.0, words) == 0);
  CHECK(words.next() == Words(1, 2).next());
  CHECK(poisson(1e-300, words) == 0);
}

TEST_CASE("the law is Poisson's, for means that can be summed up") {
  std::uint64_t batch = 200;
  for (const double mean : {0.01, 0.7, 3.0, 8.99, 9.0, 12.3, 40.0, 63.9, 64.0, 200.5, 5000.0, 1e6}) {
    Words words(9, batch++);
    const auto numbers = draw_many(40000, [&] { return poisson(mean, words); });
    const auto p_value = [&](double other) {
      const boost::math::poisson law(other);
      return law_p(numbers, other, std::sqrt(other),
                   [&](std::int64_t k) { return cdf(law, static_cast<double>(k)); });
    };
    CAPTURE(mean);
    CHECK(p_value(mean) > alpha);
    if (mean > 0.1) CHECK(p_value(mean + 0.08 * std::sqrt(mean)) < alpha);
  }
}

TEST_CASE("the law is Poisson's, for means beyond all sums") {
  std::uint64_t batch = 300;
  for (const double mean : {3e7, 1e12 + 0.375, 0x1p61}) {
    Words words(9, batch++);
    const auto numbers = draw_many(300000, [&] { return poisson(mean, words); });
    const auto from = static_cast<std::int64_t>(mean);
    const double rest = mean - std::floor(mean);
    const double sigma = std::sqrt(mean);
    CAPTURE(mean);
    CHECK(wide_law_p(numbers, from, rest, sigma, 1 / sigma) > alpha);
    for (const int m : {1, 2, 3, 4}) CHECK(moment_p(numbers, from, rest, sigma, 1 / sigma, m) > alpha);
    CHECK(low_bits_p(numbers) > alpha);
    for (const double x : {3.0, 4.0, 4.5}) {
      for (const int side : {-1, 1}) CHECK(tail_p(numbers, from, rest, sigma, 1 / sigma, x, side) > alpha);
    }
  }
}

TEST_CASE("Poisson decisions with many decimals are those with doubles, and read the same words") {
  for (const double mean : {2.5, 8.9, 30.0, 100.0, 1e9, 1e18}) {
    Words words(9, 1);
    Words exact_words = words;
    const PoissonLaw law{mean};
    for (int i = 0; i < 800; ++i) {
      const auto draw = [&](Words& from, double doubt) {
        return mean < 9 ? draw_by_inversion(law, from, doubt) : draw_by_rejection(law, from, doubt);
      };
      REQUIRE(draw(words, doubtful) == draw(exact_words, std::numeric_limits<double>::infinity()));
    }
    CHECK(words.next() == exact_words.next());
  }
}
