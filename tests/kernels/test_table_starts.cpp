/// \file
/// Populations with a table that says how many walkers start at each site, or gives weights.

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <pcg_random.hpp>

#include "fluxwalk/run.hpp"
#include "kernels/kernel.hpp"
#include "kernels/reference/reference_kernel.hpp"
#include "kernels/walkers/walkers_kernel.hpp"
#include "random_experiment.hpp"

using namespace fluxwalk;

namespace {

/// A table of some of the sites.
Population random_table(const Experiment& experiment, pcg32& draw, bool is_exact) {
  Population made;
  made.kind = "table";
  made.is_exact = is_exact;
  for (std::int64_t site = 0; site < experiment.system.lattice.num_sites(); ++site) {
    if (draw(3) == 0 && site > 0) continue;
    const std::uint64_t number = 1 + draw(draw(4) == 0 ? 300 : 3);
    made.table.sites.push_back(site);
    made.table.numbers.push_back(number);
    if (is_exact) made.walkers += static_cast<std::int64_t>(number);
  }
  if (!is_exact) made.walkers = 1 + draw(2000);
  made.is_poisson = !is_exact && draw(2) == 0;
  made.fraction = made.is_poisson ? 0.5 : 0.0;
  return made;
}

/// A closed box of 5 x 4 sites; its numbers are counted at time 0.
Experiment box(Population population) {
  Experiment made;
  made.heading.name = "box";
  made.system.lattice.dimension = 2;
  made.system.lattice.shape = {5, 4, 1};
  made.system.hop_law = HopLaw::unbiased(2);
  made.system.steps = 3;
  made.sampling.num_batches = 6;
  made.measure.histogram_times = {0};
  made.system.populations = {std::move(population)};
  return made;
}

Population uneven(std::uint64_t scale) {
  Population made;
  made.kind = "table";
  made.is_exact = true;
  for (const std::int64_t site : {0, 3, 7, 8, 19}) {
    made.table.sites.push_back(site);
    made.table.numbers.push_back(scale * static_cast<std::uint64_t>(site + 1) + 1);
    made.walkers += static_cast<std::int64_t>(made.table.numbers.back());
  }
  return made;
}

}  // namespace

TEST_CASE("the walkers kernel equals its twin where walkers start from tables, alone or beside others") {
  RandomExperiment draw_experiment(77);
  pcg32 draw(3, 4);
  std::int64_t walkers = 0;
  for (int trial = 0; trial < 120; ++trial) {
    CAPTURE(trial);
    Experiment experiment = draw_experiment();
    if (draw(2) == 0) experiment.system.populations.clear();
    for (auto i = static_cast<int>(draw(2)); i >= 0; --i)
      experiment.system.populations.insert(
          experiment.system.populations.begin() +
              static_cast<std::ptrdiff_t>(draw(2) == 0 ? 0 : experiment.system.populations.size()),
          random_table(experiment, draw, draw(2) == 0));
    const std::int64_t batch = draw(static_cast<std::uint32_t>(experiment.sampling.num_batches));
    const BatchTallies expected = ReferenceKernel(experiment).simulate(batch);
    std::vector<const Counts*> twin;
    for_each_table(expected, [&](const std::string&, const Counts& counts) { twin.push_back(&counts); });
    for (const std::string& vectors : vector_widths()) {
      experiment.settings.vectors = vectors;
      const BatchTallies counted = WalkersKernel(experiment).simulate(batch);
      REQUIRE(counted.started == expected.started);
      auto other = twin.begin();
      for_each_table(counted, [&](const std::string& name, const Counts& counts) {
        CAPTURE(name);
        REQUIRE(counts == **other++);
      });
    }
    walkers += expected.started;
  }
  CHECK(walkers > 10'000);
}

TEST_CASE("at time 0 each kernel has exactly the numbers of the table, batch by batch and in all") {
  for (const bool has_medium : {false, true}) {
    Experiment experiment = box(uneven(50));
    if (has_medium) {
      experiment.system.medium.obstacles.assign(20, 0);
      for (const std::size_t site : {1U, 9U, 18U}) experiment.system.medium.obstacles[site] = 1;
    }
    for (const KernelKind kind : {KernelKind::reference, KernelKind::walkers, KernelKind::occupation}) {
      CAPTURE(to_string(kind));
      if (has_medium && kind == KernelKind::walkers) continue;  // refused there
      experiment.sampling.kernel = kind;
      std::vector<std::int64_t> sum(20, 0);
      for (std::int64_t batch = 0; batch < experiment.sampling.num_batches; ++batch) {
        const Counts histogram = make_kernel(experiment)->simulate(batch).histogram;
        std::vector<std::int64_t> expected(20, 0);
        const auto numbers = experiment.numbers_at_start(experiment.system.populations[0], {batch});
        for (std::size_t i = 0; i < numbers.size(); ++i)
          expected[static_cast<std::size_t>(experiment.system.populations[0].table.sites[i])] = numbers[i];
        CHECK(std::vector(histogram.row(0), histogram.row(0) + 20) == expected);
        for (std::size_t site = 0; site < 20; ++site) sum[site] += histogram(0, site);
      }
      const Population& from = experiment.system.populations[0];
      for (std::size_t i = 0; i < from.table.sites.size(); ++i)
        CHECK(sum[static_cast<std::size_t>(from.table.sites[i])] ==
              static_cast<std::int64_t>(from.table.numbers[i]));
      CHECK(std::accumulate(sum.begin(), sum.end(), std::int64_t{0}) == from.walkers);
    }
  }
}

TEST_CASE("numbers beyond all counting one by one stand at their sites, and none is lost on the way") {
  Experiment experiment = box(uneven(1'000'000'000'000'000));
  experiment.measure.histogram_times = {0, 3};
  const Results results = run(experiment);
  const Population& from = experiment.system.populations[0];
  for (std::size_t i = 0; i < from.table.sites.size(); ++i)
    CHECK(results.histogram(0, static_cast<std::size_t>(from.table.sites[i])) ==
          static_cast<std::int64_t>(from.table.numbers[i]));
  CHECK(std::accumulate(results.histogram.row(1), results.histogram.row(1) + 20, std::int64_t{0}) ==
        from.walkers);
}

TEST_CASE(
    "weights of a table are the chances of its sites, in each kernel and beside a number of each kind") {
  for (const KernelKind kind : {KernelKind::reference, KernelKind::walkers, KernelKind::occupation}) {
    CAPTURE(to_string(kind));
    for (const bool is_poisson : {false, true}) {
      Population weights = uneven(1);
      const auto sum = static_cast<double>(weights.walkers);
      weights.is_exact = false;
      weights.is_poisson = is_poisson;
      weights.walkers = 60'000;
      Experiment experiment = box(weights);
      experiment.sampling.kernel = kind;
      experiment.system.steps = 1;
      const Results results = run(experiment);
      if (!is_poisson) CHECK(results.total().started == 60'000);
      double chi_square = 0, walkers = 0;
      for (std::size_t i = 0; i < weights.table.sites.size(); ++i) {
        const double mean = 60'000 * static_cast<double>(weights.table.numbers[i]) / sum;
        const auto count =
            static_cast<double>(results.histogram(0, static_cast<std::size_t>(weights.table.sites[i])));
        chi_square += (count - mean) * (count - mean) / mean;
        walkers += count;
      }
      CHECK(walkers == static_cast<double>(results.total().started));
      CHECK(chi_square < 39);  // of five sites: with a chance below 1e-6 more
    }
  }
}

TEST_CASE("a mean number of walkers that is not whole is met by Poisson numbers") {
  Population rare = uneven(1);
  rare.is_exact = false;
  rare.is_poisson = true;
  rare.walkers = 700;
  rare.fraction = 0.5;
  Experiment experiment = box(rare);
  experiment.sampling.num_batches = 2000;
  double sum = 0, squares = 0;
  const auto kernel = make_kernel(experiment);
  for (std::int64_t batch = 0; batch < experiment.sampling.num_batches; ++batch) {
    const auto started = static_cast<double>(kernel->simulate(batch).started);
    sum += started;
    squares += started * started;
  }
  CHECK(std::abs(sum - 700.5) < 5 * std::sqrt(700.5));
  const double mean = sum / 2000;
  CHECK(squares / 2000 - mean * mean == doctest::Approx(0.35).epsilon(0.2));
  experiment.system.populations[0].walkers = 0;
  experiment.system.populations[0].fraction = 1e-300;
  CHECK(make_kernel(experiment)->simulate(0).started == 0);
}
