#pragma once
/// \file
/// The planes with counted crossings, and the possible moves of a walker beside them.
///
/// In a step t -> t+1 each walker in layer b-1 crosses plane b forwards with probability up, each in layer b
/// crosses it backwards with probability down. So the net number through b in a bin is, with the residences
/// R = Σ n(t) over the same steps,
///     net_b = up R_{b-1} - down R_b + entries + m_b,
/// where m is a martingale: it has mean zero given everything before each step. Walkers choose independently,
/// so with predictable variation
///     <m_b> = up (1-up) R_{b-1} + down (1-down) R_b + that of the entries,   <m_b, m_{b+1}> = up down R_b,
/// and nothing between other planes, or different steps. All this is exact, whatever the walkers did before.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "laws/expected_occupancy.hpp"

namespace fluxwalk {

struct WatchedPlanes {
  static constexpr std::size_t outside = static_cast<std::size_t>(-1);

  struct Plane {
    std::size_t column;  ///< among the watched planes
    std::int32_t plane;
    std::size_t left, right;  ///< layers on its two sides, or outside
    double up, down;          ///< chance of a walker on the left to cross forwards, on the right backwards
    bool obeys_hop_law;       ///< the chances are those of the hop law: the flux differs only by the gradient
    double entries = 0;       ///< mean that comes in from a reservoir in a step, those backwards negative
    double entry_variance = 0;  ///< of these
  };
  /// Planes on the two sides of one layer: a walker there crosses one of them at most.
  struct Coupling {
    std::size_t below, above, layer;  ///< places in the list of planes
    double chance;                    ///< up × down of the layer
  };
  std::vector<Plane> list;
  std::vector<Coupling> couplings;

  /// Planes where the hop law holds in a box of like sites: interior planes, the face of a ring once, and
  /// absorbing faces (with no walker beyond them). Not next to mirrors (folded hops cross there) nor partial
  /// faces.
  static WatchedPlanes of_hop_law(const Experiment& experiment, int axis);
  /// All of them, with the chances of the medium, reservoirs included. Absent where the hops along the axis
  /// differ within a layer.
  static std::optional<WatchedPlanes> of_medium(const RunView& view, const AxisPath& path);

 private:
  void couple(std::size_t layers);
};

}  // namespace fluxwalk
