#pragma once
/// \file
/// Datasets with named dimensions, units and a long name, as netCDF and xarray know them.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "files/hdf5.hpp"
#include "store/stack.hpp"

namespace fluxwalk::store {

using namespace files;

/// A named array. One whose only dimension has its own name is the coordinate of that dimension.
struct Variable {
  std::string name;
  std::string units;  ///< UDUNITS text; "1" for pure numbers and for text
  std::string long_name;
  std::vector<std::string> dimensions;
  std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>> values;
  std::string bounds = {};       ///< name of the variable with the ends of each bin; empty: none
  std::string coordinates = {};  ///< names of further coordinates, with blanks between; empty: none

  std::size_t size() const;
  bool is_coordinate() const { return dimensions.size() == 1 && dimensions.front() == name; }
};

/// The values of a variable that fluxwalk wrote. \throws Failure if they are not there, are of another shape
/// or type, or their hash is another one, or is not there although `is_hash_due`.
template <class T>
std::vector<T> read_variable(hid_t group, const std::string& name, const Shape& shape, bool is_hash_due);

/// Writes variables, with a hash of their values each, to a group; every dimension's coordinate before the
/// first variable that has the dimension.
class VariableWriter {
 public:
  VariableWriter(hid_t parent, const std::string& group);

  hid_t group() const noexcept { return group_; }
  bool has(const std::string& dimension) const { return scales_.contains(dimension); }
  void write(const Variable& variable);
  /// The same for counts that lie in a stack; the values of the variable stay unread. `packed`: what became
  /// of them when they were last written, if they were.
  void write(const Variable& variable, const Stack& stack, std::optional<PackedStack>& packed);

 private:
  Shape shape_of(const Variable& variable) const;
  /// Adds all that is told of the values.
  void describe(Handle dataset, const Variable& variable, const Shape& shape, std::uint64_t hash);

  struct Scale {
    Handle dataset;
    hsize_t length;
  };
  Handle group_;
  std::map<std::string, Scale> scales_;
};

}  // namespace fluxwalk::store
