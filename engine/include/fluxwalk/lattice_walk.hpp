#pragma once
/// \file
/// The system that an experiment is about: walkers on a lattice. A second system gets a header beside this
/// one.

#include <cstdint>
#include <vector>

#include "fluxwalk/faces.hpp"
#include "fluxwalk/lattice.hpp"
#include "fluxwalk/medium.hpp"
#include "fluxwalk/populations.hpp"

namespace fluxwalk {

/// Walkers that hop on a lattice and do not interact: the lattice, the walkers, and the number of steps.
struct LatticeWalk {
  Lattice lattice;
  HopLaw hop_law = HopLaw::unbiased(1);
  Faces faces;
  Medium medium;
  std::vector<Population> populations;
  std::vector<Source> sources;
  Turnover turnover;
  std::int64_t steps = 0;

  double mean_walkers() const noexcept;  ///< at the start, over all populations and batches
  bool is_ring(int axis) const noexcept { return faces[axis][low].wraps(); }
  bool lets_out() const noexcept;  ///< walkers may leave through a face
  bool has_reservoir() const noexcept;
  bool is_closed() const noexcept;  ///< no walker can leave, enter, vanish or appear
  /// Walkers can enter, vanish or appear during the run: the number at the start is not their total number.
  bool has_turnover() const noexcept;
  /// All sites are alike, and walkers only move: there is neither a medium nor a turnover.
  bool is_plain() const noexcept;
};

}  // namespace fluxwalk
