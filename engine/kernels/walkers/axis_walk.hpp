#pragma once
/// \file
/// The walkers of a block along one axis: bit k of their layer numbers is one vector, a hop is an add with
/// carry.

#include "kernels/walkers/box_plan.hpp"
#include "kernels/walkers/hops.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// The walkers in the layer whose number has these zeros.
template <int NumBits>
FLUXWALK_INLINE Bits stands_in(const Bits (&layer)[32], const BitMasks& is_zero, Bits among) {
  unroll<NumBits>([&](auto k) __attribute__((always_inline)) {
    among = ternary<0x60>(among, layer[k], Bits::of(is_zero[k]));  // a & (b ^ c)
  });
  return among;
}

/// The walkers that cross a plane, given the walkers that change each bit. Number b of the plane ends in a
/// one and j zeros, b - 1 in a zero and j ones. So a hop between the two changes bit j, and no higher bit;
/// the higher bits are those of b.
template <int NumBits>
FLUXWALK_INLINE Bits who_crosses(const AxisPlan::Plane& plane, const Bits (&layer)[32],
                                 const Bits (&flips)[32], const Bits& up) {
  Bits crossing = Bits::none();
  unroll<NumBits>([&](auto k) __attribute__((always_inline)) {
    if (k == plane.lowest_one) {
      crossing = ternary<0x60>(flips[k], layer[k], up);
    } else if (k > plane.lowest_one) {
      crossing = ternary<0x60>(crossing, layer[k], Bits::of(plane.is_zero[k]));
    }
  });
  return crossing;
}

/// Where the walkers are along one axis, and what happened to them there.
struct AxisState {
  Bits layer[32];  ///< bit k of the layer numbers
  /// Bit k of `even` + the number of turns round a periodic axis (two's complement). Few walkers make more
  /// than `even` turns, so a carry beyond bit 3 is rare. If the count began at zero, every first turn
  /// downwards would carry through all bits.
  Bits turns[32];
  static constexpr int even = 8;

  BitCount forward[AxisPlan::most_planes],
      backward[AxisPlan::most_planes];  ///< crossings of AxisPlan::planes
  Bits left[2];                         ///< [Side] walkers that left in the last step
  Bits let_out[2];                      ///< [Side] walkers that may leave through a partial face in this step
  Bits* went = nullptr;         ///< [step] if set: walkers that moved along this axis, through a face or not
  Bits* went_up = nullptr;      ///< [step] those of them that went up
  BitCount* arrived = nullptr;  ///< [target] if set: first arrivals
  Bits* passed = nullptr;       ///< [target] walkers that have been there

  bool counts_turns = false;
};

/// Adds one turn for the walkers of `round`, upwards where `up` is set, from bit k on.
inline void add_turns(AxisState& state, Bits round, const Bits& up, int k = 0) {
  for (; k < 32 && is_any(round); ++k) {
    const Bits old = state.turns[k];
    state.turns[k] ^= round;
    round = ternary<0x90>(round, old, up);
  }
}

/// Moves the walkers of a block along one axis.
template <int NumBits, Walls walls>
__attribute__((noinline)) void walk_axis(const AxisPlan& plan, const Hops& hops, const Bits* move,
                                         const Bits& alive, AxisState& state) {
  Bits layer[32];
  unroll<NumBits>([&](auto k) __attribute__((always_inline)) { layer[k] = state.layer[k]; });
  // On such a long ring a walker that went from the last quarter to the first within these steps has gone
  // round.
  constexpr bool reads_turns_off =
      walls == Walls::ring_of_power_of_two && (1u << NumBits) / 4 >= unsigned{Hops::most_steps};
  Bits turns[4];  // those bits of AxisState::turns that change often
  unroll<4>([&](auto k) __attribute__((always_inline)) { turns[k] = state.turns[k]; });
  const auto num_planes = plan.planes.size();
  const AxisPlan::Plane* const planes = plan.planes.data();
  for (int t = 0; t < hops.num_steps; ++t) {
    Bits up = hops.up[t];
    Bits moving = move[t * hops.move_stride];
    Bits round = Bits::none();  // walkers that go through the faces of a periodic axis

    if constexpr (walls == Walls::ring || walls == Walls::any) {
      Bits above_low = Bits::none();
      unroll<NumBits>([&](auto k) __attribute__((always_inline)) { above_low |= layer[k]; });
      Bits below_high = Bits::none();
      unroll<NumBits>([&](auto k) __attribute__((always_inline)) {
        below_high = ternary<0xf6>(below_high, layer[k], Bits::of(plan.is_one_in_last[k]));  // a | (b ^ c)
      });
      // Walkers that attempt to leave: upwards from the last layer, downwards from the first.
      const Bits out_high = ternary<0x40>(moving, up, below_high);  // a & b & ~c
      const Bits out_low = ternary<0x10>(moving, up, above_low);    // a & ~b & ~c
      if constexpr (walls == Walls::ring) {
        round = out_high | out_low;
        moving = moving & ~round;
      } else {
        for (int side = 0; side < 2; ++side) {
          const Bits out = side == 0 ? out_low : out_high;
          switch (plan.faces[static_cast<std::size_t>(side)]) {
            case AtFace::folds:
              up ^= out;
              break;
            case AtFace::leaves:
              state.left[side] = out;
              moving = moving & ~out;
              break;
            case AtFace::draws:
              state.left[side] = out & state.let_out[side];
              moving = moving & ~out;
              break;
            default:
              moving = moving & ~out;
          }
        }
      }
    }

    Bits flips[32];  // walkers that change bit k
    Bits carry = moving;
    unroll<NumBits>([&](auto k) __attribute__((always_inline)) {
      flips[k] = carry;
      carry = ternary<0x90>(carry, layer[k], up);  // a & ~(b ^ c)
    });

    for (std::size_t i = 0; i < num_planes; ++i) {
      if (planes[i].is_face) continue;
      const Bits crossing = who_crosses<NumBits>(planes[i], layer, flips, up);
      state.forward[i].add(crossing & up);
      state.backward[i].add(andnot(crossing, up));
    }

    if constexpr (walls == Walls::closed_power_of_two) {
      unroll<NumBits>([&](auto k) __attribute__((always_inline)) {
        layer[k] = ternary<0xb4>(layer[k], flips[k], carry);  // a ^ (b & ~c)
      });
      moving = andnot(moving, carry);
    } else {
      unroll<NumBits>([&](auto k) __attribute__((always_inline)) {
        layer[k] ^= flips[k];
        // From the first layer to the last, or back: 0 ^ last, last ^ last.
        if constexpr (walls == Walls::ring) {
          layer[k] = ternary<0x78>(layer[k], round, Bits::of(plan.is_one_in_last[k]));  // a ^ (b & c)
        }
      });
      if constexpr (walls == Walls::ring_of_power_of_two) round = carry;
      if constexpr (walls == Walls::ring) moving |= round;
    }

    if constexpr (walls == Walls::ring || walls == Walls::ring_of_power_of_two) {
      for (std::size_t i = 0; i < num_planes; ++i) {
        if (!planes[i].is_face) continue;
        state.forward[i].add(round & up);
        state.backward[i].add(round & ~up);
      }
      if (!reads_turns_off && state.counts_turns) {
        carry = round;
        unroll<4>([&](auto k) __attribute__((always_inline)) {
          const Bits old = turns[k];
          turns[k] ^= carry;
          carry = ternary<0x90>(carry, old, up);
        });
        if (is_any(carry)) [[unlikely]]
          add_turns(state, carry, up, 4);
      }
    }

    if (state.went != nullptr) {
      state.went[t] = moving;
      state.went_up[t] = up;
    }
    for (std::size_t i = 0; i < plan.targets.size(); ++i) {
      const Bits there = stands_in<NumBits>(layer, plan.targets[i].is_zero, alive) & ~state.passed[i];
      state.passed[i] |= there;
      state.arrived[i].add(there);
    }
  }
  if constexpr (reads_turns_off) {
    if (state.counts_turns) {
      const Bits was_last = state.layer[NumBits - 1] & state.layer[NumBits - 2];
      const Bits was_not_first = state.layer[NumBits - 1] | state.layer[NumBits - 2];
      const Bits is_last = layer[NumBits - 1] & layer[NumBits - 2];
      const Bits is_not_first = layer[NumBits - 1] | layer[NumBits - 2];
      const Bits up = andnot(was_last, is_not_first);
      add_turns(state, up | andnot(is_last, was_not_first), up);
    }
  } else {
    unroll<4>([&](auto k) __attribute__((always_inline)) { state.turns[k] = turns[k]; });
  }
  unroll<NumBits>([&](auto k) __attribute__((always_inline)) { state.layer[k] = layer[k]; });
}

using WalkAxis = void (*)(const AxisPlan&, const Hops&, const Bits*, const Bits&, AxisState&);

template <int NumBits>
WalkAxis walk_axis_with(Walls walls) {
  switch (walls) {
    case Walls::ring_of_power_of_two:
      return walk_axis<NumBits, Walls::ring_of_power_of_two>;
    case Walls::ring:
      return walk_axis<NumBits, Walls::ring>;
    case Walls::closed_power_of_two:
      return walk_axis<NumBits, Walls::closed_power_of_two>;
    case Walls::any:
      break;
  }
  return walk_axis<NumBits, Walls::any>;
}

/// The function for this axis. See AxisPlan::most_compiled_bits.
template <int NumBits = 0>
WalkAxis walk_axis_of(const AxisPlan& plan) {
  if constexpr (NumBits > AxisPlan::most_compiled_bits) {
    return walk_axis_with<31>(plan.walls);
  } else {
    if (plan.num_bits == NumBits) return walk_axis_with<NumBits>(plan.walls);
    return walk_axis_of<NumBits + 1>(plan);
  }
}

}  // namespace fluxwalk::FLUXWALK_TARGET
