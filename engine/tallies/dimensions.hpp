#pragma once
/// \file
/// The dimensions of tables of counts, and their coordinates.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "tallies/variable.hpp"

namespace fluxwalk {

/// A dimension of tables. In `name`, {} stands for an axis: each axis has one.
struct Dimension {
  std::string_view name;
  Schedule Measurements::*schedule = nullptr;  ///< of a dimension of times or of bins; else null
  bool is_bins = false;                        ///< the schedule holds the edges of bins
  /// Length of a dimension without a schedule.
  std::size_t (*size)(const Experiment& experiment, int axis) = nullptr;
  /// Its coordinate, and what belongs to it (numbers of planes, axes of targets, ...), likewise.
  std::vector<Variable> (*coordinates)(const std::string& name, const Experiment& experiment,
                                       int axis) = nullptr;
};

const std::vector<Dimension>& dimensions();

/// The dimension with this name ("layer_x"), without "batch". \throws InternalError if there is none.
const Dimension& dimension_named(const std::string& name);

/// Length of the dimension with this name in the tables of an experiment.
std::size_t size_of_dimension(const std::string& name, const Experiment& experiment);

/// The coordinate of a dimension and what belongs to it (bounds, the same in steps, ...).
/// `batch_numbers` are the coordinates of the dimension "batch".
std::vector<Variable> coordinates_of(const std::string& dimension, const Experiment& experiment,
                                     const std::vector<std::int64_t>& batch_numbers);

/// Units of lengths and times in a results file; "1" where they are in sites and steps. xarray takes numbers
/// of "seconds", "nanoseconds" and so on for time spans in whole nanoseconds; the symbols mean the same to
/// UDUNITS and stay numbers.
std::string length_units(const Lattice& lattice);
std::string time_units(const Lattice& lattice);

}  // namespace fluxwalk
