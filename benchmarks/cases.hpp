#pragma once
/// \file
/// The walks that are timed, in one place for `fluxwalk bench` and for the Google Benchmark programs.

#include <cstdint>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::bench {

struct KernelCase {
  std::string name;
  Experiment experiment;  ///< of one unit of work, in one batch
  /// The experiment with the given number of batches, and of units of work in each batch: a unit is a block
  /// of 512 walkers, or, if only numbers of walkers are kept, a batch.
  Experiment sized(std::int64_t batches, std::int64_t work) const;
};

/// All of them: docs/performance.md describes each. In every case walkers start anywhere and none can leave.
std::vector<KernelCase> kernel_cases();

/// An unbiased walk of one population that starts anywhere in a periodic box, nothing measured; by the
/// walkers kernel.
Experiment box(int dimension, std::int32_t side, std::int64_t steps);

/// 0, interval, 2 interval, ..., last (or the last multiple before it).
std::vector<std::int64_t> every(std::int64_t interval, std::int64_t last);

/// Counts the crossings of these planes along x in the bins of these edges.
void watch(Experiment& experiment, std::int32_t first_plane, std::int32_t last_plane,
           std::vector<std::int64_t> edges);

/// The experiment with the given number of batches, and of blocks of 512 walkers in each.
Experiment sized(Experiment experiment, std::int64_t batches, std::int64_t blocks_a_batch);

}  // namespace fluxwalk::bench
