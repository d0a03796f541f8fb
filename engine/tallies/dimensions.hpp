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
  /// Its coordinate, and further arrays with this dimension (numbers of planes, axes of targets, ...),
  /// likewise.
  std::vector<Variable> (*coordinates)(const std::string& name, const Experiment& experiment,
                                       int axis) = nullptr;
};

/// All dimensions (tallies/catalogue.cpp).
const std::vector<Dimension>& dimensions();

/// The dimension with this name ("layer_x"), without "batch". \throws InternalError if there is none.
const Dimension& dimension_named(const std::string& name);

/// Length of the dimension with this name in the tables of an experiment.
std::size_t size_of_dimension(const std::string& name, const Experiment& experiment);

/// The coordinate of a dimension and the arrays that belong to it (bounds, the same in steps, ...).
/// `batch_numbers` are the coordinates of the dimension "batch".
std::vector<Variable> coordinates_of(const std::string& dimension, const Experiment& experiment,
                                     const std::vector<std::int64_t>& batch_numbers);

/// What the list of dimensions is made of.
namespace coordinates {

/// Coordinates that are labels: those of Labels(number of axes).
template <auto Labels, const char* LongName>
Dimension labelled(std::string_view name) {
  return {
      name, nullptr, false,
      [](const Experiment& experiment, int) { return Labels(experiment.system.lattice.dimension).size(); },
      [](const std::string& own_name, const Experiment& experiment, int) {
        return std::vector<Variable>{
            {own_name, "1", LongName, {own_name}, Labels(experiment.system.lattice.dimension)}};
      }};
}
std::vector<std::string> hops(int dimension);        ///< "-x", "+x", "stay"
std::vector<std::string> faces(int dimension);       ///< "x_low", "x_high"
std::vector<std::string> axes(int dimension);        ///< "x", "y"
std::vector<std::string> axis_pairs(int dimension);  ///< "xx", "xy", "yy"
std::vector<std::string> fates(int dimension);       ///< columns of the balance

/// Positions (number + offset) ℓ.
Variable positions(const std::string& name, const std::string& long_name,
                   const std::vector<std::int64_t>& numbers, double offset, const Lattice& lattice);
std::size_t num_planes(const Experiment& experiment, int axis);
std::size_t num_layers(const Experiment& experiment, int axis);
std::size_t num_targets(const Experiment& experiment, int axis);
std::vector<Variable> planes(const std::string& name, const Experiment& experiment, int axis);
std::vector<Variable> layers(const std::string& name, const Experiment& experiment, int axis);
std::vector<Variable> targets(const std::string& name, const Experiment& experiment, int axis);

}  // namespace coordinates

/// Units of lengths and times in a results file; "1" where they are in sites and steps. xarray takes numbers
/// of "seconds", "nanoseconds" and so on for time spans in whole nanoseconds. UDUNITS gives the symbols the
/// same meaning, and xarray leaves them numbers.
std::string length_units(const Lattice& lattice);
std::string time_units(const Lattice& lattice);

}  // namespace fluxwalk
