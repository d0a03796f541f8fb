#pragma once
/// \file
/// The faces of the box: what happens to a walker that attempts to hop through one.

#include <array>
#include <optional>

#include "fluxwalk/lattice.hpp"

namespace fluxwalk {

/// What happens to a walker that attempts to hop out of the box through a face.
enum class FaceKind {
  periodic,    ///< it enters at the opposite face
  reflecting,  ///< the attempt is rejected: it stays where it is
  mirror,      ///< the attempt is folded back about the end site: it moves one site inwards
  absorbing,   ///< it leaves for good
  partial,     ///< it leaves with probability Face::absorption, and stays where it is otherwise (Robin)
  reservoir,   ///< it leaves for good, and other walkers enter from the ghost sites beyond the face
};
inline constexpr std::array face_kinds = {FaceKind::periodic,  FaceKind::reflecting, FaceKind::mirror,
                                          FaceKind::absorbing, FaceKind::partial,    FaceKind::reservoir};

/// The walkers at each ghost site beyond a reservoir face: drawn anew before each step, independent of the
/// past. A walker that hops in is in the end layer after that step.
struct Reservoir {
  double concentration = 0;  ///< walkers per ghost site, over all batches: their mean, or their whole number
  /// false: a ghost site holds a Poisson number of walkers, so a Poisson number enters. true: it holds
  /// exactly `concentration` of them (a whole number, a share in each batch), so a binomial number enters.
  bool is_deterministic = false;
  /// false: the ghost site lies one spacing beyond the end layer, and a hop between them is as likely as any
  /// other hop: between two reservoirs lie L + 1 bonds. true: the reservoir begins half a spacing beyond the
  /// end layer, and attempts across the face are twice as likely both ways: between two of them lie L
  /// spacings.
  bool is_half_cell = false;
  std::optional<double> potential;  ///< U at its ghost sites, in kT; absent: that of the end layer there
  bool operator==(const Reservoir&) const = default;
};

struct Face {
  FaceKind kind = FaceKind::periodic;
  double absorption = 1.0;   ///< probability that an attempt succeeds; used by `partial` only
  Reservoir reservoir = {};  ///< used by `reservoir` only

  // What happens to a walker that attempts to hop through the face.
  /// It enters at the opposite face.
  constexpr bool wraps() const noexcept { return kind == FaceKind::periodic; }
  /// It hops the other way instead.
  constexpr bool folds() const noexcept { return kind == FaceKind::mirror; }
  /// It always stays where it is.
  constexpr bool blocks() const noexcept { return kind == FaceKind::reflecting; }
  /// It may leave for good, unless exit_probability is 0.
  constexpr bool lets_out() const noexcept {
    return kind == FaceKind::absorbing || kind == FaceKind::partial || kind == FaceKind::reservoir;
  }
  /// Whether the walker leaves or stays is drawn at random, with exit_probability.
  constexpr bool is_drawn() const noexcept { return kind == FaceKind::partial; }
  constexpr double exit_probability() const noexcept {
    return is_drawn() ? absorption : lets_out() ? 1.0 : 0.0;
  }
  /// Every walker leaves, and no other enters.
  constexpr bool is_sink() const noexcept { return kind == FaceKind::absorbing; }
  /// Other walkers enter through it.
  constexpr bool lets_in() const noexcept { return kind == FaceKind::reservoir; }
  bool operator==(const Face&) const = default;
};

using Faces = PerAxis<std::array<Face, 2>>;  ///< [axis][Side]

const char* to_string(FaceKind kind) noexcept;

}  // namespace fluxwalk
