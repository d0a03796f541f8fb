#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "ends.hpp"
#include "fluxwalk/error.hpp"
#include "fluxwalk/run.hpp"
#include "kernels/kernel.hpp"
#include "kernels/occupation/occupation_plan.hpp"
#include "narrow_experiment.hpp"

using namespace fluxwalk;

namespace {

std::int64_t row_sum(const Counts& counts, std::size_t row) {
  return std::accumulate(counts.row(row), counts.row(row) + counts.columns(), std::int64_t{0});
}

BatchTallies simulate(Experiment experiment, KernelKind kernel, std::int64_t batch = 0) {
  experiment.sampling.kernel = kernel;
  return make_kernel(experiment)->simulate(batch);
}

}  // namespace

TEST_CASE("the occupation kernel keeps the books to the last walker") {
  OpenExperiment draw(11);
  int with_turnover = 0;
  for (int i = 0; i < 300; ++i) {
    CAPTURE(i);
    const Experiment experiment = draw();
    const BatchTallies tallies = simulate(experiment, KernelKind::occupation);
    const auto d = static_cast<std::size_t>(experiment.system.lattice.dimension);
    const auto last = static_cast<std::size_t>(experiment.system.steps);
    require_extents_of_profiles(experiment, tallies);
    CHECK(row_sum(tallies.histogram, 0) == tallies.started);
    std::int64_t chosen = 0;
    for (std::size_t t = 0; t < last; ++t) chosen += row_sum(tallies.histogram, t);
    CHECK(row_sum(tallies.choices, 0) == chosen);
    if (experiment.system.has_turnover()) {
      ++with_turnover;
      const std::int64_t* balance = tallies.balance.row(0);
      CHECK(tallies.started + balance[0] + balance[1] + balance[2] == balance[3] + balance[4] + balance[5]);
      CHECK(balance[5] == tallies.survivors(last, 0));
    }
    for (std::size_t t = 0; t < last; ++t) {
      std::int64_t come = 0;
      for (std::size_t face = 0; face < 2 * d; ++face)
        come += (experiment.system.has_reservoir() ? tallies.entries(t, face) : 0) - tallies.exits(t, face);
      if (experiment.measure.has_turnover)
        come += row_sum(tallies.appeared[0], t) - row_sum(tallies.vanished[0], t);
      CHECK(row_sum(tallies.histogram, t + 1) - row_sum(tallies.histogram, t) == come);
      for (std::size_t a = 0; a < d; ++a) {
        CHECK(row_sum(tallies.profile[a], t) == row_sum(tallies.histogram, t));
        const auto layers = static_cast<std::size_t>(experiment.system.lattice.shape[a]);
        CHECK(std::equal(tallies.profile[a].row(t), tallies.profile[a].row(t) + layers,
                         tallies.residence[a].row(t)));
        if (experiment.system.faces[a][low].kind != FaceKind::periodic) {
          const std::int64_t entered_low = experiment.system.has_reservoir() ? tallies.entries(t, 2 * a) : 0;
          const std::int64_t entered_high =
              experiment.system.has_reservoir() ? tallies.entries(t, 2 * a + 1) : 0;
          CHECK(tallies.forward[a](t, 0) == entered_low);
          CHECK(tallies.backward[a](t, 0) == tallies.exits(t, 2 * a));
          CHECK(tallies.forward[a](t, layers) == tallies.exits(t, 2 * a + 1));
          CHECK(tallies.backward[a](t, layers) == entered_high);
        }
        if (d > 1) continue;  // else walkers leave a layer through the faces of other axes
        for (std::size_t i_layer = 0; i_layer < layers; ++i_layer) {
          std::int64_t gain = tallies.net_crossings(a, t, i_layer) - tallies.net_crossings(a, t, i_layer + 1);
          if (experiment.measure.has_turnover)
            gain += tallies.appeared[a](t, i_layer) - tallies.vanished[a](t, i_layer);
          CHECK(tallies.profile[a](t + 1, i_layer) - tallies.profile[a](t, i_layer) == gain);
        }
      }
      for (std::size_t site = 0; site < tallies.histogram.columns(); ++site) {
        CHECK(tallies.histogram(t, site) >= 0);
        if (!experiment.system.medium.obstacles.empty() && experiment.system.medium.obstacles[site] != 0)
          CHECK(tallies.histogram(t, site) == 0);
      }
    }
  }
  CHECK(with_turnover > 200);
}

TEST_CASE("walkers in a medium keep the books as well") {
  OpenExperiment draw(12);
  for (int i = 0; i < 100; ++i) {
    CAPTURE(i);
    Experiment experiment = draw(false);
    if (experiment.system.medium.is_uniform())
      experiment.system.medium.hop.assign(static_cast<std::size_t>(experiment.system.lattice.num_sites()),
                                          0.5);
    const BatchTallies tallies = simulate(experiment, KernelKind::reference);
    require_extents_of_profiles(experiment, tallies);
    for (std::size_t t = 0; t < static_cast<std::size_t>(experiment.system.steps); ++t) {
      CHECK(row_sum(tallies.histogram, t) - row_sum(tallies.histogram, t + 1) == row_sum(tallies.exits, t));
      if (experiment.system.lattice.dimension > 1) continue;
      for (std::size_t layer = 0; layer < tallies.profile[0].columns(); ++layer)
        CHECK(tallies.profile[0](t + 1, layer) - tallies.profile[0](t, layer) ==
              tallies.net_crossings(0, t, layer) - tallies.net_crossings(0, t, layer + 1));
    }
  }
}

TEST_CASE("the occupation kernel counts the same at every vector width") {
  OpenExperiment draw(13);
  for (int i = 0; i < 100; ++i) {
    CAPTURE(i);
    Experiment experiment = draw();
    experiment.settings.vectors = "baseline";
    const BatchTallies expected = simulate(experiment, KernelKind::occupation);
    for (const std::string& width : vector_widths()) {
      CAPTURE(width);
      experiment.settings.vectors = width;
      CHECK(simulate(experiment, KernelKind::occupation) == expected);
    }
  }
}

TEST_CASE("the kernel is chosen by what is asked") {
  Experiment experiment = narrow(false);
  experiment.sampling.num_batches = 1;
  experiment.system.populations[0].walkers = 12;
  const auto name = [&] { return make_kernel(experiment)->name(); };
  CHECK(name().starts_with("walkers"));
  // Residence is counted: 34 sites cost as much as 512, so one walker per site is enough.
  experiment.system.populations[0].walkers = 511;
  CHECK(name().starts_with("walkers"));
  experiment.system.populations[0].walkers = 513;
  CHECK(name().starts_with("occupation"));
  experiment.measure.has_residence = false;
  CHECK(name().starts_with("walkers"));
  experiment.system.populations[0].walkers = 34 * 3001;
  CHECK(name().starts_with("occupation"));
  experiment.measure.moment_times = {1};
  CHECK(name().starts_with("walkers"));
  experiment.system.medium.hop.assign(34, 0.5);
  CHECK(name() == "reference");
  experiment.sampling.kernel = KernelKind::occupation;
  CHECK_THROWS_AS(name(), InputError);
  experiment.sampling.kernel = KernelKind::automatic;
  experiment.system.turnover.decay = 0.1;
  CHECK_THROWS_AS(name(), InputError);
  experiment.measure.moment_times.clear();
  CHECK(name().starts_with("occupation"));
  experiment.sampling.kernel = KernelKind::walkers;
  CHECK_THROWS_AS(name(), InputError);
}

TEST_CASE("a Poisson population may be of any size, and is drawn at once") {
  for (const double mean : {0x1p32, 1e13, 0x1p61}) {
    CAPTURE(mean);
    Experiment experiment = narrow(false);
    experiment.sampling.num_batches = 2;
    experiment.system.populations[0].is_poisson = true;
    experiment.system.populations[0].walkers = 2 * static_cast<std::int64_t>(mean);
    const OccupationPlan plan(experiment);
    double sum = 0, square = 0;
    constexpr int batches = 4000;
    for (int batch = 0; batch < batches; ++batch) {
      const double z = static_cast<double>(plan.walk.walkers_of_batch(batch)[0] -
                                           experiment.system.populations[0].walkers / 2) /
                       std::sqrt(mean);
      sum += z;
      square += z * z;
    }
    CHECK(std::abs(sum) < 5 * std::sqrt(batches));
    CHECK(std::abs(square - batches) < 5 * std::sqrt(2 * batches));
  }
}

TEST_CASE("walkers find the few free sites among obstacles, each by its weight") {
  Experiment experiment = narrow(false);
  experiment.system.lattice.dimension = 3;
  experiment.system.lattice.shape = {20, 50, 4};
  experiment.system.hop_law = HopLaw::unbiased(3);
  experiment.system.faces = {};
  experiment.system.medium.obstacles.assign(4000, 1);
  Population& population = experiment.system.populations[0];
  population.walkers = 1'000'000'000'000'000;
  population.along = {LayerWeights{2, {1, 2, 3, 4}}, LayerWeights{1, {}}, LayerWeights{0, {3, 1, 0, 1}}};
  for (std::uint64_t y = 1; y < 49; ++y) population.along[1].weights.push_back(y << 50);
  struct Free {
    PerAxis<std::int32_t> place;
    double weight;
  };
  const Free free[] = {
      {{2, 30, 0}, 1 * 30 * 3}, {{2, 30, 1}, 1 * 30 * 1}, {{2, 30, 2}, 0}, {{2, 4, 3}, 1 * 4 * 1},
      {{5, 7, 1}, 4 * 7 * 1},   {{19, 7, 1}, 0},          {{3, 0, 1}, 0}};
  double sum = 0;
  for (const Free& one : free) {
    experiment.system.medium.obstacles[static_cast<std::size_t>(experiment.system.lattice.site(one.place))] =
        0;
    sum += one.weight;
  }
  experiment.sampling.num_batches = 1;
  experiment.system.steps = 1;
  measure_all(experiment);
  const BatchTallies tallies = simulate(experiment, KernelKind::occupation);
  CHECK(row_sum(tallies.histogram, 0) == population.walkers);
  const auto walkers = static_cast<double>(population.walkers);
  for (const Free& one : free) {
    const double p = one.weight / sum;
    const auto site = static_cast<std::size_t>(experiment.system.lattice.site(one.place));
    CHECK(std::abs(static_cast<double>(tallies.histogram(0, site)) - walkers * p) <=
          5 * std::sqrt(walkers * p * (1 - p)));
  }
}
