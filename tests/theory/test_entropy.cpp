#include <doctest/doctest.h>

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <functional>

#include "theory/setup.hpp"

using namespace fluxwalk;
using fluxwalk::test::near;

namespace {

/// Mean and variance of the plug-in entropy over all ways to put n walkers into the cells.
std::pair<double, double> by_enumeration(const std::vector<double>& p, int n) {
  double mean = 0, square = 0;
  const std::function<void(std::size_t, int, double, double)> fill = [&](std::size_t cell, int left,
                                                                         double weight, double entropy) {
    const auto share = [&](int k) { return k > 0 ? -double(k) / n * std::log(double(k) / n) : 0.0; };
    const auto chance = [&](int k) { return std::pow(p[cell], k) / std::tgamma(k + 1.0); };
    if (cell + 1 == p.size()) {
      weight *= chance(left);
      entropy += share(left);
      mean += weight * entropy;
      square += weight * entropy * entropy;
      return;
    }
    for (int k = 0; k <= left; ++k) fill(cell + 1, left - k, weight * chance(k), entropy + share(k));
  };
  fill(0, n, std::tgamma(n + 1.0), 0);
  return {mean, square - mean * mean};
}

/// E[-(k/N) ln(k/N)] + p ln p with the binomial of another library, in long double.
double bias_by_library(double n, double p) {
  const boost::math::binomial_distribution<long double> walkers(n, p);
  const long double mean = static_cast<long double>(n) * p, sigma = std::sqrt(mean * (1 - p));
  long double sum = 0, norm = 0;
  const auto first = std::max(0.0L, std::floor(mean - 13 * sigma)),
             last = std::min<long double>(n, mean + 13 * sigma);
  for (long double k = first; k <= last; ++k) {
    const long double weight = boost::math::pdf(walkers, k);
    norm += weight;
    if (k > 0) sum -= weight * k / n * std::log(k / n / p);
  }
  return static_cast<double>(sum / norm);
}

}  // namespace

TEST_CASE("entropy of known distributions") {
  CHECK(theory::entropy({0.25, 0.25, 0, 0.25, 0.25}) == near(std::log(4), 1e-15));
  CHECK(theory::entropy({0, 1, 0}) == 0.0);
}

TEST_CASE("the mean plug-in entropy is that of all ways to place the walkers") {
  const std::vector<double> p = {0.5, 0.3, 0, 0.15, 0.05};
  for (const int n : {1, 2, 6, 25})
    CHECK(theory::mean_plugin_entropy(p, n) == near(by_enumeration(p, n).first, 1e-12));
  CHECK(theory::mean_plugin_entropy({0, 1}, 1e9) == 0.0);
}

TEST_CASE("sum and series give the same mean, to 1e-12 of the cell") {
  for (const double n : {1e3, 1e5})
    for (const double mean : {90.0, 99.99, 100.01, 130.0, 950.0}) {
      const double p = mean / n;
      CAPTURE(n);
      CAPTURE(mean);
      const double expected = bias_by_library(n, p) + bias_by_library(n, 1 - p);
      CHECK(std::abs(theory::mean_plugin_entropy({p, 1 - p}, n) - theory::entropy({p, 1 - p}) - expected) <
            1e-12 * p + 1e-15);
    }
}

TEST_CASE("the bias tends to Miller and Madow's") {
  const std::vector<double> p(100, 0.01);
  CHECK(theory::mean_plugin_entropy(p, 1e8) - std::log(100) == near(-99 / 2e8, 1e-4));
  // and is far from it where cells are nearly empty: two walkers in a huge box are in different cells
  CHECK(theory::mean_plugin_entropy(std::vector<double>(1'000'000, 1e-6), 2) == near(std::log(2), 1e-5));
}

TEST_CASE("cells that are next to impossible do no harm") {
  for (const double n : {10.0, 1e12}) {
    const std::vector<double> p = {0.5, 0.5}, tail = {0.5, 0.5, 1e-30, 1e-300, 5e-324};
    CHECK(theory::mean_plugin_entropy(tail, n) == near(theory::mean_plugin_entropy(p, n), 1e-14));
    CHECK(theory::variance_plugin_entropy(tail, n) == near(theory::variance_plugin_entropy(p, n), 1e-12));
  }
}

TEST_CASE("the variance of the plug-in entropy: all ways to place the walkers, crowded and sparse") {
  const auto ratio = [](const std::vector<double>& p, int n) {
    return theory::variance_plugin_entropy(p, n) / by_enumeration(p, n).second;
  };
  CHECK(ratio({0.5, 0.3, 0.2}, 60) == near(1, 0.001));
  CHECK(ratio({1 / 3.0, 1 / 3.0, 1 / 3.0}, 120) == near(1, 0.003));
  CHECK(ratio({0.5, 0.5}, 150) == near(1, 0.004));
  CHECK(ratio(std::vector<double>(12, 1 / 12.0), 6) == near(1, 0.04));
}

TEST_CASE("with many walkers in each cell the variance is the delta method's and the chi-square's") {
  const double n = 1e7;
  const std::vector<double> p = {0.5, 0.3, 0.15, 0.05};
  double second = 0;
  for (const double value : p) second += value * std::log(value) * std::log(value);
  const double s = theory::entropy(p);
  CHECK(theory::variance_plugin_entropy(p, n) == near((second - s * s) / n + 3 / (2 * n * n), 1e-6));
  CHECK(theory::variance_plugin_entropy(std::vector<double>(50, 0.02), n) == near(49 / (2 * n * n), 1e-3));
  // No jump where the sum is replaced by the leading terms.
  CHECK(theory::variance_plugin_entropy(std::vector<double>(50, 0.02), 50 * 49.9) * 49.9 * 49.9 ==
        near(theory::variance_plugin_entropy(std::vector<double>(50, 0.02), 50 * 50.1) * 50.1 * 50.1, 0.01));
}

TEST_CASE("free energy: against all ways to place four walkers, and the entropy where all sites rest alike") {
  const std::vector<double> chances = {0.5, 0.3, 0.2}, rest = {0.2, 0.2, 0.6};
  double mean = 0;
  for (int code = 0; code < 81; ++code) {
    std::vector<double> counts(3, 0.0);
    double chance = 1;
    for (int walker = 0, left = code; walker < 4; ++walker, left /= 3) {
      counts[static_cast<std::size_t>(left % 3)] += 0.25;
      chance *= chances[static_cast<std::size_t>(left % 3)];
    }
    mean += chance * theory::free_energy(counts, rest);
  }
  CHECK(theory::mean_plugin_free_energy(chances, rest, 4) == near(mean, 1e-12));
  const std::vector<double> even(3, 1.0 / 3);
  CHECK(theory::free_energy(chances, even) == near(std::log(3) - theory::entropy(chances), 1e-12));
  for (const double n : {20.0, 1e5})
    CHECK(theory::variance_plugin_free_energy(chances, even, n) ==
          near(theory::variance_plugin_entropy(chances, n), 1e-9));
  // Many walkers: the delta method, Var of ln(P/rest) over N.
  double first = 0, second = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double value = std::log(chances[i] / rest[i]);
    first += chances[i] * value;
    second += chances[i] * value * value;
  }
  CHECK(theory::variance_plugin_free_energy(chances, rest, 1e9) ==
        near((second - first * first) / 1e9, 1e-6));
}
