/// \file
/// The occupation kernel against the expected occupancy. Populations, reservoirs and sources are Poisson and
/// no walker splits, so the occupancies at a time, and the crossings of one step, are independent Poisson
/// numbers. alpha = 1e-6 per check.

#include <doctest/doctest.h>

#include "fluxwalk/occupancy.hpp"
#include "fluxwalk/run.hpp"
#include "kernels/open_experiment.hpp"
#include "poisson_cells.hpp"

using namespace fluxwalk;

namespace {

constexpr double alpha = 1e-6;

Experiment poisson_experiment(OpenExperiment& draw) {
  Experiment experiment = draw();
  experiment.sampling.num_batches = 4;
  experiment.system.turnover.reproduction = 0;
  for (Population& population : experiment.system.populations) {
    population.walkers = 100'000;
    population.is_poisson = true;
  }
  for (auto& faces : experiment.system.faces) {
    for (Face& face : faces) {
      face.reservoir.concentration *= 500;
      face.reservoir.is_deterministic = false;
    }
  }
  for (Source& source : experiment.system.sources)
    for (double& rate : source.rates) rate *= 500;
  return experiment;
}

/// p-values of the last histogram and, along each axis, of the crossings of the last step.
std::vector<double> p_values(const Experiment& simulated, const Experiment& assumed) {
  const BatchTallies total = run(simulated).total();
  const auto occupancy = theory::Occupancy::of_sites(assumed, theory::all_batches(assumed));
  const auto steps = static_cast<std::size_t>(assumed.system.steps);
  std::vector<double> now = occupancy.start();
  std::vector<double> p;
  for (std::size_t t = 0; t + 1 < steps; ++t) now = occupancy.advance(now, static_cast<std::int64_t>(t));
  for (int a = 0; a < assumed.system.lattice.dimension; ++a) {
    const auto planes = static_cast<std::size_t>(assumed.system.lattice.shape[a]) + 1;
    std::vector<double> forward(planes, 0.0), backward(planes, 0.0);
    occupancy.add_crossings(a, now, forward, backward);
    PoissonCells crossings;
    const std::size_t first = occupancy.is_ring(a) ? 1 : 0;  // both faces of a ring are one plane
    for (std::size_t plane = first; plane < planes; ++plane) {
      crossings.add(static_cast<double>(total.forward[a](steps - 1, plane)), forward[plane]);
      crossings.add(static_cast<double>(total.backward[a](steps - 1, plane)), backward[plane]);
    }
    p.push_back(crossings.p_value());
  }
  now = occupancy.advance(now, static_cast<std::int64_t>(steps) - 1);
  PoissonCells sites;
  for (std::size_t site = 0; site < now.size(); ++site)
    sites.add(static_cast<double>(total.histogram(steps, site)), now[site]);
  p.push_back(sites.p_value());
  return p;
}

}  // namespace

TEST_CASE("occupancies and crossings of open boxes are Poisson numbers of the exact means") {
  OpenExperiment draw(21);
  for (int i = 0; i < 60; ++i) {
    CAPTURE(i);
    const Experiment experiment = poisson_experiment(draw);
    for (const double p : p_values(experiment, experiment)) CHECK(p > alpha);
  }
}

TEST_CASE("a slightly other kernel is caught") {
  Experiment experiment;
  experiment.system.lattice.shape = {20, 1, 1};
  experiment.system.hop_law = HopLaw::unbiased(1, 0.3);
  experiment.system.faces[0] = {Face{FaceKind::reservoir, 1.0, {3e9, false, false, {}}},
                                Face{FaceKind::reservoir, 1.0, {1e9, false, false, {}}}};
  experiment.system.turnover.decay = 0.01;
  experiment.system.sources.push_back({"point", {7}, {1e8}, 0, 200});
  experiment.system.steps = 200;
  experiment.sampling.num_batches = 4;
  measure_all(experiment);
  const auto is_caught = [&](const Experiment& other) {
    for (const double p : p_values(other, experiment))
      if (p < alpha) return true;
    return false;
  };
  CHECK_FALSE(is_caught(experiment));
  Experiment other = experiment;
  other.system.hop_law.plus[0] *= 1.001;
  other.system.hop_law.stay -= other.system.hop_law.plus[0] - experiment.system.hop_law.plus[0];
  CHECK(is_caught(other));
  other = experiment;
  other.system.turnover.decay *= 1.001;
  CHECK(is_caught(other));
  other = experiment;
  other.system.faces[0][low].reservoir.is_half_cell = true;
  CHECK(is_caught(other));
  other = experiment;
  other.system.sources[0].sites = {8};
  CHECK(is_caught(other));
  other = experiment;
  other.system.faces[0][high].reservoir.concentration *= 1.001;
  CHECK(is_caught(other));
}
