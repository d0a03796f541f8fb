#pragma once
/// \file
/// Names in which {} stands for an axis: "layer_{}" is "layer_x" of axis 0.

#include <algorithm>
#include <string>
#include <string_view>

#include "fluxwalk/lattice.hpp"

namespace fluxwalk {

inline std::string with_axis(std::string_view pattern, int axis) {
  std::string name(pattern);
  if (const auto place = name.find("{}"); place != std::string::npos)
    name.replace(place, 2, 1, axis_names[axis]);
  return name;
}

/// The axis at the end of a name; 0 if there is none.
inline int axis_of(std::string_view name) {
  const auto found = std::find(axis_names.begin(), axis_names.end(), name.empty() ? '\0' : name.back());
  return found == axis_names.end() ? 0 : static_cast<int>(found - axis_names.begin());
}

}  // namespace fluxwalk
