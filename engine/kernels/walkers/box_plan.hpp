#pragma once
/// \file
/// An experiment in the form that the walkers kernel needs: plain numbers, computed once and read by every
/// target.

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/walk_plan.hpp"

namespace fluxwalk {

/// One 64-bit word per bit of a number: all ones where the bit is set.
using BitMasks = std::array<std::uint64_t, 32>;

/// What a move along an axis must check.
enum class Walls {
  ring_of_power_of_two,  ///< a carry out of the highest bit has come round by itself
  ring,                  ///< periodic, any length
  closed_power_of_two,   ///< a carry out of the highest bit met a reflecting face
  any,                   ///< whatever else
};

/// The state of the choice of a start layer after the first num_bits bits of u are read.
class StartGuide {
 public:
  explicit StartGuide(const Thresholds& thresholds);

  struct Entry {
    std::int32_t first = 0, last = 0;  ///< the cells that u may still be in
    int num_needed = 0;                ///< bits needed to decide; num_bits if it is not decided yet
  };
  int num_bits() const { return num_bits_; }
  /// The first num_bits bits of u are the number of the cell: 2^num_bits equal cells.
  bool is_binary() const { return is_binary_; }
  const Entry& operator[](std::int32_t prefix) const { return entries_[static_cast<std::size_t>(prefix)]; }

 private:
  int num_bits_ = 0;
  bool is_binary_ = false;
  std::vector<Entry> entries_;
};

/// The result of an attempt to hop out through a face, except on rings.
enum class AtFace { stays, folds, leaves, draws };

/// One axis of the box.
struct AxisPlan {
  /// Moves are compiled for each number of bits up to this; beyond it, for the largest number of bits.
  static constexpr int most_compiled_bits = 16;

  std::int32_t last = 0;  ///< number of the last layer
  int num_bits = 0;       ///< that a layer number takes
  Walls walls = Walls::any;
  std::array<AtFace, 2> faces{};  ///< [Side]
  bool is_ring = false;
  BitMasks is_one_in_last{};

  /// A plane counted with bit operations; the two faces of a periodic axis are one plane.
  struct Plane {
    BitMasks is_zero{};  ///< in the number of the plane
    int lowest_one = 0;  ///< bit of that number
    std::int32_t number = 0;
    bool is_face = false;
  };
  static constexpr std::size_t most_planes = 32;
  std::vector<Plane>
      planes;  ///< at most most_planes; empty if there are more: then crossings are counted walker by walker
  bool counts_walker_by_walker = false;

  /// A partly absorbing face.
  struct Face {
    BitMasks is_zero{};  ///< in the number of its layer
    ThresholdBits absorption;
  };
  std::array<Face, 2> partial;  ///< [Side]

  struct Target {
    BitMasks is_zero{};
    std::size_t column = 0;  ///< in the first-passage table
  };
  std::vector<Target> targets;
};

struct BoxPlan {
  explicit BoxPlan(const Experiment& experiment);

  WalkPlan walk;
  PerAxis<AxisPlan> axes;
  HopChoice hop;
  std::vector<std::vector<StartGuide>> start;  ///< [population][axis]

  /// A first-passage target that is not a layer.
  struct Zone {
    std::size_t column = 0;          ///< in the first-passage table
    bool is_own_start = false;       ///< the site where each walker started; else a box
    PerAxis<bool> is_whole{};        ///< the box has all layers of the axis
    PerAxis<BitMasks> from{}, to{};  ///< the bits of its first and last layer
  };
  std::vector<Zone> zones;

  bool has_displacements = false;  ///< turns around the axes must be counted
  bool is_open = false;            ///< a walker may leave: steps are taken one at a time
};

}  // namespace fluxwalk
