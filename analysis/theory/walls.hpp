#pragma once
#include <optional>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::theory {

/// Where the walls of an axis stand, with site i at position i, and their boundary condition: the slope of c
/// is 0 there (reflecting, half a spacing beyond the end site; mirror, on the end site), or c itself is 0
/// (absorbing, on the site beyond).
struct Walls {
  double low, high;
  bool is_low_sink, is_high_sink;

  double width() const noexcept { return high - low; }
  /// The modes are cos κ(x - low), or sin if low is a sink, with κ = (k + offset) π/width, k = 0, 1, ...
  double offset() const noexcept { return is_low_sink == is_high_sink ? (is_low_sink ? 1 : 0) : 0.5; }
};

/// Absent between periodic faces, which are no walls, and for a partial face, which has no definite place.
std::optional<Walls> walls(const Experiment& experiment, int axis);

}  // namespace fluxwalk::theory
