#include "kernels/walk_plan.hpp"

#include <algorithm>
#include <numeric>
#include <pcg_random.hpp>

#include "random/poisson.hpp"

namespace fluxwalk {

namespace {

std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}

Thresholds hop_thresholds(const HopLaw& law, int dimension) {
  std::vector<double> probabilities;
  for (int a = 0; a < dimension; ++a) probabilities.push_back(law.minus[at(a)]);
  for (int a = 0; a < dimension; ++a) probabilities.push_back(law.plus[at(a)]);
  probabilities.push_back(law.stay);
  return thresholds_from_probabilities(probabilities);
}

HopRule hop_rule(const Thresholds& hop, int dimension) {
  const std::vector<std::uint64_t> equal(2 * at(dimension), 1);
  if (hop != thresholds_from_weights(equal)) return HopRule::cells;
  return std::array{HopRule::halves, HopRule::quarters, HopRule::sixths}[at(dimension - 1)];
}

std::uint64_t next_word64(pcg32& generator) {
  const std::uint64_t high = generator();
  return (high << 32) | generator();
}

}  // namespace

WalkPlan::WalkPlan(const Experiment& asked)
    : experiment(asked), dimension(asked.lattice.dimension), hop(hop_thresholds(asked.hop_law, dimension)) {
  rule = hop_rule(hop, dimension);
  for (int a = 0; a < dimension; ++a) {
    for (const Side side : {low, high}) {
      const Face& face = experiment.faces[at(a)][side];
      if (face.kind != FaceKind::partial) continue;
      absorption[at(a)][side] =
          thresholds_from_probabilities(std::array{face.absorption, 1 - face.absorption});
    }
  }
  for (const Population& population : experiment.populations) {
    PerAxis<Thresholds>& start = start_.emplace_back();
    for (int a = 0; a < dimension; ++a)
      start[at(a)] = thresholds_from_weights(population.along[at(a)].weights);
  }
}

std::vector<std::int64_t> WalkPlan::walkers_of_batch(std::int64_t batch) const {
  // Numbers of walkers come from a lane of their own, beyond those that the rows are made of.
  const LaneKey key = lane_key(experiment.seed, static_cast<std::uint64_t>(batch), Lanes::num_lanes);
  pcg32 generator(key.state, key.stream);
  std::vector<std::int64_t> numbers;
  for (const Population& population : experiment.populations) {
    if (population.is_poisson) {
      const double mean =
          static_cast<double>(population.walkers) / static_cast<double>(experiment.num_batches);
      numbers.push_back(poisson(mean, next_word64(generator)));
    } else {
      numbers.push_back(experiment.fixed_share(population, batch));
    }
  }
  return numbers;
}

int WalkPlan::place(const std::vector<std::int64_t>& numbers, std::int64_t first, RowReader& rows,
                    Positions& positions) const {
  BitColumns bits(rows);
  const std::int64_t left = std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0}) - first;
  const int num_walkers = static_cast<int>(std::min<std::int64_t>(block_size, left));
  std::array<std::size_t, block_size> population_of{};
  std::size_t population = 0;
  std::int64_t end_of_population = numbers.empty() ? 0 : numbers[0];
  for (int k = 0; k < num_walkers; ++k) {
    while (first + k >= end_of_population) end_of_population += numbers[++population];
    population_of[at(k)] = population;
  }
  for (int a = 0; a < dimension; ++a) {
    bits.begin_question();
    for (int k = 0; k < num_walkers; ++k) {
      const std::size_t p = population_of[at(k)];
      const std::size_t cell = choose(start_[p][at(a)], [&](int row) { return bits.bit(row, k); });
      positions[at(a)][at(k)] =
          experiment.populations[p].along[at(a)].first + static_cast<std::int32_t>(cell);
    }
  }
  return num_walkers;
}

}  // namespace fluxwalk
