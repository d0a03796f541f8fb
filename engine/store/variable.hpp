#pragma once
/// \file
/// Writes and reads variables as datasets.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "files/hdf5.hpp"
#include "store/stack.hpp"
#include "tallies/variable.hpp"

namespace fluxwalk::store {

using namespace files;

/// The values of a variable that fluxwalk wrote. \throws Failure if they are missing, their shape, type or
/// hash differs, or the hash is missing although `is_hash_due`.
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
  /// The same for counts that lie in a stack; the values of the variable are not read. `packed`: the
  /// compressed chunks of the last write, if there was one.
  void write(const Variable& variable, const Stack& stack, std::optional<PackedStack>& packed);

 private:
  Shape shape_of(const Variable& variable) const;
  /// Adds the attributes.
  void describe(Handle dataset, const Variable& variable, const Shape& shape, std::uint64_t hash);

  struct Scale {
    Handle dataset;
    hsize_t length;
  };
  Handle group_;
  std::map<std::string, Scale> scales_;
};

}  // namespace fluxwalk::store
