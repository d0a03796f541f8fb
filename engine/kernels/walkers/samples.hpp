#pragma once
/// \file
/// What is counted of a block at sample times: survivors, profile, histogram, moments.

#include <bit>

#include "fluxwalk/results.hpp"
#include "kernels/column_tables.hpp"
#include "kernels/walkers/axis_walk.hpp"
#include "kernels/walkers/box_plan.hpp"
#include "kernels/walkers/unpack.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// Layer numbers of a block's walkers.
struct Positions {
  alignas(64) std::int32_t along[3][block_size];
};

class Samples {
 public:
  /// `columns`: the tables that are counted as every kernel counts them.
  Samples(const BoxPlan& plan, BatchTallies& tallies, ColumnTables& columns)
      : plan_(plan),
        measure_(plan.walk.experiment.measure),
        tallies_(tallies),
        columns_(columns),
        has_columns_(columns.any()) {
    if (has_columns_) columns_.restart();
  }

  /// Takes the samples that are due at `time` (which never decreases) of walkers that began at `start`.
  void take(std::int64_t time, const AxisState* state, const Bits& alive, const Positions& start) {
    const bool is_profile = profile_due_.is_due(time);
    const bool is_histogram = histogram_due_.is_due(time);
    const bool is_moments = moments_due_.is_due(time);
    if (survivors_due_.is_due(time)) tallies_.survivors(survivors_due_.row(), 0) += num_set(alive);
    const bool is_columns = has_columns_ && columns_.is_due(time);
    if (!is_profile && !is_histogram && !is_moments && !is_columns) return;
    Positions now;
    for (int a = 0; a < dimension_; ++a) unpack(state[a].layer, axis(a).num_bits, now.along[a]);
    if (is_profile) add_profile(now, alive);
    if (is_histogram) add_histogram(now, alive);
    if (!is_moments && !is_columns) return;
    Positions displacement{};
    if (plan_.has_displacements) find_displacements(time, now, start, state, displacement);
    if (is_columns) add_columns(now, displacement, alive);
    if (is_moments) add_moments(displacement, alive);
  }

  /// The time of the next samples after the last call.
  FLUXWALK_INLINE std::int64_t after(std::int64_t time) const {
    std::int64_t next = never;
    for (const SampleCursor* due : {&profile_due_, &histogram_due_, &moments_due_, &survivors_due_}) {
      const std::int64_t following = due->after(time);
      if (following < next) next = following;
    }
    if (!has_columns_) return next;
    const std::int64_t following = columns_.after(time);
    return following < next ? following : next;
  }

 private:
  const AxisPlan& axis(int a) const { return plan_.axes[a]; }

  void add_profile(const Positions& now, const Bits& alive) {
    for (int a = 0; a < dimension_; ++a) {
      Counts& counts = tallies_.profile[a];
      if (counts.empty()) continue;
      std::int64_t* profile = counts.row(profile_due_.row());
      for_each_walker(alive, [&](int k) { ++profile[now.along[a][k]]; });
    }
  }

  void add_histogram(const Positions& now, const Bits& alive) {
    std::int64_t* histogram = tallies_.histogram.row(histogram_due_.row());
    for_each_walker(alive, [&](int k) {
      std::int64_t site = now.along[0][k];
      for (int a = 1; a < dimension_; ++a) site = site * (axis(a).last + 1) + now.along[a][k];
      ++histogram[site];
    });
  }

  /// For a number that may be negative and has at most this absolute value.
  static int bits_of(std::int64_t most) {
    return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(most))) + 1;
  }

  static std::int64_t sum_of_products(const std::int32_t* a, const std::int32_t* b, bool is_small) {
    if (is_small) {
      std::int32_t sum = 0;
      for (int k = 0; k < block_size; ++k) sum += a[k] * b[k];
      return sum;
    }
    std::int64_t sum = 0;
    for (int k = 0; k < block_size; ++k) sum += std::int64_t{a[k]} * b[k];
    return sum;
  }

  void add_columns(const Positions& now, const Positions& displacement, const Bits& alive) {
    for_each_walker(alive, [&](int k) {
      WalkerAt walker{};
      for (int a = 0; a < dimension_; ++a) {
        walker.site[a] = now.along[a][k];
        walker.displacement[a] = displacement.along[a][k];
      }
      columns_.count(walker);
    });
  }

  /// How far the walkers are from their start.
  void find_displacements(std::int64_t time, const Positions& now, const Positions& start,
                          const AxisState* state, Positions& displacement) const {
    for (int a = 0; a < dimension_; ++a) {
      const std::int32_t length = axis(a).last + 1;
      // Modulo 2^32, which holds every displacement: there are fewer than 2^31 steps.
      const std::int64_t most_turns = time / length + 1 + AxisState::even;
      const int num_bits = bits_of(most_turns) < 32 ? bits_of(most_turns) : 32;
      alignas(64) std::int32_t turns[block_size];
      unpack(state[a].turns, num_bits, turns);
      const int unused = 32 - num_bits;  // copies of the sign
      for (int k = 0; k < block_size; ++k) {
        const std::int32_t signed_turns =
            static_cast<std::int32_t>(static_cast<std::uint32_t>(turns[k]) << unused) >> unused;
        const std::uint32_t whole = static_cast<std::uint32_t>(length) *
                                    (static_cast<std::uint32_t>(signed_turns) - unsigned{AxisState::even});
        displacement.along[a][k] =
            static_cast<std::int32_t>(static_cast<std::uint32_t>(now.along[a][k]) -
                                      static_cast<std::uint32_t>(start.along[a][k]) + whole);
      }
    }
  }

  /// Sets the displacement of walkers that have left to 0.
  void add_moments(Positions& displacement, const Bits& alive) {
    const std::size_t row = moments_due_.row();
    bool is_small = true;
    for (int a = 0; a < dimension_; ++a) {
      std::int32_t* along = displacement.along[a];
      for_each_walker(~alive, [&](int k) { along[k] = 0; });
      std::int32_t furthest = 0;
      for (int k = 0; k < block_size; ++k) {
        const std::int32_t distance = along[k] < 0 ? -along[k] : along[k];
        furthest = distance > furthest ? distance : furthest;
      }
      is_small = is_small && furthest < 2048;  // 512 of their squares are below 2^31
    }
    std::size_t pair = 0;
    for (int a = 0; a < dimension_; ++a) {
      std::int64_t sum = 0;
      for (int k = 0; k < block_size; ++k) sum += displacement.along[a][k];
      tallies_.displacement(row, static_cast<std::size_t>(a)) += sum;
      for (int b = a; b < dimension_; ++b, ++pair) {
        tallies_.displacement_product(row, pair) +=
            sum_of_products(displacement.along[a], displacement.along[b], is_small);
      }
    }
  }

  const BoxPlan& plan_;
  const Measurements& measure_;
  BatchTallies& tallies_;
  ColumnTables& columns_;
  bool has_columns_;
  int dimension_ = plan_.walk.dimension;
  SampleCursor profile_due_{measure_.profile_times}, histogram_due_{measure_.histogram_times},
      moments_due_{measure_.moment_times}, survivors_due_{measure_.survivor_times};
};

}  // namespace fluxwalk::FLUXWALK_TARGET
