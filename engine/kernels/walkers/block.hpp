#pragma once
/// \file
/// A block of 512 walkers, walked from time 0 to the end.

#include <memory>

#include "fluxwalk/results.hpp"
#include "kernels/walkers/axis_walk.hpp"
#include "kernels/walkers/crossing_counts.hpp"
#include "kernels/walkers/paths.hpp"
#include "kernels/walkers/schedule.hpp"
#include "kernels/walkers/unpack.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// Layer numbers of a block's walkers.
struct Positions {
  alignas(64) std::int32_t along[3][block_size] = {};
};

class Block {
 public:
  Block(const BoxPlan& plan, Rows& rows, BatchTallies& tallies, CrossingCounts& crossings)
      : plan_(plan),
        experiment_(plan.walk.experiment),
        measure_(experiment_.measure),
        rows_(rows),
        tallies_(tallies),
        crossings_(crossings),
        dimension_(plan.walk.dimension),
        draw_(plan.hop) {
    for (int a = 0; a < dimension_; ++a) {
      walk_axis_[a] = walk_axis_of(axis(a));
      AxisState& state = state_[a] = AxisState{};
      state.counts_turns = !measure_.moment_times.empty();
      if (axis(a).counts_walker_by_walker) {
        state.went = went_;
        state.went_up = went_up_;
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
    sample();
    while (time_ < experiment_.steps && is_any(alive_)) {
      const int num_steps = steps_at_once();
      const Hops hops = draw_.draw(rows_, alive_, time_, num_steps);
      if (plan_.is_open) ask_partial_faces(hops);
      for (int a = 0; a < dimension_; ++a) walk_axis(a, hops);
      if (plan_.is_open) let_go();
      time_ += num_steps;
      if (time_ >= flux_bin_.end()) end_bin();
      if (time_ + 1 >= first_passage_bin_.end()) add_first_passages();
      sample();
    }
    end_bin();
    add_first_passages();
    if (!tallies_.choices.empty()) draw_.add_choices(tallies_.choices.row(0));
  }

 private:
  const AxisPlan& axis(int a) const { return plan_.axes[static_cast<std::size_t>(a)]; }

  void begin(const Positions& start, int num_walkers) {
    for (int k = 0; k < num_walkers; ++k) insert(alive_, k);
    for (int a = 0; a < dimension_; ++a) {
      AxisState& state = state_[a];
      pack(start.along[a], axis(a).num_bits, state.layer);
      state.turns[std::bit_width(unsigned{AxisState::even}) - 1] = Bits::all();
      start_[a] = start.along[a];
    }
    first_passage_bin_.advance(0);
    for (int a = 0; a < dimension_; ++a) {
      for (std::size_t i = 0; i < axis(a).targets.size(); ++i) {
        const Bits there = stands_in<32>(state_[a].layer, axis(a).targets[i].is_zero, alive_);
        passed_[a][i] = there;
        arrived_[a][i].add(there);
      }
    }
    if (first_passage_bin_.end() <= 1) add_first_passages();
  }

  /// As many as can be taken before something has to be read off.
  int steps_at_once() {
    flux_bin_.advance(time_);
    exit_bin_.advance(time_);
    first_passage_bin_.advance(time_ + 1);
    if (is_bin_over_) begin_bin();
    if (plan_.is_open) return 1;
    std::int64_t end = experiment_.steps;
    for (const std::int64_t event :
         {flux_bin_.end(), profile_due_.after(time_), histogram_due_.after(time_), moments_due_.after(time_),
          survivors_due_.after(time_),
          first_passage_bin_.end() == never ? never : first_passage_bin_.end() - 1}) {
      if (event < end) end = event;
    }
    const std::int64_t left = end - time_;
    return static_cast<int>(left < Hops::most_steps ? left : Hops::most_steps);
  }

  void ask_partial_faces(const Hops& hops) {
    for (int a = 0; a < dimension_; ++a) {
      for (int side = 0; side < 2; ++side) {
        if (axis(a).faces[static_cast<std::size_t>(side)] != FaceKind::partial) continue;
        const AxisPlan::Face& face = axis(a).partial[static_cast<std::size_t>(side)];
        const Bits towards =
            hops.move[static_cast<std::size_t>(a)][0] & (side == 0 ? ~hops.up[0] : hops.up[0]);
        const Bits asking = stands_in<32>(state_[a].layer, face.is_zero, towards);
        Bits below[1] = {asking};  // certain to be absorbed: no bit is drawn
        if (face.absorption.num_thresholds > 0) compare<1>(face.absorption, asking, rows_, below);
        state_[a].let_out[side] = below[0];
      }
    }
  }

  void walk_axis(int a, const Hops& hops) {
    const bool counts_each = axis(a).counts_walker_by_walker && flux_bin_.is_inside();
    if (counts_each) unpack(state_[a].layer, axis(a).num_bits, position_[a]);
    walk_axis_[a](axis(a), hops, hops.move[static_cast<std::size_t>(a)], alive_, state_[a]);
    if (!counts_each) return;
    const auto axis_index = static_cast<std::size_t>(a);
    if (tallies_.residence[axis_index].empty() && crossings_.loaded(axis_index) != nullptr) {
      count_paths(a, hops.num_steps);
    } else {
      count_each(a, hops.num_steps);
    }
  }

#if defined(__BMI2__) && defined(__AVX2__)
  /// Adds the crossings of a path to CrossingCounts::loaded(), from its first plane on.
  static FLUXWALK_INLINE void add_crossings_of(unsigned path, std::uint32_t* loaded) {
    constexpr int width = native_bytes / 4;
    unroll<Paths::num_planes / width>([&](auto i) __attribute__((always_inline)) {
      const void* bytes = paths.crossings[path].data() + i * width;
#if defined(__AVX512F__)
      const auto both = reinterpret_cast<Native32>(
          _mm512_maskz_cvtepu8_epi32(0xffff, _mm_loadu_si128(static_cast<const __m128i*>(bytes))));
#else
      const auto both = reinterpret_cast<Native32>(
          _mm256_cvtepu8_epi32(_mm_loadl_epi64(static_cast<const __m128i*>(bytes))));
#endif
      Native32 sum;
      __builtin_memcpy(&sum, loaded + i * width, sizeof sum);
      sum += (both & 15u) | ((both & 0xf0u) << 12);
      __builtin_memcpy(loaded + i * width, &sum, sizeof sum);
    });
  }
#endif

  /// Crossings of many planes: eight steps of a walker at once, unless it may meet a face in them.
  void count_paths(int a, int num_steps) {
#if defined(__BMI2__) && defined(__AVX2__)
    const auto axis_index = static_cast<std::size_t>(a);
    constexpr int margin = Paths::most_hops;
    std::uint32_t* const loaded = crossings_.loaded(axis_index);
    std::int32_t* const position = position_[a];
    const std::int32_t last = axis(a).last;
    alignas(64) std::uint8_t went[block_size], went_up[block_size];
    for (int t = 0; t < num_steps; t += Paths::most_hops) {
      const int num_planes = num_steps - t < Paths::most_hops ? num_steps - t : Paths::most_hops;
      unpack_bytes(went_ + t, num_planes, went);
      unpack_bytes(went_up_ + t, num_planes, went_up);
      for (int k = 0; k < block_size; ++k) {
        const unsigned hops = went[k];
        std::int32_t x = position[k];
        if (x >= margin && x <= last - margin) [[likely]] {
          const unsigned path = (1u << __builtin_popcount(hops)) | _pext_u32(went_up[k], hops);
          add_crossings_of(path, loaded + x + 1);  // plane x - 7
          position[k] = x + paths.displacement[path];
          continue;
        }
        for (unsigned left = hops; left != 0; left &= left - 1) {
          if (((went_up[k] >> __builtin_ctz(left)) & 1u) != 0) {
            loaded[x + 1 + margin] += 1;
            x = x < last ? x + 1 : 0;
          } else {
            loaded[x + margin] += 1u << 16;
            x = x > 0 ? x - 1 : last;
          }
        }
        position[k] = x;
      }
    }
    // A walker crosses a plane at most every second step in the same direction.
    num_loaded_[a] += block_size * ((num_steps + 1) / 2);
    if (num_loaded_[a] + block_size * Hops::most_steps / 2 >= 1 << 16) unload(a);
#else
    count_each(a, num_steps);
#endif
  }

  void unload(int a) {
    if (num_loaded_[a] == 0) return;
    crossings_.unload(static_cast<std::size_t>(a), flux_bin_.row());
    num_loaded_[a] = 0;
  }

  /// Crossings of many planes, and residence: walker by walker, step by step.
  void count_each(int a, int num_steps) {
    const auto axis_index = static_cast<std::size_t>(a);
    std::int64_t* residence = tallies_.residence[axis_index].empty()
                                  ? nullptr
                                  : tallies_.residence[axis_index].row(flux_bin_.row());
    std::int64_t* forward = crossings_.forward(axis_index, flux_bin_.row());
    std::int64_t* backward = crossings_.backward(axis_index, flux_bin_.row());
    const std::uint32_t* column = crossings_.columns(axis_index);
    const std::int32_t last = axis(a).last;
    std::int32_t* position = position_[a];
    for (int t = 0; t < num_steps; ++t) {
      if (residence != nullptr) for_each_walker(alive_, [&](int k) { ++residence[position[k]]; });
      for_each_walker(went_[t] & went_up_[t], [&](int k) {
        const std::int32_t x = position[k];
        ++forward[column[x + 1]];
        position[k] = x < last ? x + 1 : 0;
      });
      for_each_walker(went_[t] & ~went_up_[t], [&](int k) {
        const std::int32_t x = position[k];
        ++backward[column[x]];
        position[k] = x > 0 ? x - 1 : last;
      });
    }
  }

  /// Those who left through a face.
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

  /// Where those are whom the bin began with; who left in it stands where they left from.
  void count_net(std::int64_t number) {
    if (!flux_bin_.is_inside()) return;
    for (int a = 0; a < dimension_; ++a) {
      const auto axis_index = static_cast<std::size_t>(a);
      if (!crossings_.is_net(axis_index)) continue;
      std::int64_t* gained = crossings_.gained(axis_index, flux_bin_.row());
      unpack(state_[a].layer, axis(a).num_bits, position_[a]);
      for_each_walker(counted_, [&](int k) { gained[position_[a][k]] += number; });
    }
  }

  void add_crossings() {
    for (int a = 0; a < dimension_; ++a) {
      unload(a);
      AxisState& state = state_[a];
      for (std::size_t i = 0; i < axis(a).planes.size(); ++i) {
        const auto plane = static_cast<std::size_t>(axis(a).planes[i].number);
        const auto axis_index = static_cast<std::size_t>(a);
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
  }

  void sample() {
    const bool is_profile = profile_due_.is_due(time_);
    const bool is_histogram = histogram_due_.is_due(time_);
    const bool is_moments = moments_due_.is_due(time_);
    if (survivors_due_.is_due(time_)) tallies_.survivors(survivors_due_.row(), 0) += num_set(alive_);
    if (!is_profile && !is_histogram && !is_moments) return;
    for (int a = 0; a < dimension_; ++a) unpack(state_[a].layer, axis(a).num_bits, position_[a]);
    if (is_profile) {
      for (int a = 0; a < dimension_; ++a) {
        Counts& counts = tallies_.profile[static_cast<std::size_t>(a)];
        if (counts.empty()) continue;
        std::int64_t* profile = counts.row(profile_due_.row());
        for_each_walker(alive_, [&](int k) { ++profile[position_[a][k]]; });
      }
    }
    if (is_histogram) {
      std::int64_t* histogram = tallies_.histogram.row(histogram_due_.row());
      for_each_walker(alive_, [&](int k) {
        std::int64_t site = position_[0][k];
        for (int a = 1; a < dimension_; ++a) site = site * (axis(a).last + 1) + position_[a][k];
        ++histogram[site];
      });
    }
    if (is_moments) sample_moments(moments_due_.row());
  }

  /// Of a number that may be negative, as large as this at most.
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

  void sample_moments(std::size_t row) {
    alignas(64) std::int32_t displacement[3][block_size];
    bool is_small = true;
    for (int a = 0; a < dimension_; ++a) {
      const std::int32_t length = axis(a).last + 1;
      // Modulo 2^32, of which displacements are a part: there are fewer than 2^31 steps.
      const std::int64_t most_turns = time_ / length + 1 + AxisState::even;
      const int num_bits = bits_of(most_turns) < 32 ? bits_of(most_turns) : 32;
      alignas(64) std::int32_t turns[block_size];
      unpack(state_[a].turns, num_bits, turns);
      const int unused = 32 - num_bits;  // copies of the sign
      const std::int32_t* start = start_[a];
      for (int k = 0; k < block_size; ++k) {
        const std::int32_t signed_turns =
            static_cast<std::int32_t>(static_cast<std::uint32_t>(turns[k]) << unused) >> unused;
        const std::uint32_t whole = static_cast<std::uint32_t>(length) *
                                    (static_cast<std::uint32_t>(signed_turns) - unsigned{AxisState::even});
        displacement[a][k] =
            static_cast<std::int32_t>(static_cast<std::uint32_t>(position_[a][k] - start[k]) + whole);
      }
      for_each_walker(~alive_, [&](int k) { displacement[a][k] = 0; });
      std::int32_t furthest = 0;
      for (int k = 0; k < block_size; ++k) {
        const std::int32_t distance = displacement[a][k] < 0 ? -displacement[a][k] : displacement[a][k];
        furthest = distance > furthest ? distance : furthest;
      }
      is_small = is_small && furthest < 2048;  // 512 of their squares are below 2^31
    }
    std::size_t pair = 0;
    for (int a = 0; a < dimension_; ++a) {
      std::int64_t sum = 0;
      for (int k = 0; k < block_size; ++k) sum += displacement[a][k];
      tallies_.displacement(row, static_cast<std::size_t>(a)) += sum;
      for (int b = a; b < dimension_; ++b, ++pair) {
        tallies_.displacement_product(row, pair) +=
            sum_of_products(displacement[a], displacement[b], is_small);
      }
    }
  }

  const BoxPlan& plan_;
  const Experiment& experiment_;
  const Measurements& measure_;
  Rows& rows_;
  BatchTallies& tallies_;
  CrossingCounts& crossings_;
  int dimension_;

  HopDraw draw_;
  std::int64_t time_ = 0;
  Bits alive_{};
  Bits counted_{};  // whom the flux bin began with
  bool is_bin_over_ = true;
  int num_loaded_[3] = {};  ///< the most that a count of CrossingCounts::loaded() may have grown to
  AxisState state_[3];      // those of the axes that are there
  WalkAxis walk_axis_[3]{};
  Bits went_[Hops::most_steps], went_up_[Hops::most_steps];
  std::unique_ptr<Bits[]> passed_[3];
  std::unique_ptr<BitCount[]> arrived_[3];
  const std::int32_t* start_[3]{};
  alignas(64) std::int32_t position_[3][block_size];
  BinCursor flux_bin_{measure_.flux_edges}, exit_bin_{measure_.exit_edges},
      first_passage_bin_{measure_.first_passage_edges};
  SampleCursor profile_due_{measure_.profile_times}, histogram_due_{measure_.histogram_times},
      moments_due_{measure_.moment_times}, survivors_due_{measure_.survivor_times};
};

}  // namespace fluxwalk::FLUXWALK_TARGET
