#pragma once
/// \file
/// A block of 512 walkers, walked from time 0 to the end.

#include <memory>

#include "fluxwalk/results.hpp"
#include "kernels/walkers/axis_walk.hpp"
#include "kernels/walkers/crossing_counts.hpp"
#include "kernels/walkers/each_walker.hpp"
#include "kernels/walkers/samples.hpp"
#include "kernels/walkers/unpack.hpp"
#include "kernels/walkers/zones.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

class Block {
 public:
  Block(const BoxPlan& plan, Rows& rows, BatchTallies& tallies, CrossingCounts& crossings,
        ColumnTables& columns)
      : plan_(plan),
        experiment_(plan.walk.experiment),
        measure_(experiment_.measure),
        rows_(rows),
        tallies_(tallies),
        crossings_(crossings),
        dimension_(plan.walk.dimension),
        draw_(plan.hop),
        each_walker_(plan, tallies, crossings),
        samples_(plan, tallies, columns),
        zones_(plan) {
    for (int a = 0; a < dimension_; ++a) {
      walk_axis_[a] = walk_axis_of(axis(a));
      AxisState& state = state_[a] = AxisState{};
      state.counts_turns = plan.has_displacements;
      if (axis(a).counts_walker_by_walker) {
        state.went = each_walker_.went();
        state.went_up = each_walker_.went_up();
      } else if (zones_.has_any()) {
        state.went = zones_.went();
        state.went_up = zones_.went_up();
      }
      arrived_[a] = std::make_unique<BitCount[]>(axis(a).targets.size());
      passed_[a] = std::make_unique<Bits[]>(axis(a).targets.size());
      state.arrived = arrived_[a].get();
      state.passed = passed_[a].get();
    }
  }

  /// Walks the first num_walkers of these from their start to the end.
  void walk(const Positions& start, int num_walkers) {
    begin(start, num_walkers);
    samples_.take(time_, state_, alive_, start);
    while (time_ < experiment_.system.steps && is_any(alive_)) {
      const int num_steps = steps_at_once();
      const Hops hops = draw_.draw(rows_, alive_, time_, num_steps);
      if (plan_.is_open) ask_partial_faces(hops);
      for (int a = 0; a < dimension_; ++a) walk_axis(a, hops);
      if (plan_.is_open) let_go();
      if (zones_.has_any()) zones_.arrive(num_steps, alive_);
      time_ += num_steps;
      if (time_ >= flux_bin_.end()) end_bin();
      if (time_ + 1 >= first_passage_bin_.end()) add_first_passages();
      samples_.take(time_, state_, alive_, start);
    }
    end_bin();
    add_first_passages();
    if (!tallies_.choices.empty()) draw_.add_choices(tallies_.choices.row(0));
  }

 private:
  const AxisPlan& axis(int a) const { return plan_.axes[a]; }

  void begin(const Positions& start, int num_walkers) {
    for (int k = 0; k < num_walkers; ++k) insert(alive_, k);
    for (int a = 0; a < dimension_; ++a) {
      AxisState& state = state_[a];
      pack(start.along[a], axis(a).num_bits, state.layer);
      state.turns[std::bit_width(unsigned{AxisState::even}) - 1] = Bits::all();
    }
    first_passage_bin_.advance(0);
    for (int a = 0; a < dimension_; ++a) {
      for (std::size_t i = 0; i < axis(a).targets.size(); ++i) {
        const Bits there = stands_in<32>(state_[a].layer, axis(a).targets[i].is_zero, alive_);
        passed_[a][i] = there;
        arrived_[a][i].add(there);
      }
    }
    if (zones_.has_any()) zones_.begin(state_, alive_);
    if (first_passage_bin_.end() <= 1) add_first_passages();
  }

  /// The number of steps that can be done before something must be counted.
  int steps_at_once() {
    flux_bin_.advance(time_);
    exit_bin_.advance(time_);
    first_passage_bin_.advance(time_ + 1);
    if (is_bin_over_) begin_bin();
    if (plan_.is_open) return 1;
    std::int64_t end = experiment_.system.steps;
    for (const std::int64_t event :
         {flux_bin_.end(), samples_.after(time_),
          first_passage_bin_.end() == never ? never : first_passage_bin_.end() - 1}) {
      if (event < end) end = event;
    }
    const std::int64_t left = end - time_;
    return static_cast<int>(left < Hops::most_steps ? left : Hops::most_steps);
  }

  void ask_partial_faces(const Hops& hops) {
    for (int a = 0; a < dimension_; ++a) {
      for (int side = 0; side < 2; ++side) {
        if (axis(a).faces[static_cast<std::size_t>(side)] != AtFace::draws) continue;
        const AxisPlan::Face& face = axis(a).partial[static_cast<std::size_t>(side)];
        const Bits towards = hops.move[a][0] & (side == 0 ? ~hops.up[0] : hops.up[0]);
        const Bits asking = stands_in<32>(state_[a].layer, face.is_zero, towards);
        Bits below[1] = {asking};  // certain to be absorbed: no bit is drawn
        if (face.absorption.num_thresholds > 0) compare<1>(face.absorption, asking, rows_, below);
        state_[a].let_out[side] = below[0];
      }
    }
  }

  void walk_axis(int a, const Hops& hops) {
    const auto axis_index = static_cast<std::size_t>(a);
    const bool counts_each = axis(a).counts_walker_by_walker && flux_bin_.is_inside();
    if (counts_each) each_walker_.stand(axis_index, state_[a].layer);
    if (zones_.has_any()) zones_.stand(a, state_[a].layer);
    walk_axis_[a](axis(a), hops, hops.move[axis_index], alive_, state_[a]);
    if (zones_.has_any()) zones_.follow(a, hops.num_steps, state_[a].went, state_[a].went_up);
    if (counts_each) each_walker_.count(axis_index, hops.num_steps, alive_, flux_bin_.row());
  }

  /// The walkers that left through a face.
  void let_go() {
    for (int a = 0; a < dimension_; ++a) {
      for (int side = 0; side < 2; ++side) {
        Bits& left = state_[a].left[side];
        if (!is_any(left)) continue;
        const std::int64_t num_left = num_set(left);
        const auto axis_index = static_cast<std::size_t>(a);
        if (exit_bin_.is_inside()) {
          tallies_.exits(exit_bin_.row(), static_cast<std::size_t>(2 * a + side)) += num_left;
        }
        if (side == 0) {
          crossings_.backward(axis_index, flux_bin_.row())[crossings_.columns(axis_index)[0]] += num_left;
        } else {
          crossings_.forward(axis_index, flux_bin_.row())[crossings_.columns(axis_index)[axis(a).last + 1]] +=
              num_left;
        }
        alive_ = alive_ & ~left;
        left = Bits::none();
      }
    }
  }

  void begin_bin() {
    is_bin_over_ = false;
    counted_ = alive_;
    count_net(-1);
  }

  void end_bin() {
    add_crossings();
    if (!is_bin_over_) count_net(1);
    is_bin_over_ = true;
  }

  /// Adds `number` at the current layer of every walker that was in the box when the bin began; for a walker
  /// that has left, at the layer that it left from.
  void count_net(std::int64_t number) {
    if (!flux_bin_.is_inside()) return;
    for (int a = 0; a < dimension_; ++a) {
      const auto axis_index = static_cast<std::size_t>(a);
      if (!crossings_.is_net(axis_index)) continue;
      std::int64_t* gained = crossings_.gained(axis_index, flux_bin_.row());
      alignas(64) std::int32_t layer[block_size];
      unpack(state_[a].layer, axis(a).num_bits, layer);
      for_each_walker(counted_, [&](int k) { gained[layer[k]] += number; });
    }
  }

  void add_crossings() {
    for (int a = 0; a < dimension_; ++a) {
      const auto axis_index = static_cast<std::size_t>(a);
      each_walker_.unload(axis_index, flux_bin_.row());
      AxisState& state = state_[a];
      for (std::size_t i = 0; i < axis(a).planes.size(); ++i) {
        const auto plane = static_cast<std::size_t>(axis(a).planes[i].number);
        const std::uint32_t column = crossings_.columns(axis_index)[plane];
        crossings_.forward(axis_index, flux_bin_.row())[column] += state.forward[i].total();
        crossings_.backward(axis_index, flux_bin_.row())[column] += state.backward[i].total();
        state.forward[i] = BitCount();
        state.backward[i] = BitCount();
      }
    }
  }

  void add_first_passages() {
    for (int a = 0; a < dimension_; ++a) {
      for (std::size_t i = 0; i < axis(a).targets.size(); ++i) {
        if (first_passage_bin_.is_inside()) {
          tallies_.first_passage(first_passage_bin_.row(), axis(a).targets[i].column) +=
              arrived_[a][i].total();
        }
        arrived_[a][i] = BitCount();
      }
    }
    if (!zones_.has_any()) return;
    zones_.unload(tallies_.first_passage,
                  first_passage_bin_.is_inside() ? std::optional(first_passage_bin_.row()) : std::nullopt);
  }

  const BoxPlan& plan_;
  const Experiment& experiment_;
  const Measurements& measure_;
  Rows& rows_;
  BatchTallies& tallies_;
  CrossingCounts& crossings_;
  int dimension_;

  HopDraw draw_;
  EachWalker each_walker_;
  Samples samples_;
  Zones zones_;
  std::int64_t time_ = 0;
  Bits alive_{};
  Bits counted_{};  // walkers in the box when the flux bin began
  bool is_bin_over_ = true;
  AxisState state_[3];  // those of the axes that are there
  WalkAxis walk_axis_[3]{};
  std::unique_ptr<Bits[]> passed_[3];
  std::unique_ptr<BitCount[]> arrived_[3];
  BinCursor flux_bin_{measure_.flux_edges}, exit_bin_{measure_.exit_edges},
      first_passage_bin_{measure_.first_passage_edges};
};

}  // namespace fluxwalk::FLUXWALK_TARGET
