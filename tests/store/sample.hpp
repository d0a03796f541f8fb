#pragma once
/// \file
/// Hand-made results with all numbers different, so that a swap of any two shows.

#include <vector>

#include "fluxwalk/results.hpp"
#include "fluxwalk/table.hpp"

namespace fluxwalk::sample {

/// Everything measured on a lattice of 1, 2 or 3 dimensions; in nm and ps, or in lattice units.
Experiment experiment(int dimension, bool has_units = true);

/// The same with a reservoir, sources, turnover and two tables in files.
Experiment fed_experiment(int dimension);

/// Tallies of these batches, of the shapes that the experiment asks for.
Results results(const Experiment& experiment, const std::vector<std::int64_t>& batch_numbers);

/// Two tables with numbers, NaN, text, and no rows at all.
std::vector<Table> findings();

}  // namespace fluxwalk::sample
