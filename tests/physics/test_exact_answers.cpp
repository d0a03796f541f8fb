/// \file
/// The kernels against exact lattice answers. Populations are Poisson, so every count is an independent
/// Poisson number with a mean from theory: chi-squares need no covariance. alpha = 1e-6 per check.

#include <doctest/doctest.h>

#include <numeric>

#include "fluxwalk/run.hpp"
#include "fluxwalk/theory.hpp"
#include "kernels/random_experiment.hpp"
#include "poisson_cells.hpp"

using namespace fluxwalk;

namespace {

constexpr double alpha = 1e-6;

/// A random experiment with enough walkers for a test, counted at one late time.
Experiment well_sampled(RandomExperiment& draw) {
  Experiment experiment = draw();
  experiment.sampling.num_batches = 4;
  experiment.system.steps = std::max<std::int64_t>(experiment.system.steps, 3);
  experiment.measure = Measurements{};
  experiment.measure.profile_times =
      experiment.measure.histogram_times = {experiment.system.steps / 2, experiment.system.steps};
  experiment.measure.survivor_times = {experiment.system.steps};
  experiment.measure.exit_edges = experiment.measure.flux_edges = Schedule::every(1, experiment.system.steps);
  experiment.measure.first_passage_edges = Schedule::every(1, experiment.system.steps + 1);
  for (int a = 0; a < experiment.system.lattice.dimension; ++a) {
    experiment.measure.has_profile[a] = true;
    experiment.measure.planes[a] = {0, experiment.system.lattice.shape[a] / 2};
    experiment.measure.first_passage_targets.push_back({a, experiment.system.lattice.shape[a] / 2});
  }
  experiment.measure.first_passage_targets.push_back({0, 0, TargetKind::own_start});
  FirstPassageTarget& box = experiment.measure.first_passage_targets.emplace_back();
  box.kind = TargetKind::box;
  for (std::size_t a = 0; a < 3; ++a) {
    box.from[a] = experiment.system.lattice.shape[a] / 3;
    box.to[a] = experiment.system.lattice.shape[a] / 2;
  }
  if (experiment.system.lattice.shape[0] < 2) experiment.measure.planes[0] = {0};
  for (int a = 1; a < experiment.system.lattice.dimension; ++a) experiment.measure.planes[a].clear();
  for (Population& population : experiment.system.populations) {
    population.walkers = 200'000;
    population.is_poisson = true;
  }
  return experiment;
}

/// Σ over populations of walkers × f(population), for functions that return vectors of probabilities.
template <class Function>
std::vector<double> mean_counts(const Experiment& experiment, Function&& probabilities) {
  std::vector<double> sum;
  for (const Population& population : experiment.system.populations) {
    const std::vector<double> p = probabilities(population);
    sum.resize(p.size(), 0.0);
    for (std::size_t i = 0; i < p.size(); ++i) sum[i] += static_cast<double>(population.walkers) * p[i];
  }
  return sum;
}

std::vector<std::int64_t> row_of(const Counts& counts, std::size_t row) {
  return {counts.row(row), counts.row(row) + counts.columns()};
}

std::vector<std::int64_t> column_of(const Counts& counts, std::size_t column) {
  std::vector<std::int64_t> all;
  for (std::size_t row = 0; row < counts.rows(); ++row) all.push_back(counts(row, column));
  return all;
}

double p_value(const std::vector<std::int64_t>& counts, const std::vector<double>& means) {
  REQUIRE(counts.size() == means.size());
  PoissonCells cells;
  for (std::size_t i = 0; i < means.size(); ++i) {
    // Probabilities that rounding leaves at the last bit of a double are zeros.
    cells.add(static_cast<double>(counts[i]), means[i] < 1e-9 ? 0.0 : means[i]);
  }
  return cells.p_value();
}

/// Smallest p-value of all tallies of a run of `simulated` against the exact answers for `expected`.
double smallest_p_value(const Experiment& simulated, const Experiment& expected) {
  const BatchTallies total = run(simulated).total();
  const Measurements& measure = simulated.measure;
  double smallest = 1;
  const auto check = [&](const std::vector<std::int64_t>& counts, const std::vector<double>& means) {
    smallest = std::min(smallest, p_value(counts, means));
  };
  for (std::size_t row = 0; row < measure.profile_times.size(); ++row) {
    const std::vector<std::int64_t> time = {measure.profile_times[row]};
    for (int a = 0; a < simulated.system.lattice.dimension; ++a) {
      check(row_of(total.profile[a], row), mean_counts(expected, [&](const Population& p) {
              return theory::profiles(expected, p, a, time)[0];
            }));
    }
    check(row_of(total.histogram, row), mean_counts(expected, [&](const Population& p) {
            return theory::histograms(expected, p, time)[0];
          }));
  }
  check(row_of(total.survivors, 0), mean_counts(expected, [&](const Population& p) {
          return std::vector{theory::survival(expected, p, expected.system.steps).back()};
        }));
  for (std::size_t face = 0; face < 2 * static_cast<std::size_t>(simulated.system.lattice.dimension);
       ++face) {
    check(column_of(total.exits, face), mean_counts(expected, [&](const Population& p) {
            std::vector<double> rates;
            for (const auto& of_step : theory::exit_rates(expected, p, expected.system.steps))
              rates.push_back(of_step[face]);
            return rates;
          }));
  }
  for (std::size_t i = 0; i < measure.first_passage_targets.size(); ++i) {
    check(column_of(total.first_passage, i), mean_counts(expected, [&](const Population& p) {
            return theory::first_passage(expected, p, measure.first_passage_targets[i],
                                         expected.system.steps);
          }));
  }
  return smallest;
}

/// Crossings of a plane in all steps are not independent in time; those of a single step are Poisson.
double p_value_of_crossings(const Experiment& experiment) {
  const BatchTallies total = run(experiment).total();
  const std::size_t step = static_cast<std::size_t>(experiment.system.steps) - 1;
  const theory::Chain chain(experiment, 0);
  std::vector<double> before(static_cast<std::size_t>(chain.layers()), 0.0);
  for (const Population& population : experiment.system.populations) {
    const auto profile = theory::profiles(experiment, population, 0, {experiment.system.steps - 1})[0];
    for (std::size_t x = 0; x < before.size(); ++x)
      before[x] += static_cast<double>(population.walkers) * profile[x];
  }
  const auto [forward, backward] = chain.crossings(before);
  PoissonCells cells;
  for (std::size_t i = 0; i < experiment.measure.planes[0].size(); ++i) {
    const auto plane = static_cast<std::size_t>(experiment.measure.planes[0][i]);
    cells.add(static_cast<double>(total.forward[0](step, i)), forward[plane]);
    cells.add(static_cast<double>(total.backward[0](step, i)), backward[plane]);
  }
  return cells.p_value();
}

Experiment lazy_chain() {
  Experiment experiment;
  experiment.system.lattice.shape[0] = 20;
  experiment.system.hop_law = {{0.3, 0, 0}, {0.3, 0, 0}, 0.4};
  experiment.system.faces[0][low].kind = FaceKind::absorbing;
  experiment.system.faces[0][high].kind = FaceKind::reflecting;
  experiment.system.steps = 400;
  experiment.sampling.num_batches = 8;
  experiment.sampling.seed = 31;
  experiment.system.populations.push_back(
      {"box", 10'000'000, true, {LayerWeights{2, std::vector<std::uint64_t>(6, 1)}}});
  experiment.measure.histogram_times = experiment.measure.profile_times = {100, 400};
  experiment.measure.has_profile[0] = true;
  experiment.measure.survivor_times = {400};
  experiment.measure.exit_edges = {0, 1};
  return experiment;
}

}  // namespace

TEST_CASE("every tally of random experiments agrees with the exact answer") {
  RandomExperiment draw(1789);
  for (int trial = 0; trial < 40; ++trial) {
    CAPTURE(trial);
    const Experiment experiment = well_sampled(draw);
    CHECK(smallest_p_value(experiment, experiment) > alpha / 20);  // about 20 checks in each
    if (theory::is_autonomous(experiment, 0)) CHECK(p_value_of_crossings(experiment) > alpha);
  }
}

TEST_CASE("slightly wrong walks are caught") {
  const Experiment right = lazy_chain();
  const auto p_value_if = [&](const auto& change) {
    Experiment wrong = right;
    change(wrong);
    std::vector<std::int64_t> counts = row_of(run(wrong).total().profile[0], 1);
    counts.resize(20);  // the layers that exist if all is correct
    return p_value(counts, mean_counts(right, [&](const Population& p) {
                     return theory::profiles(right, p, 0, {400})[0];
                   }));
  };
  CHECK(p_value_if([](Experiment&) {}) > alpha);
  CHECK(p_value_if([](Experiment& e) {  // one direction 0.1 % too likely
          e.system.hop_law.plus[0] *= 1.001;
          e.system.hop_law.stay = 1 - e.system.hop_law.plus[0] - e.system.hop_law.minus[0];
        }) < alpha);
  CHECK(p_value_if([](Experiment& e) { e.system.faces[0][high].kind = FaceKind::mirror; }) < alpha);
  CHECK(p_value_if([](Experiment& e) { e.system.lattice.shape[0] = 21; }) < alpha);  // the wall one site off
}
