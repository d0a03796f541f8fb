/// The effective diffusivity of periodic media against cases that are known exactly, and against D(t) of late
/// times.
#include "fluxwalk/homogenised.hpp"

#include <cmath>

#include "fluxwalk/displacements.hpp"
#include "theory/setup.hpp"

using namespace fluxwalk;
using doctest::Approx;

namespace {

Experiment box(PerAxis<std::int32_t> shape, int dimension, double stay = 0.2) {
  Experiment e;
  e.system.lattice.dimension = dimension;
  e.system.lattice.shape = shape;
  e.system.hop_law = HopLaw::unbiased(dimension, stay);
  return e;
}

theory::Homogenised of(const Experiment& experiment) {
  const auto result = theory::homogenised(experiment);
  REQUIRE(result.has_value());
  return *result;
}

}  // namespace

TEST_CASE("a uniform medium keeps the dispersion of its hop law, drift included") {
  Experiment e = box({4, 3, 1}, 2);
  e.system.hop_law.plus = {0.4, 0.15, 0};
  e.system.hop_law.minus = {0.1, 0.05, 0};
  e.system.hop_law.stay = 0.3;
  const theory::Homogenised result = of(e);
  for (int a = 0; a < 2; ++a) {
    CHECK(result.drift[static_cast<std::size_t>(a)] == Approx(e.system.hop_law.drift(a)));
    for (int b = 0; b < 2; ++b)
      CHECK(result.diffusivity[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] ==
            Approx(e.system.hop_law.dispersion(a, b)));
  }
  CHECK(of(box({1, 1, 1}, 1)).diffusivity[0][0] == Approx(0.4));
}

TEST_CASE("in one dimension mobilities add as resistances: the harmonic mean") {
  Experiment e = box({5, 1, 1}, 1);
  const std::vector<double> m = {1, 0.5, 0.2, 0.8, 0.1};
  e.system.medium.mobility = m;
  double resistance = 0;
  for (const double one : m) resistance += 1 / one / 5;
  CHECK(of(e).diffusivity[0][0] == Approx(0.4 / resistance).epsilon(1e-12));
}

TEST_CASE("layers: the arithmetic mean along them, the harmonic mean across") {
  Experiment e = box({4, 3, 1}, 2);
  const std::vector<double> m = {1, 0.3, 0.6, 0.1};
  double sum = 0, resistance = 0;
  for (const double one : m) {
    for (int y = 0; y < 3; ++y) e.system.medium.mobility.push_back(one);
    sum += one / 4;
    resistance += 1 / one / 4;
  }
  const theory::Homogenised result = of(e);
  CHECK(result.diffusivity[0][0] == Approx(0.2 / resistance).epsilon(1e-12));
  CHECK(result.diffusivity[1][1] == Approx(0.2 * sum).epsilon(1e-12));
  CHECK(std::abs(result.diffusivity[0][1]) < 1e-14);
}

TEST_CASE("a checkerboard of sites has one kind of bond, of the harmonic mean") {
  Experiment e = box({4, 6, 1}, 2);
  for (int x = 0; x < 4; ++x)
    for (int y = 0; y < 6; ++y) e.system.medium.mobility.push_back((x + y) % 2 == 0 ? 1.0 : 0.25);
  const theory::Homogenised result = of(e);
  for (std::size_t a = 0; a < 2; ++a) CHECK(result.diffusivity[a][a] == Approx(0.2 * 0.4).epsilon(1e-12));
}

TEST_CASE("a potential on a ring: the mean weight times the mean resistance") {
  Experiment e = box({6, 1, 1}, 1);
  const std::vector<double> u = {0, 0.4, 1.1, 0.7, -0.3, 0.2};
  e.system.medium.potential = u;
  double weight = 0, resistance = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    weight += std::exp(-u[i]) / 6;
    resistance += std::exp(std::max(u[i], u[(i + 1) % 6])) / 6;
  }
  CHECK(of(e).diffusivity[0][0] == Approx(0.4 / (weight * resistance)).epsilon(1e-10));
}

TEST_CASE("among obstacles, with drift and a slant, D(t) grows by it at late times") {
  Experiment e = box({5, 4, 1}, 2);
  e.system.hop_law.plus = {0.3, 0.2, 0};
  e.system.hop_law.minus = {0.15, 0.2, 0};
  e.system.hop_law.stay = 0.15;
  e.system.medium.obstacles.assign(20, 0);
  for (const std::size_t site : {1U, 6U, 7U, 14U}) e.system.medium.obstacles[site] = 1;
  e.system.medium.transmission[0].assign(24, 1.0);
  for (std::size_t bond = 8; bond < 12; ++bond) e.system.medium.transmission[0][bond] = 0.3;
  theory::Displacements walk(Transitions(e), 2);
  std::vector<double> start(20, 0.0);
  start[0] = 1;
  const auto covariance = [&](int a, int b) {
    PerAxis<int> both{}, first{}, second{};
    ++both[a], ++both[b], ++first[a], ++second[b];
    return walk.mean(start, both) - walk.mean(start, first) * walk.mean(start, second);
  };
  walk.advance(1000);
  const double before[] = {covariance(0, 0), covariance(0, 1), covariance(1, 1), walk.mean(start, {1, 0, 0})};
  walk.advance(100);
  const theory::Homogenised result = of(e);
  CHECK(result.diffusivity[0][0] == Approx((covariance(0, 0) - before[0]) / 200).epsilon(1e-7));
  CHECK(result.diffusivity[0][1] == Approx((covariance(0, 1) - before[1]) / 200).epsilon(1e-6));
  CHECK(result.diffusivity[1][1] == Approx((covariance(1, 1) - before[2]) / 200).epsilon(1e-7));
  CHECK(result.drift[0] == Approx((walk.mean(start, {1, 0, 0}) - before[3]) / 100).epsilon(1e-9));
  CHECK(std::abs(result.diffusivity[0][1]) > 1e-4);
}

TEST_CASE("none between walls, where walkers leave, or in parts that are not connected") {
  Experiment e = box({5, 1, 1}, 1);
  e.system.medium.mobility = {1, 0, 1, 0, 1};
  CHECK_FALSE(theory::homogenised(e).has_value());
  e = box({5, 1, 1}, 1);
  e.system.faces[0] = {Face{FaceKind::reflecting}, Face{FaceKind::reflecting}};
  CHECK_FALSE(theory::homogenised(e).has_value());
  e = box({5, 1, 1}, 1);
  e.system.turnover.decay = 0.1;
  CHECK_FALSE(theory::homogenised(e).has_value());
}
