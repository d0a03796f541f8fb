#include <doctest/doctest.h>

#include <functional>

#include "theory/setup.hpp"

using namespace fluxwalk;
using fluxwalk::test::near;

namespace {

/// Mean over all paths of `steps` hops; path[t][axis] is the displacement after t steps.
double mean_over_paths(const HopLaw& law, int dimension, int steps,
                       const std::function<double(const std::vector<PerAxis<int>>&)>& quantity) {
  double mean = 0;
  std::vector<PerAxis<int>> path = {{0, 0, 0}};
  const std::function<void(double)> extend = [&](double probability) {
    if (static_cast<int>(path.size()) > steps) {
      mean += probability * quantity(path);
      return;
    }
    const auto step = [&](std::size_t axis, int hop, double p) {
      auto next = path.back();
      next[axis] += hop;
      path.push_back(next);
      extend(probability * p);
      path.pop_back();
    };
    step(0, 0, law.stay);
    for (std::size_t a = 0; a < static_cast<std::size_t>(dimension); ++a) {
      step(a, -1, law.minus[a]);
      step(a, 1, law.plus[a]);
    }
  };
  extend(1);
  return mean;
}

const HopLaw windy = {{0.05, 0.11, 0.17}, {0.28, 0.03, 0.13}, 0.23};

}  // namespace

TEST_CASE("moments of the displacement are those of all paths, with drift and stay") {
  const int steps = 4;
  const auto mean = [&](const auto& quantity) { return mean_over_paths(windy, 3, steps, quantity); };
  for (int a = 0; a < 3; ++a) {
    const auto i = static_cast<std::size_t>(a);
    const double mean_a = mean([&](const auto& path) { return double(path[4][i]); });
    CHECK(theory::mean_displacement(windy, a, steps) == near(mean_a, 1e-13));
    for (int b = 0; b < 3; ++b) {
      const auto j = static_cast<std::size_t>(b);
      CAPTURE(a);
      CAPTURE(b);
      const double mean_b = mean([&](const auto& path) { return double(path[4][j]); });
      const double product = mean([&](const auto& path) { return double(path[4][i] * path[4][j]); });
      CHECK(theory::displacement_covariance(windy, a, b, steps) == near(product - mean_a * mean_b, 1e-12));
      for (const std::size_t s : {1U, 3U, 4U}) {
        const double square_a = mean([&](const auto& path) { return double(path[s][i] * path[s][i]); });
        const double square_b = mean([&](const auto& path) { return double(path[4][j] * path[4][j]); });
        const double both =
            mean([&](const auto& path) { return double(path[s][i] * path[s][i] * path[4][j] * path[4][j]); });
        const double expected = both - square_a * square_b;
        const auto time = static_cast<std::int64_t>(s);
        CHECK(theory::squared_displacement_covariance(windy, a, b, time, 4) == near(expected, 1e-12));
        CHECK(theory::squared_displacement_covariance(windy, b, a, 4, time) == near(expected, 1e-12));
      }
    }
  }
}

TEST_CASE("the variance of r² is that of all paths, in one, two and three dimensions") {
  for (int dimension = 1; dimension <= 3; ++dimension) {
    HopLaw law = windy;
    for (std::size_t a = static_cast<std::size_t>(dimension); a < 3; ++a) {
      law.stay += law.minus[a] + law.plus[a];
      law.minus[a] = law.plus[a] = 0;
    }
    const auto squared = [&](const auto& path) {
      const auto& r = path.back();
      return double(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
    };
    const double mean = mean_over_paths(law, dimension, 4, squared);
    const double square =
        mean_over_paths(law, dimension, 4, [&](const auto& path) { return squared(path) * squared(path); });
    CHECK(theory::variance_of_squared_displacement(law, dimension, 4) == near(square - mean * mean, 1e-12));
  }
}

TEST_CASE("without drift the variance of r² is h(1-h) t + (2/d) h² t (t-1)") {
  for (int dimension = 1; dimension <= 3; ++dimension)
    for (const double stay : {0.0, 0.4})
      for (const std::int64_t t : {1, 2, 1'000'000}) {
        const double h = 1 - stay, time = static_cast<double>(t);
        CHECK(theory::variance_of_squared_displacement(HopLaw::unbiased(dimension, stay), dimension, t) ==
              near(h * (1 - h) * time + 2.0 / dimension * h * h * time * (time - 1), 1e-12));
      }
}

TEST_CASE("the dispersion has the drift taken off, and its off-diagonal part") {
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b)
      CHECK(theory::displacement_covariance(windy, a, b, 10) == near(20 * windy.dispersion(a, b), 1e-14));
}
