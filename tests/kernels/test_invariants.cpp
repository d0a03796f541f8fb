#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "ends.hpp"
#include "kernels/kernel.hpp"
#include "random_experiment.hpp"

using namespace fluxwalk;

namespace {

std::int64_t sum(const Counts& counts) {
  return std::accumulate(counts.data().begin(), counts.data().end(), std::int64_t{0});
}

std::int64_t row_sum(const Counts& counts, std::size_t row) {
  return std::accumulate(counts.row(row), counts.row(row) + counts.columns(), std::int64_t{0});
}

/// Everything, at every step.
void measure_all(Experiment& experiment) {
  Measurements& measure = experiment.measure;
  const Schedule every = Schedule::every(1, experiment.system.steps);
  measure = Measurements{};
  measure.flux_edges = measure.exit_edges = every;
  measure.profile_times = measure.survivor_times = measure.moment_times = measure.histogram_times =
      measure.extent_times = every;
  measure.has_residence = true;
  for (std::size_t a = 0; a < static_cast<std::size_t>(experiment.system.lattice.dimension); ++a) {
    measure.has_profile[a] = measure.has_extent[a] = true;
    measure.planes[a] = Ascending::every(1, experiment.system.lattice.shape[a]);
  }
}

}  // namespace

TEST_CASE("walkers are conserved at every layer and step, to the last one") {
  RandomExperiment draw(7);
  for (int trial = 0; trial < 100; ++trial) {
    CAPTURE(trial);
    Experiment experiment = draw();
    if (experiment.system.steps == 0) continue;
    measure_all(experiment);
    const BatchTallies counted = make_kernel(experiment)->simulate(0);
    require_extents_of_profiles(experiment, counted);
    std::int64_t walker_steps = 0;
    for (std::size_t t = 0; t < static_cast<std::size_t>(experiment.system.steps); ++t) {
      const std::int64_t gone = row_sum(counted.exits, t);
      REQUIRE(counted.survivors(t + 1, 0) == counted.survivors(t, 0) - gone);
      REQUIRE(row_sum(counted.histogram, t) == counted.survivors(t, 0));
      walker_steps += counted.survivors(t, 0);
      for (std::size_t a = 0; a < static_cast<std::size_t>(experiment.system.lattice.dimension); ++a) {
        const auto layers = static_cast<std::size_t>(experiment.system.lattice.shape[a]);
        const auto net = [&](std::size_t plane) {
          return counted.forward[a](t, plane) - counted.backward[a](t, plane);
        };
        std::int64_t lost =
            0;  // by this axis's layers but not through its planes: left through another axis's face
        for (std::size_t x = 0; x < layers; ++x) {
          REQUIRE(counted.residence[a](t, x) == counted.profile[a](t, x));
          lost += counted.profile[a](t, x) + net(x) - net(x + 1) - counted.profile[a](t + 1, x);
        }
        std::int64_t through_other_axes = gone;
        through_other_axes -= counted.exits(t, 2 * a) + counted.exits(t, 2 * a + 1);
        REQUIRE(lost == through_other_axes);
        if (through_other_axes == 0) {
          for (std::size_t x = 0; x < layers; ++x) {
            REQUIRE(counted.profile[a](t + 1, x) == counted.profile[a](t, x) + net(x) - net(x + 1));
          }
        }
        if (experiment.system.faces[a][low].kind != FaceKind::periodic) {
          REQUIRE(counted.backward[a](t, 0) == counted.exits(t, 2 * a));
          REQUIRE(counted.forward[a](t, layers) == counted.exits(t, 2 * a + 1));
          REQUIRE(counted.forward[a](t, 0) == 0);
          REQUIRE(counted.backward[a](t, layers) == 0);
        } else {
          REQUIRE(counted.forward[a](t, 0) == counted.forward[a](t, layers));
        }
      }
    }
    REQUIRE(sum(counted.choices) == walker_steps);
    REQUIRE(counted.survivors(0, 0) == counted.started);
  }
}

namespace {

/// Chi-square of the hops drawn in 1e8 steps of a lazy chain against the probabilities given.
double chi_square_of_hops(const HopLaw& simulated, const HopLaw& expected) {
  Experiment experiment;
  experiment.system.lattice.shape[0] = 100;
  experiment.system.hop_law = simulated;
  experiment.system.steps = 1000;
  experiment.sampling.num_batches = 1;
  experiment.system.populations.push_back({"point", 100'000, false, {}});
  const BatchTallies counted = make_kernel(experiment)->simulate(0);
  const std::array probabilities = {expected.minus[0], expected.plus[0], expected.stay};
  double sum_of_squares = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double mean = 1e8 * probabilities[i];
    sum_of_squares += std::pow(static_cast<double>(counted.choices(0, i)) - mean, 2) / mean;
  }
  return sum_of_squares;
}

}  // namespace

TEST_CASE("hops are drawn with their probabilities") {
  const HopLaw law{{0.45, 0, 0}, {0.45, 0, 0}, 0.1};
  constexpr double limit = 27.6;  // 2 degrees of freedom, alpha = 1e-6
  CHECK(chi_square_of_hops(law, law) < limit);
  const HopLaw slightly_wrong{
      {0.45 - 0.00045, 0, 0}, {0.45 + 0.00045, 0, 0}, 0.1};  // one direction 0.1 % too likely
  CHECK(chi_square_of_hops(slightly_wrong, law) > limit);
}

TEST_CASE("a fixed number of walkers is dealt out whole") {
  Experiment experiment;
  experiment.system.lattice.shape[0] = 10;
  experiment.sampling.num_batches = 7;
  experiment.system.populations.push_back({"point", 1000, false, {}});
  std::int64_t total = 0;
  for (std::int64_t batch = 0; batch < 7; ++batch) total += make_kernel(experiment)->simulate(batch).started;
  CHECK(total == 1000);
}
