#pragma once
/// \file
/// What is counted, and when.

#include <cstdint>
#include <vector>

#include "fluxwalk/lattice.hpp"
#include "fluxwalk/schedule.hpp"

namespace fluxwalk {

enum class TargetKind {
  layer,     ///< all sites of a layer
  box,       ///< all sites from one corner to another; a single site is a box too
  own_start  ///< the site where the walker itself started
};

/// A set of sites. What counts is the first time that a walker stands at one of them: time 0 if it starts
/// there. A return to the own start is counted from time 1 on; a walker that stays in the first step returns
/// at time 1. Positions are sites of the box: a walker that has gone round a periodic axis has returned.
struct FirstPassageTarget {
  int axis = 0;            ///< of a layer
  std::int32_t layer = 0;  ///< its number
  TargetKind kind = TargetKind::layer;
  PerAxis<std::int32_t> from = {0, 0, 0}, to = {0, 0, 0};  ///< first and last site of a box

  /// Whether a site belongs to the target of a walker that started at the site `start`.
  bool contains(const PerAxis<std::int32_t>& site, const PerAxis<std::int32_t>& start) const noexcept;
  /// The earliest time that counts: 1 for a return, else 0.
  std::int64_t first_time() const noexcept { return kind == TargetKind::own_start ? 1 : 0; }
  bool operator==(const FirstPassageTarget&) const = default;
};

/// What is counted, and when. An empty schedule, or no plane: not at all. Times are within
/// 0 ... LatticeWalk::steps.
struct Measurements {
  PerAxis<Ascending> planes;   ///< watched planes along each axis, in 0 ... L
  Schedule flux_edges;         ///< bins of the crossings; starts at 0
  bool only_net = false;       ///< only the net number of crossings is counted, forward less backward
  bool has_residence = false;  ///< also the walker-steps spent in each layer, per bin and watched axis
  bool has_turnover = false;   ///< also the walkers that appeared and vanished in each layer, likewise

  PerAxis<bool> has_profile = {false, false, false};
  Schedule profile_times;

  Schedule extent_times;  ///< the lowest and the highest layer that hold a walker
  PerAxis<bool> has_extent = {false, false, false};

  Schedule histogram_times;  ///< counts at every site; entropy is computed from these
  /// displacement and its second moments, unwrapped, of the walkers still in the box
  Schedule moment_times;
  Schedule propagator_times;  ///< histograms of the displacement along an axis since the start, unwrapped
  PerAxis<bool> has_propagator = {false, false, false};
  /// each displacement -range ... range has a column; the two end columns also hold all larger displacements
  std::int32_t propagator_range = 0;

  Schedule survivor_times;
  Schedule exit_edges;  ///< bins of exits by face; starts at 0

  std::vector<FirstPassageTarget> first_passage_targets;
  Schedule first_passage_edges;  ///< bins of arrival times t, edge[k] <= t < edge[k+1]
  bool operator==(const Measurements&) const = default;
};

}  // namespace fluxwalk
