#include "theory/walls.hpp"

namespace fluxwalk::theory {

namespace {

/// How far beyond the end site the wall stands. Absent if there is no wall.
std::optional<double> overhang(const Face& face) {
  switch (face.kind) {
    case FaceKind::reflecting:
      return 0.5;
    case FaceKind::mirror:
      return 0.0;
    case FaceKind::absorbing:
      return 1.0;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Walls> walls(const Experiment& experiment, int axis) {
  const auto& faces = experiment.system.faces[axis];
  const auto below = overhang(faces[low]), above = overhang(faces[high]);
  if (!below || !above) return std::nullopt;
  return Walls{-*below, experiment.system.lattice.shape[axis] - 1 + *above, faces[low].is_sink(),
               faces[high].is_sink()};
}

}  // namespace fluxwalk::theory
