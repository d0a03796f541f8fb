#include <doctest/doctest.h>

#include <cmath>

#include "theory/setup.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

namespace {

/// Order of convergence between the second and the last rung.
double order(const std::vector<theory::LadderRung>& rungs) {
  return std::log(rungs[1].error / rungs.back().error) /
         std::log(static_cast<double>(rungs.back().refinement) / static_cast<double>(rungs[1].refinement));
}

void check_order(Experiment experiment, std::int64_t steps) {
  CAPTURE(to_string(experiment.system.faces[0][low].kind));
  CAPTURE(to_string(experiment.system.faces[0][high].kind));
  CAPTURE(experiment.system.hop_law.plus[0]);
  experiment.system.steps = steps;
  const auto rungs = theory::ladder(experiment, experiment.system.populations[0], 0, 5);
  REQUIRE(rungs.size() == 5);
  CHECK(rungs[0].refinement == 1);
  CHECK(rungs[4].refinement == 9);
  CHECK(rungs[0].error < 0.1);
  CHECK(rungs[4].error > 0);
  CHECK(std::abs(order(rungs) - theory::expected_order(experiment, 0)) < 0.05);
}

}  // namespace

TEST_CASE("lattices tend to the continuum in second order, whatever the walls") {
  const auto walls = {face(FaceKind::reflecting), face(FaceKind::mirror), face(FaceKind::absorbing)};
  for (const Face& below : walls)
    for (const Face& above : walls)
      for (const double p : {0.25, 0.5}) check_order(chain_experiment(12, p, p, {below, above}), 40);
}

TEST_CASE("so they do from a start in the half cell at a mirror") {
  for (const FaceKind above : {FaceKind::mirror, FaceKind::absorbing}) {
    Experiment experiment = chain_experiment(8, 0.25, 0.25, {face(FaceKind::mirror), face(above)});
    experiment.system.populations = {point({0, 0, 0})};
    check_order(experiment, 20);
  }
}

TEST_CASE("rings do so with drift, and at even lengths for walkers that never stay") {
  for (const auto& [minus, plus] : {std::pair{0.3, 0.3}, {0.5, 0.5}, {0.2, 0.5}, {0.4, 0.6}})
    for (const std::int32_t layers : {12, 13})
      check_order(chain_experiment(layers, minus, plus, {face(FaceKind::periodic), face(FaceKind::periodic)}),
                  40);
}

TEST_CASE("the first rung is the experiment's own lattice") {
  const Experiment slab =
      chain_experiment(12, 0.2, 0.2, {face(FaceKind::reflecting), face(FaceKind::absorbing)});
  const Experiment windy_ring =
      chain_experiment(12, 0.2, 0.6, {face(FaceKind::periodic), face(FaceKind::periodic)});
  for (Experiment experiment : {slab, windy_ring}) {
    experiment.system.steps = 30;
    const Population& population = experiment.system.populations[0];
    const auto lattice = theory::profiles(experiment, population, 0, {29, 30, 31});
    const auto continuum = theory::continuum_profile(experiment, population, 0, 30);
    double squares = 0;
    for (std::size_t i = 0; i < 12; ++i) {
      const double difference = (lattice[0][i] + 2 * lattice[1][i] + lattice[2][i]) / 4 - continuum[i];
      squares += difference * difference;
    }
    const double expected = std::sqrt(squares / 12) / (sum(continuum) / 12);
    CHECK(theory::ladder(experiment, population, 0, 1).front().error == near(expected, 1e-12));
  }
}

TEST_CASE("rungs that cost too much, and laws that are none, are left out") {
  Experiment experiment =
      chain_experiment(1000, 0.25, 0.25, {face(FaceKind::periodic), face(FaceKind::periodic)});
  experiment.system.steps = 20'000;
  CHECK(theory::ladder(experiment, experiment.system.populations[0], 0, 4).size() == 2);
  experiment.system.steps = 0;
  CHECK(theory::ladder(experiment, experiment.system.populations[0], 0, 4).empty());
  Experiment gale = chain_experiment(10, 0, 0.9, {face(FaceKind::periodic), face(FaceKind::periodic)});
  gale.system.steps = 10;
  for (const auto& rung : theory::ladder(gale, gale.system.populations[0], 0, 12)) {
    const double bias = 0.9 / static_cast<double>(rung.refinement);
    CHECK(0.09 + bias * bias >= bias * (1 - 1e-12));
  }
}
