#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "fluxwalk/error.hpp"
#include "fluxwalk/run.hpp"
#include "kernels/kernel.hpp"
#include "kernels/occupation/occupation_plan.hpp"
#include "open_experiment.hpp"

using namespace fluxwalk;

namespace {

std::int64_t row_sum(const Counts& counts, std::size_t row) {
  return std::accumulate(counts.row(row), counts.row(row) + counts.columns(), std::int64_t{0});
}

BatchTallies simulate(Experiment experiment, KernelKind kernel, std::int64_t batch = 0) {
  experiment.kernel = kernel;
  return make_kernel(experiment)->simulate(batch);
}

/// All counts of a batch in one list.
std::vector<double> flat(const BatchTallies& tallies) {
  std::vector<double> all;
  for_each_table(tallies, [&](const std::string& name, const Counts& counts) {
    if (name == "displacement" || name == "displacement_product" || name == "first_passage") return;
    all.insert(all.end(), counts.data().begin(), counts.data().end());
  });
  return all;
}

/// Means over batches, of the counts, their squares about their means, and products of those with the next.
struct Sums {
  std::vector<double> mean, variance_of_mean;

  explicit Sums(const std::vector<std::vector<double>>& batches) {
    const std::size_t size = batches.front().size();
    const auto number = static_cast<double>(batches.size());
    std::vector<double> centre(size);
    for (const auto& batch : batches)
      for (std::size_t k = 0; k < size; ++k) centre[k] += batch[k] / number;
    std::vector<double> sum(3 * size), square(3 * size);
    for (const auto& batch : batches) {
      for (std::size_t k = 0; k < size; ++k) {
        // Another time or place: not the same pairs of neighbours only.
        const std::size_t other = (k * 7 + 3) % size;
        const double d = batch[k] - centre[k];
        const double values[] = {batch[k], d * d, d * (batch[other] - centre[other])};
        for (std::size_t which = 0; which < 3; ++which) {
          sum[which * size + k] += values[which];
          square[which * size + k] += values[which] * values[which];
        }
      }
    }
    for (std::size_t k = 0; k < sum.size(); ++k) {
      mean.push_back(sum[k] / number);
      variance_of_mean.push_back((square[k] / number - mean[k] * mean[k]) / number);
    }
  }
};

/// The largest deviation of two laws in means, variances and covariances, in sigma; infinite where one of
/// them never varies and the other differs.
double worst_deviation(const Experiment& left, KernelKind left_kernel, const Experiment& right,
                       KernelKind right_kernel, std::int64_t batches) {
  const auto draws = [&](Experiment experiment, KernelKind kernel) {
    experiment.kernel = kernel;
    const auto simulator = make_kernel(experiment);
    std::vector<std::vector<double>> all;
    for (std::int64_t batch = 0; batch < batches; ++batch) all.push_back(flat(simulator->simulate(batch)));
    return Sums(all);
  };
  const Sums a = draws(left, left_kernel), b = draws(right, right_kernel);
  double worst = 0;
  for (std::size_t k = 0; k < a.mean.size(); ++k) {
    const double variance = a.variance_of_mean[k] + b.variance_of_mean[k];
    const double difference = std::abs(a.mean[k] - b.mean[k]);
    // Too rare for a normal law: fewer than some ten events.
    if (k < a.mean.size() / 3 && (a.mean[k] + b.mean[k]) * static_cast<double>(batches) < 30) continue;
    if (variance < 1e-9) {
      if (difference > 1e-6) worst = INFINITY;
      continue;
    }
    worst = std::max(worst, difference / std::sqrt(variance));
  }
  return worst;
}

/// A small experiment of few counts, each seen often. Its 34 sites are a group in one row, one across the
/// ends of rows, and two beside: dealt together without a medium, and one by one in it.
Experiment narrow(bool has_medium) {
  Experiment made;
  made.name = "narrow";
  made.lattice.dimension = 2;
  made.lattice.shape = {2, 17, 1};
  made.hop_law.minus = {0.1, 0.15, 0};
  made.hop_law.plus = {0.3, 0.2, 0};
  made.hop_law.stay = 0.25;
  made.faces[0] = {Face{FaceKind::reflecting}, Face{FaceKind::partial, 0.3}};
  made.faces[1] = {Face{FaceKind::mirror}, Face{FaceKind::absorbing}};
  Population population;
  population.walkers = 40'000 * 60;
  population.along[0].weights = {1, 2};
  population.along[1].weights.assign(17, 1);
  made.populations.push_back(population);
  made.steps = 3;
  made.num_batches = 40'000;
  if (has_medium) {
    made.medium.transmission[0].assign(static_cast<std::size_t>(made.lattice.num_bonds(0)), 0.7);
    for (int site = 0; site < made.lattice.num_sites(); ++site) {
      made.medium.potential.push_back(0.1 * (site % 7));
      made.medium.obstacles.push_back(site % 5 == 3);
    }
  }
  measure_all(made);
  return made;
}

}  // namespace

TEST_CASE("the occupation kernel keeps the books to the last walker") {
  OpenExperiment draw(11);
  int with_turnover = 0;
  for (int i = 0; i < 300; ++i) {
    CAPTURE(i);
    const Experiment experiment = draw();
    const BatchTallies tallies = simulate(experiment, KernelKind::occupation);
    const auto d = static_cast<std::size_t>(experiment.lattice.dimension);
    const auto last = static_cast<std::size_t>(experiment.steps);
    CHECK(row_sum(tallies.histogram, 0) == tallies.started);
    if (experiment.has_turnover()) {
      ++with_turnover;
      const std::int64_t* balance = tallies.balance.row(0);
      CHECK(tallies.started + balance[0] + balance[1] + balance[2] == balance[3] + balance[4] + balance[5]);
      CHECK(balance[5] == tallies.survivors(last, 0));
    }
    for (std::size_t t = 0; t < last; ++t) {
      std::int64_t come = 0;
      for (std::size_t face = 0; face < 2 * d; ++face)
        come += (experiment.has_reservoir() ? tallies.entries(t, face) : 0) - tallies.exits(t, face);
      if (experiment.measure.has_turnover)
        come += row_sum(tallies.appeared[0], t) - row_sum(tallies.vanished[0], t);
      CHECK(row_sum(tallies.histogram, t + 1) - row_sum(tallies.histogram, t) == come);
      for (std::size_t a = 0; a < d; ++a) {
        CHECK(row_sum(tallies.profile[a], t) == row_sum(tallies.histogram, t));
        const auto layers = static_cast<std::size_t>(experiment.lattice.shape[a]);
        CHECK(std::equal(tallies.profile[a].row(t), tallies.profile[a].row(t) + layers,
                         tallies.residence[a].row(t)));
        if (experiment.faces[a][low].kind != FaceKind::periodic) {
          const std::int64_t entered_low = experiment.has_reservoir() ? tallies.entries(t, 2 * a) : 0;
          const std::int64_t entered_high = experiment.has_reservoir() ? tallies.entries(t, 2 * a + 1) : 0;
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
        if (!experiment.medium.obstacles.empty() && experiment.medium.obstacles[site] != 0)
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
    if (experiment.medium.is_uniform())
      experiment.medium.hop.assign(static_cast<std::size_t>(experiment.lattice.num_sites()), 0.5);
    const BatchTallies tallies = simulate(experiment, KernelKind::reference);
    for (std::size_t t = 0; t < static_cast<std::size_t>(experiment.steps); ++t) {
      CHECK(row_sum(tallies.histogram, t) - row_sum(tallies.histogram, t + 1) == row_sum(tallies.exits, t));
      if (experiment.lattice.dimension > 1) continue;
      for (std::size_t layer = 0; layer < tallies.profile[0].columns(); ++layer)
        CHECK(tallies.profile[0](t + 1, layer) - tallies.profile[0](t, layer) ==
              tallies.net_crossings(0, t, layer) - tallies.net_crossings(0, t, layer + 1));
    }
  }
}

TEST_CASE("both kernels follow one law: means, variances and covariances of all tallies") {
  // Some 600 comparisons an experiment: 6 sigma is passed by chance once in a million.
  constexpr double most = 6;
  constexpr std::int64_t batches = 8000;
  for (const bool has_medium : {false, true}) {
    CAPTURE(has_medium);
    const Experiment experiment = narrow(has_medium);
    CHECK(worst_deviation(experiment, KernelKind::occupation, experiment, KernelKind::walkers, batches) <
          most);
    Experiment other = experiment;  // one direction too likely by 0.01
    other.hop_law.plus[0] += 0.01;
    other.hop_law.stay -= 0.01;
    CHECK(worst_deviation(other, KernelKind::occupation, experiment, KernelKind::walkers, batches) > most);
    other = experiment;  // the same means, another noise
    other.populations[0].is_poisson = true;
    CHECK(worst_deviation(other, KernelKind::occupation, experiment, KernelKind::walkers, batches) > most);
  }
}

TEST_CASE("both kernels reject every other attempt where acceptance is glauber and nothing else is given") {
  Experiment experiment = narrow(false);
  experiment.medium.acceptance = Acceptance::glauber;
  CHECK(worst_deviation(experiment, KernelKind::occupation, experiment, KernelKind::walkers, 4000) < 6);
  Experiment halved = narrow(false);
  halved.medium.hop.assign(34, 0.5);
  halved.seed = 2;  // the same numbers would come out otherwise
  CHECK(worst_deviation(experiment, KernelKind::occupation, halved, KernelKind::occupation, 4000) < 6);
}

TEST_CASE("the occupation kernel counts the same at every vector width") {
  OpenExperiment draw(13);
  for (int i = 0; i < 100; ++i) {
    CAPTURE(i);
    Experiment experiment = draw();
    experiment.vectors = "baseline";
    const BatchTallies expected = simulate(experiment, KernelKind::occupation);
    for (const std::string& width : vector_widths()) {
      CAPTURE(width);
      experiment.vectors = width;
      CHECK(simulate(experiment, KernelKind::occupation) == expected);
    }
  }
}

TEST_CASE("the kernel is chosen by what is asked") {
  Experiment experiment = narrow(false);
  experiment.num_batches = 1;
  experiment.populations[0].walkers = 12;
  const auto name = [&] { return make_kernel(experiment)->name(); };
  CHECK(name().starts_with("walkers"));
  // Residence is counted: 34 sites cost as much as 512, at which three walkers each are enough.
  experiment.populations[0].walkers = 3 * 512 - 1;
  CHECK(name().starts_with("walkers"));
  experiment.populations[0].walkers = 3 * 512 + 1;
  CHECK(name().starts_with("occupation"));
  experiment.measure.has_residence = false;
  CHECK(name().starts_with("walkers"));
  experiment.populations[0].walkers = 34 * 3001;
  CHECK(name().starts_with("occupation"));
  experiment.measure.moment_times = {1};
  CHECK(name().starts_with("walkers"));
  experiment.medium.hop.assign(34, 0.5);
  CHECK(name() == "reference");
  experiment.kernel = KernelKind::occupation;
  CHECK_THROWS_AS(name(), InputError);
  experiment.kernel = KernelKind::automatic;
  experiment.turnover.decay = 0.1;
  CHECK_THROWS_AS(name(), InputError);
  experiment.measure.moment_times.clear();
  CHECK(name().starts_with("occupation"));
  experiment.kernel = KernelKind::walkers;
  CHECK_THROWS_AS(name(), InputError);
}

TEST_CASE("a Poisson population may be of any size, and is drawn at once") {
  for (const double mean : {0x1p32, 1e13, 0x1p61}) {
    CAPTURE(mean);
    Experiment experiment = narrow(false);
    experiment.num_batches = 2;
    experiment.populations[0].is_poisson = true;
    experiment.populations[0].walkers = 2 * static_cast<std::int64_t>(mean);
    const OccupationPlan plan(experiment);
    double sum = 0, square = 0;
    constexpr int batches = 4000;
    for (int batch = 0; batch < batches; ++batch) {
      const double z =
          static_cast<double>(plan.walk.walkers_of_batch(batch)[0] - experiment.populations[0].walkers / 2) /
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
  experiment.lattice.dimension = 3;
  experiment.lattice.shape = {20, 50, 4};
  experiment.hop_law = HopLaw::unbiased(3);
  experiment.faces = {};
  experiment.medium.obstacles.assign(4000, 1);
  Population& population = experiment.populations[0];
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
    experiment.medium.obstacles[static_cast<std::size_t>(experiment.lattice.site(one.place))] = 0;
    sum += one.weight;
  }
  experiment.num_batches = 1;
  experiment.steps = 1;
  measure_all(experiment);
  const BatchTallies tallies = simulate(experiment, KernelKind::occupation);
  CHECK(row_sum(tallies.histogram, 0) == population.walkers);
  const auto walkers = static_cast<double>(population.walkers);
  for (const Free& one : free) {
    const double p = one.weight / sum;
    const auto site = static_cast<std::size_t>(experiment.lattice.site(one.place));
    CHECK(std::abs(static_cast<double>(tallies.histogram(0, site)) - walkers * p) <=
          5 * std::sqrt(walkers * p * (1 - p)));
  }
}
