/// \file
/// The collective ratio <|Σ r|²>/(K T) of K walkers after T hops each is 1 for independent walkers, and
/// larger for walkers that walk together, although each of them diffuses as it should.

#include <doctest/doctest.h>

#include <bit>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <pcg_random.hpp>
#include <string>
#include <vector>

#include "fluxwalk/random.hpp"
#include "kernels/kernel.hpp"

using namespace fluxwalk;

namespace {

constexpr double alpha = 1e-6;  // two-sided

/// Adds up |Σ r|² over replicas of an unbiased walk in d dimensions. Each Σ r is that of 2000 hops or more,
/// along one axis each: its components are normal and uncorrelated, and d |Σ r|² / (K T) is chi-square with d
/// degrees of freedom.
struct Collective {
  int dimension = 1;
  double hops = 0;  ///< K T, less the times they stay: their mean number in a replica
  double chi_square = 0;
  int num_replicas = 0;

  void add(const PerAxis<std::int64_t>& sum) {
    for (const std::int64_t s : sum) chi_square += static_cast<double>(s * s) * dimension / hops;
    ++num_replicas;
  }
  double ratio() const { return chi_square / (dimension * num_replicas); }
  bool is_one() const {
    const boost::math::chi_squared law(dimension * num_replicas);
    return chi_square > quantile(law, alpha / 2) && chi_square < quantile(complement(law, alpha / 2));
  }
};

constexpr int num_steps = 64;

Experiment walk(int dimension, double stay, std::int64_t walkers_a_batch, std::int64_t num_batches) {
  Experiment experiment;
  experiment.system.lattice.dimension = dimension;
  for (std::size_t a = 0; a < static_cast<std::size_t>(dimension); ++a)
    experiment.system.lattice.shape[a] = 8;
  experiment.system.hop_law = HopLaw::unbiased(dimension, stay);
  experiment.system.populations.push_back({"point", walkers_a_batch * num_batches, false, {}});
  experiment.sampling.num_batches = num_batches;
  experiment.system.steps = num_steps;
  experiment.measure.moment_times = {num_steps};
  experiment.sampling.kernel = KernelKind::walkers;
  return experiment;
}

/// Σ r over the walkers of one batch, if each is a replica; or over those of several batches, if each seed is
/// one.
Collective collective(int dimension, double stay, std::int64_t walkers_a_batch, int batches_a_group,
                      int num_replicas) {
  Collective found{dimension,
                   static_cast<double>(walkers_a_batch) * batches_a_group * num_steps * (1 - stay)};
  const bool has_seeds = batches_a_group > 1;
  Experiment experiment = walk(dimension, stay, walkers_a_batch, has_seeds ? batches_a_group : num_replicas);
  for (experiment.sampling.seed = 1; found.num_replicas < num_replicas; ++experiment.sampling.seed) {
    const auto kernel = make_kernel(experiment);
    PerAxis<std::int64_t> sum{};
    for (std::int64_t batch = 0; batch < experiment.sampling.num_batches; ++batch) {
      if (!has_seeds) sum = {};
      const Counts displacement = kernel->simulate(batch).displacement;
      for (std::size_t a = 0; a < displacement.columns(); ++a) sum[a] += displacement(0, a);
      if (!has_seeds) found.add(sum);
    }
    if (has_seeds) found.add(sum);
  }
  return found;
}

/// Σ r of the first walkers of a chain's batch, if each row is a step; the 64 lanes may be any lanes.
template <class NextWords>
std::int64_t chain_sum(std::size_t num_walkers, NextWords&& next_words) {
  std::int64_t sum = 0;
  Lanes::Words words{};
  for (int step = 0; step < num_steps; step += 4) {
    next_words(words);
    for (std::size_t row = 0; row < 4; ++row)
      for (std::size_t i = 0; i < num_walkers / 32; ++i) sum += 2 * std::popcount(words[16 * row + i]) - 32;
  }
  return sum;
}

}  // namespace

TEST_CASE(
    "the walkers of a lane, of a batch and of several batches are independent under every way to draw hops") {
  struct Law {
    int dimension;
    double stay;
  };
  struct Group {
    const char* name;
    std::int64_t walkers_a_batch;
    int num_batches, num_replicas;
  };
  for (const Law law : {Law{1, 0}, Law{2, 0}, Law{3, 0.25}, Law{3, 0.1}, Law{3, 0}}) {
    for (const Group group :
         {Group{"32 walkers of a lane", 32, 1, 2000}, Group{"a block, all lanes", 512, 1, 2000},
          Group{"five blocks, one not full", 2200, 1, 1000}, Group{"8 batches", 32, 8, 1000}}) {
      const Collective found =
          collective(law.dimension, law.stay, group.walkers_a_batch, group.num_batches, group.num_replicas);
      INFO(law.dimension << "-D, staying " << law.stay << ", " << std::string(group.name) << ": ratio "
                         << found.ratio() << " of " << found.num_replicas << " replicas, alpha 1e-6");
      CHECK(found.is_one());
    }
  }
}

TEST_CASE("parts of one stream that are a power of two apart are caught in each of these groups") {
  // The code below sums as the kernel does.
  const Experiment experiment = walk(1, 0, block_size, 3);
  for (std::uint64_t batch = 0; batch < 3; ++batch) {
    Lanes lanes(experiment.sampling.seed, batch);
    CHECK(chain_sum(block_size, [&](Lanes::Words& words) { lanes.next(words); }) ==
          make_kernel(experiment)->simulate(static_cast<std::int64_t>(batch)).displacement(0, 0));
  }

  constexpr std::uint64_t num_batches = 8;
  for (const std::size_t walkers : {std::size_t{32}, std::size_t{block_size}}) {
    Collective batch_by_batch{1, static_cast<double>(walkers) * num_steps};
    Collective across{1, batch_by_batch.hops * num_batches};
    for (std::uint64_t replica = 0; replica < 200; ++replica) {
      std::int64_t total = 0;
      for (std::uint64_t batch = 0; batch < num_batches; ++batch) {
        std::vector<pcg32> lanes(Lanes::num_lanes, pcg32(replica));
        for (std::uint64_t lane = 0; lane < lanes.size(); ++lane) {
          lanes[lane].advance((lanes.size() * batch + lane) << 55);
        }
        const std::int64_t sum = chain_sum(walkers, [&](Lanes::Words& words) {
          for (std::size_t lane = 0; lane < lanes.size(); ++lane) words[lane] = lanes[lane]();
        });
        batch_by_batch.add({sum});
        total += sum;
      }
      across.add({total});
    }
    INFO(walkers << " walkers: ratio " << batch_by_batch.ratio() << " in a batch, " << across.ratio()
                 << " across batches");
    CHECK_FALSE(batch_by_batch.is_one());
    CHECK_FALSE(across.is_one());
  }
}
