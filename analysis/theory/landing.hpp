#pragma once
#include <cstddef>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::theory {

/// The end of an attempt to hop out through a face: in `layer` with probability `kept`, outside otherwise.
struct Landing {
  std::size_t layer;
  double kept;
};

/// \throws std::invalid_argument for a mirror face of an axis with a single layer, which has no layer to fold
/// into.
Landing landing(const Face& face, Side side, std::int32_t layers);

/// Whether a walker can leave or come in through the face: the face allows it, and there are hops that way.
/// Obstacles and membranes are ignored.
bool can_pass(const Experiment& experiment, int axis, Side side) noexcept;

}  // namespace fluxwalk::theory
