#pragma once
/// \file
/// First-passage targets that are not layers: boxes of sites, and the site where each walker started. Whether
/// a walker is in one depends on all axes, so the steps of each axis are repeated from the record of the
/// walkers that moved.

#include <memory>
#include <optional>

#include "fluxwalk/results.hpp"
#include "kernels/walkers/axis_walk.hpp"
#include "kernels/walkers/box_plan.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

class Zones {
 public:
  explicit Zones(const BoxPlan& plan) : plan_(plan), num_zones_(plan.zones.size()) {
    if (!has_any()) return;
    states_ = std::make_unique<State[]>(num_zones_);
    went_ = std::make_unique<Bits[]>(Hops::most_steps);
    went_up_ = std::make_unique<Bits[]>(Hops::most_steps);
  }

  bool has_any() const { return num_zones_ > 0; }
  /// Where walk_axis writes which walkers moved, unless another record exists.
  Bits* went() { return went_.get(); }
  Bits* went_up() { return went_up_.get(); }

  /// The walkers start here; a walker that starts in a box has arrived.
  void begin(const AxisState* axes, const Bits& alive) {
    for (int a = 0; a < plan_.walk.dimension; ++a)
      for (int k = 0; k < num_bits(a); ++k) start_[a][k] = axes[a].layer[k];
    for (std::size_t i = 0; i < num_zones_; ++i) {
      if (plan_.zones[i].is_own_start) continue;
      Bits there = alive;
      for (int a = 0; a < plan_.walk.dimension; ++a) there = there & who_is_inside(i, a, start_[a]);
      states_[i].passed = there;
      states_[i].arrived = num_set(there);
    }
  }

  /// Before the walkers take num_steps along an axis, the first axis first.
  void stand(int a, const Bits* layer) {
    for (int k = 0; k < num_bits(a); ++k) layer_[k] = layer[k];
  }

  /// After these steps: the walkers that were in the zones along this axis, and along those before it.
  void follow(int a, int num_steps, const Bits* went, const Bits* went_up) {
    const AxisPlan& axis = plan_.axes[a];
    for (int t = 0; t < num_steps; ++t) {
      step(axis, axis.is_ring, went[t], went_up[t]);
      for (std::size_t i = 0; i < num_zones_; ++i) {
        const Bits along = who_is_inside(i, a, layer_);
        states_[i].inside[t] = a == 0 ? along : states_[i].inside[t] & along;
      }
    }
  }

  /// Counts the first arrivals in these steps, of walkers that are still in the box after them.
  void arrive(int num_steps, const Bits& alive) {
    for (std::size_t i = 0; i < num_zones_; ++i) {
      State& state = states_[i];
      for (int t = 0; t < num_steps; ++t) {
        const Bits there = state.inside[t] & alive & ~state.passed;
        if (!is_any(there)) continue;
        state.passed |= there;
        state.arrived += num_set(there);
      }
    }
  }

  /// Hands on the arrivals counted since the last call; no row: they are in no bin.
  void unload(Counts& table, std::optional<std::size_t> row) {
    for (std::size_t i = 0; i < num_zones_; ++i) {
      if (row) table(*row, plan_.zones[i].column) += states_[i].arrived;
      states_[i].arrived = 0;
    }
  }

 private:
  struct State {
    Bits inside[Hops::most_steps];  ///< after each of the last steps
    Bits passed = Bits::none();     ///< walkers that have been there
    std::int64_t arrived = 0;       ///< first arrivals since the last unload
  };

  int num_bits(int a) const { return plan_.axes[a].num_bits; }

  /// One step of layer_: an add with carry, also round the ends of a ring.
  void step(const AxisPlan& axis, bool is_ring, const Bits& went, const Bits& up) {
    Bits round = Bits::none();
    if (is_ring) {
      Bits is_last = Bits::all(), is_first = Bits::all();
      for (int k = 0; k < axis.num_bits; ++k) {
        const Bits last = Bits::of(axis.is_one_in_last[static_cast<std::size_t>(k)]);
        is_last = andnot(is_last, layer_[k] ^ last);
        is_first = andnot(is_first, layer_[k]);
      }
      round = went & ((up & is_last) | andnot(is_first, up));
    }
    Bits carry = andnot(went, round);
    for (int k = 0; k < axis.num_bits; ++k) {
      const Bits old = layer_[k];
      // From the last layer to the first, or back: last ^ last, 0 ^ last.
      layer_[k] = old ^ carry ^ (round & Bits::of(axis.is_one_in_last[static_cast<std::size_t>(k)]));
      carry = andnot(carry, old ^ up);
    }
  }

  Bits who_is_inside(std::size_t zone, int a, const Bits* layer) const {
    const BoxPlan::Zone& plan = plan_.zones[zone];
    Bits inside = Bits::all();
    if (plan.is_own_start) {
      for (int k = 0; k < num_bits(a); ++k) inside = andnot(inside, layer[k] ^ start_[a][k]);
      return inside;
    }
    if (plan.is_whole[a]) return inside;
    Bits is_high_enough = Bits::all(), is_low_enough = Bits::all();  // by the lowest bits so far
    for (int k = 0; k < num_bits(a); ++k) {
      const auto bit = static_cast<std::size_t>(k);
      const Bits from = Bits::of(plan.from[a][bit]), to = Bits::of(plan.to[a][bit]);
      is_high_enough = andnot(layer[k], from) | andnot(is_high_enough, layer[k] ^ from);
      is_low_enough = andnot(to, layer[k]) | andnot(is_low_enough, layer[k] ^ to);
    }
    return is_high_enough & is_low_enough;
  }

  const BoxPlan& plan_;
  std::size_t num_zones_;
  std::unique_ptr<State[]> states_;  ///< [zone]
  std::unique_ptr<Bits[]> went_, went_up_;
  Bits layer_[32];     ///< of the axis that is followed
  Bits start_[3][32];  ///< of the start sites
};

}  // namespace fluxwalk::FLUXWALK_TARGET
