#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "theory/setup.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

namespace {

constexpr double pi = std::numbers::pi;
const std::vector<FaceKind> wall_kinds = {FaceKind::reflecting, FaceKind::mirror, FaceKind::absorbing};

double overhang(FaceKind kind) {
  return kind == FaceKind::reflecting ? 0.5 : kind == FaceKind::mirror ? 0.0 : 1.0;
}

/// The heat kernel of the line, integrated twice.
/// functions.
double cumulated(double z, double reach) {
  return z / 2 * (1 + std::erf(z / std::sqrt(4 * reach))) +
         std::sqrt(reach / pi) * std::exp(-z * z / (4 * reach));
}

/// Share of a walker from [a, b] that is in [c, d] after the heat kernel of the line.
double passed(double a, double b, double c, double d, double reach) {
  return (cumulated(d - a, reach) - cumulated(c - a, reach) - cumulated(d - b, reach) +
          cumulated(c - b, reach)) /
         (b - a);
}

/// The profile by images of the start in the walls.
std::vector<double> by_images(const std::vector<double>& start, FaceKind below, FaceKind above, double reach,
                              int num_periods = 12) {
  const double last = static_cast<double>(start.size()) - 1;
  const double left = -overhang(below), right = last + overhang(above), width = right - left;
  const double low_sign = below == FaceKind::absorbing ? -1 : 1,
               high_sign = above == FaceKind::absorbing ? -1 : 1;
  std::vector<double> profile(start.size(), 0.0);
  for (std::size_t i = 0; i < start.size(); ++i)
    for (std::size_t j = 0; j < start.size(); ++j) {
      const auto lower = [&](std::size_t k) { return std::max(static_cast<double>(k) - 0.5, left); };
      const auto upper = [&](std::size_t k) { return std::min(static_cast<double>(k) + 0.5, right); };
      for (int m = -num_periods; m <= num_periods; ++m) {
        const double sign = m % 2 == 0 ? 1 : low_sign * high_sign, shift = 2 * m * width;
        profile[i] += start[j] * sign * passed(lower(j) + shift, upper(j) + shift, lower(i), upper(i), reach);
        profile[i] +=
            start[j] * sign * low_sign *
            passed(2 * left - upper(j) + shift, 2 * left - lower(j) + shift, lower(i), upper(i), reach);
      }
    }
  return profile;
}

Experiment still_experiment(std::int32_t layers, FaceKind below, FaceKind above) {
  Experiment experiment = chain_experiment(layers, 0.25, 0.25, {face(below), face(above)});
  experiment.system.populations[0].along[0] = {0, {5, 0, 0, 2, 1}};
  return experiment;
}

}  // namespace

TEST_CASE("between walls of every kind the series is the sum of images, at early and late times") {
  for (const FaceKind below : wall_kinds)
    for (const FaceKind above : wall_kinds)
      for (const double time : {1e-6, 3.9e-3, 4.1e-3, 0.3, 10.0, 60.0}) {
        CAPTURE(to_string(below));
        CAPTURE(to_string(above));
        CAPTURE(time);
        const Experiment experiment = still_experiment(6, below, above);
        const auto start = theory::start_layers(experiment, experiment.system.populations[0], 0);
        const auto profile = theory::continuum_profile(experiment, experiment.system.populations[0], 0, time);
        CHECK(largest_difference(profile, by_images(start, below, above, time / 4)) < 1e-13);
        if (experiment.system.is_closed()) CHECK(sum(profile) == near(1, 1e-14));
      }
}

TEST_CASE("on a ring the series is the sum of shifted Gaussians, with drift") {
  for (const std::int32_t layers : {1, 2, 7})
    for (const auto& [minus, plus] : {std::pair{0.25, 0.25}, {0.1, 0.5}, {0.6, 0.2}})
      for (const double time : {1e-3, 3.9e-3, 4.1e-3, 0.7, 25.0}) {
        Experiment experiment =
            chain_experiment(layers, minus, plus, {face(FaceKind::periodic), face(FaceKind::periodic)});
        const double reach = ((plus + minus) - (plus - minus) * (plus - minus)) / 2 * time;
        CAPTURE(layers);
        const double speed = plus - minus;
        CAPTURE(speed);
        CAPTURE(time);
        const auto start = theory::start_layers(experiment, experiment.system.populations[0], 0);
        std::vector<double> expected(start.size(), 0.0);
        for (std::size_t i = 0; i < start.size(); ++i)
          for (std::size_t j = 0; j < start.size(); ++j)
            for (int m = -60; m <= 60; ++m) {
              const double at =
                  static_cast<double>(i) - (plus - minus) * time - static_cast<double>(j) + m * layers;
              expected[i] += start[j] * passed(0, 1, at, at + 1, reach);
            }
        CHECK(largest_difference(
                  theory::continuum_profile(experiment, experiment.system.populations[0], 0, time),
                  expected) < 1e-13);
      }
}

TEST_CASE("on long chains the Fourier transform is the sum of images, and of shifted Gaussians") {
  for (const FaceKind below : wall_kinds)
    for (const FaceKind above : wall_kinds)
      for (const double time : {4.1e-3, 3.0, 50.0}) {
        CAPTURE(to_string(below));
        CAPTURE(to_string(above));
        CAPTURE(time);
        Experiment experiment = chain_experiment(61, 0.25, 0.25, {face(below), face(above)});
        experiment.system.populations[0].along[0] = {0, std::vector<std::uint64_t>(61, 1)};
        experiment.system.populations[0].along[0].weights[0] = 40;
        experiment.system.populations[0].along[0].weights[57] = 17;
        const auto start = theory::start_layers(experiment, experiment.system.populations[0], 0);
        const auto profile = theory::continuum_profile(experiment, experiment.system.populations[0], 0, time);
        CHECK(largest_difference(profile, by_images(start, below, above, time / 4, 2)) < 1e-14);
        if (experiment.system.is_closed()) CHECK(sum(profile) == near(1, 1e-14));
      }
  for (const double time : {0.01, 0.7, 25.0, 900.0}) {
    const std::int32_t layers = 211;
    const double minus = 0.1, plus = 0.5, speed = plus - minus;
    const Experiment experiment =
        chain_experiment(layers, minus, plus, {face(FaceKind::periodic), face(FaceKind::periodic)});
    const double reach = (plus + minus - speed * speed) / 2 * time;
    CAPTURE(time);
    const auto start = theory::start_layers(experiment, experiment.system.populations[0], 0);
    std::vector<double> expected(start.size(), 0.0);
    for (std::size_t i = 0; i < start.size(); ++i)
      for (std::size_t j = 0; j < start.size(); ++j)
        for (int m = -1; m <= 4; ++m) {
          const double at = static_cast<double>(i) - speed * time - static_cast<double>(j) + m * layers;
          expected[i] += start[j] * passed(0, 1, at, at + 1, reach);
        }
    CHECK(largest_difference(theory::continuum_profile(experiment, experiment.system.populations[0], 0, time),
                             expected) < 1e-13);
  }
}

TEST_CASE("late, one mode is left, and falls as exp(-Dκ²t)") {
  for (const auto& [kind, width] : {std::pair{FaceKind::reflecting, 10.0}, {FaceKind::mirror, 9.0}}) {
    Experiment experiment = still_experiment(10, kind, kind);
    const double early = 150, late = 230, kappa = pi / width;
    const auto before = theory::continuum_profile(experiment, experiment.system.populations[0], 0, early);
    const auto after = theory::continuum_profile(experiment, experiment.system.populations[0], 0, late);
    const double uniform = 1 / width;
    CHECK((after[2] - uniform) / (before[2] - uniform) ==
          near(std::exp(-0.25 * kappa * kappa * (late - early)), 1e-3));
  }
  Experiment open = still_experiment(10, FaceKind::absorbing, FaceKind::absorbing);
  const auto before = theory::continuum_profile(open, open.system.populations[0], 0, 600);
  const auto after = theory::continuum_profile(open, open.system.populations[0], 0, 700);
  CHECK(after[4] / before[4] == near(std::exp(-25 * pi * pi / 121), 1e-9));
}

TEST_CASE("times that are none or next to none leave the start as it is") {
  for (const FaceKind kind :
       {FaceKind::periodic, FaceKind::reflecting, FaceKind::mirror, FaceKind::absorbing}) {
    const Experiment experiment = still_experiment(6, kind, kind);
    const Population& population = experiment.system.populations[0];
    const auto start = theory::start_layers(experiment, population, 0);
    CHECK(theory::continuum_profile(experiment, population, 0, 0) == start);
    CHECK(largest_difference(theory::continuum_profile(experiment, population, 0, 1e-30), start) < 1e-14);
    CHECK_THROWS_AS(theory::continuum_profile(experiment, population, 0, -1), std::invalid_argument);
  }
}

TEST_CASE("there is no series for partial faces, drift between walls, or losses sideways") {
  Experiment experiment = still_experiment(6, FaceKind::reflecting, FaceKind::partial);
  CHECK_FALSE(theory::has_continuum_profile(experiment, 0));
  CHECK_THROWS_AS(theory::continuum_profile(experiment, experiment.system.populations[0], 0, 1),
                  std::invalid_argument);
  experiment = still_experiment(6, FaceKind::reflecting, FaceKind::absorbing);
  CHECK(theory::has_continuum_profile(experiment, 0));
  experiment.system.hop_law.plus[0] = 0.26;
  CHECK_FALSE(theory::has_continuum_profile(experiment, 0));
  experiment = still_experiment(6, FaceKind::periodic, FaceKind::periodic);
  experiment.system.lattice.dimension = 2;
  CHECK(theory::has_continuum_profile(experiment, 0));
  experiment.system.faces[1][low].kind = FaceKind::absorbing;
  CHECK(theory::has_continuum_profile(experiment, 0));  // no hop leads there
  experiment.system.hop_law.minus[1] = 0.1;
  experiment.system.hop_law.stay -= 0.1;
  CHECK_FALSE(theory::has_continuum_profile(experiment, 0));
  const Experiment conveyor = chain_experiment(6, 0, 1, {});
  CHECK_FALSE(theory::has_continuum_profile(conveyor, 0));
}
