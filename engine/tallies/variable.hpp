#pragma once
/// \file
/// An array with named dimensions, a unit and a long name, as netCDF and xarray know them.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fluxwalk {

/// A named array. If its only dimension has its own name, it is the coordinate of that dimension.
struct Variable {
  std::string name;
  std::string units;  ///< UDUNITS text; "1" for pure numbers and for text
  std::string long_name;
  std::vector<std::string> dimensions;
  std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>> values;
  std::string bounds = {};       ///< name of the variable with the ends of each bin; empty: none
  std::string coordinates = {};  ///< names of further coordinates, with blanks between; empty: none
  /// The units are those of value × scale_factor + add_offset.
  double scale_factor = 1, add_offset = 0;
  std::optional<std::int64_t> fill_value = {};  ///< stands where there is no value

  std::size_t size() const;
  bool is_coordinate() const { return dimensions.size() == 1 && dimensions.front() == name; }
};

}  // namespace fluxwalk
