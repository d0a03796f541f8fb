#pragma once
/// \file
/// The walkers kernel, compiled for several processors from the same source.

#include <cstdint>
#include <vector>

#include "fluxwalk/results.hpp"
#include "kernels/walkers/box_plan.hpp"
#include "kernels/walkers/crossing_counts.hpp"

namespace fluxwalk {

/// Simulates one batch, which begins with these numbers of walkers, one a population.
using SimulateBatch = void (*)(const BoxPlan& plan, std::int64_t batch,
                               const std::vector<std::int64_t>& numbers, BatchTallies& tallies,
                               CrossingCounts& crossings);

/// Draws so many rows of a batch as `simulate` does, for measuring: the first word of each, combined.
using DrawRows = std::uint64_t (*)(std::uint64_t seed, std::uint64_t batch, std::int64_t num_rows);

/// One compilation of the kernel.
struct Target {
  const char* name;
  SimulateBatch simulate;
  DrawRows draw_rows;
};

/// Those compiled in that this processor can run, the widest vectors first. The last one, "baseline", runs
/// everywhere.
const std::vector<Target>& targets();

}  // namespace fluxwalk
