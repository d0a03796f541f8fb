#pragma once
/// \file
/// What the group /tallies looks like: the dimensions of each table and the coordinates of each dimension.
/// docs/results-file.md tells the same to the reader of a file.

#include <string>
#include <vector>

#include "fluxwalk/results.hpp"
#include "store/variable.hpp"

namespace fluxwalk::store {

struct TableLayout {
  std::string long_name;
  std::vector<std::string> dimensions;
};

/// Layout of a table that for_each_table names, or of "started". \throws InternalError if there is no such
/// table.
TableLayout layout_of(const std::string& table, int dimension);

/// The coordinate of a dimension and what belongs to it (bounds, the same in steps, ...).
/// `batch_numbers` are the coordinates of the dimension "batch".
std::vector<Variable> coordinates_of(const std::string& dimension, const Experiment& experiment,
                                     const std::vector<std::int64_t>& batch_numbers);

/// Units of lengths and times in a results file; "1" where they are in sites and steps. xarray takes numbers
/// of "seconds", "nanoseconds" and so on for time spans in whole nanoseconds; the symbols mean the same to
/// UDUNITS and stay numbers.
std::string length_units(const Lattice& lattice);
std::string time_units(const Lattice& lattice);

}  // namespace fluxwalk::store
