#include "kernels/walk_plan.hpp"

#include <algorithm>
#include <numeric>
#include <pcg_random.hpp>

#include "fluxwalk/random.hpp"
#include "random/poisson.hpp"

namespace fluxwalk {

namespace {

std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}

std::uint64_t next_word64(pcg32& generator) {
  const std::uint64_t high = generator();
  return (high << 32) | generator();
}

}  // namespace

WalkPlan::WalkPlan(const Experiment& asked)
    : experiment(asked),
      dimension(asked.system.lattice.dimension),
      hop(thresholds_from_probabilities(asked.system.hop_law.chances(dimension))) {
  rule = hop_rule(hop, dimension);
  for (int a = 0; a < dimension; ++a) {
    for (const Side side : {low, high}) {
      const Face& face = experiment.system.faces[at(a)][side];
      if (!face.is_drawn()) continue;
      absorption[at(a)][side] =
          thresholds_from_probabilities(std::array{face.exit_probability(), 1 - face.exit_probability()});
    }
  }
  for (const Population& population : experiment.system.populations) {
    PerAxis<Thresholds>& thresholds = start.emplace_back();
    if (population.has_table()) {
      if (!population.is_exact) thresholds[0] = thresholds_from_weights(population.table.numbers);
      continue;
    }
    for (int a = 0; a < dimension; ++a)
      thresholds[at(a)] = thresholds_from_weights(population.along[at(a)].weights);
  }
}

std::vector<std::int64_t> WalkPlan::walkers_of_batch(std::int64_t batch) const {
  // Numbers of walkers come from a lane of their own, which is not among the lanes of the rows.
  const LaneKey key = lane_key(experiment.sampling.seed, static_cast<std::uint64_t>(batch), Lanes::num_lanes);
  pcg32 generator(key.state, key.stream);
  // Large numbers would take long to sum; they come from words that belong to no batch.
  constexpr double most_summed = 0x1p32;
  Words words(experiment.sampling.seed, ~static_cast<std::uint64_t>(batch));
  std::vector<std::int64_t> numbers;
  for (const Population& population : experiment.system.populations) {
    if (population.is_poisson) {
      const double mean = population.mean() / static_cast<double>(experiment.sampling.num_batches);
      numbers.push_back(mean < most_summed ? poisson(mean, next_word64(generator)) : poisson(mean, words));
    } else {
      numbers.push_back(experiment.sampling.fixed_share(population.walkers, batch));
    }
  }
  return numbers;
}

std::vector<WalkPlan::Part> WalkPlan::parts_of_block(const std::vector<std::int64_t>& numbers,
                                                     std::int64_t first) {
  std::vector<Part> parts;
  std::int64_t begin = -first;  // of the population, seen from the block
  for (std::size_t population = 0; population < numbers.size(); ++population) {
    const std::int64_t end = begin + numbers[population];
    const Part part{population, static_cast<int>(std::clamp<std::int64_t>(begin, 0, block_size)),
                    static_cast<int>(std::clamp<std::int64_t>(end, 0, block_size)),
                    std::max<std::int64_t>(-begin, 0)};
    if (part.begin < part.end) parts.push_back(part);
    begin = end;
  }
  return parts;
}

}  // namespace fluxwalk
