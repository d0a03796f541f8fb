#pragma once
/// \file
/// What is compiled for several processors, each time from the same source.

#include <cstdint>
#include <vector>

#include "fluxwalk/results.hpp"
#include "kernels/column_tables.hpp"
#include "kernels/occupation/slices.hpp"
#include "kernels/walkers/box_plan.hpp"
#include "kernels/walkers/crossing_counts.hpp"

namespace fluxwalk {

/// Simulates one batch, which begins with these numbers of walkers, one per population.
using SimulateBatch = void (*)(const BoxPlan& plan, std::int64_t batch,
                               const std::vector<std::int64_t>& numbers, BatchTallies& tallies,
                               CrossingCounts& crossings, ColumnTables& columns);

/// Draws `num_rows` rows of a batch as `simulate` does, to measure the time; combines their first words.
using DrawRows = std::uint64_t (*)(std::uint64_t seed, std::uint64_t batch, std::int64_t num_rows);

/// One compilation.
struct Target {
  const char* name;
  SimulateBatch simulate;
  DrawRows draw_rows;
  const SliceCode* slices;
  FillRows fill_rows;
};

/// The targets that this processor can run, the widest vectors first. The last one, "baseline", runs
/// everywhere.
const std::vector<Target>& targets();

/// The target that the experiment asks for, or the widest.
/// \throws InputError if this processor does not have it.
const Target& target_for(const Experiment& experiment);

}  // namespace fluxwalk
