#pragma once
/// \file
/// Crossings of many planes, and residence: counted walker by walker.

#include "fluxwalk/results.hpp"
#include "kernels/walkers/box_plan.hpp"
#include "kernels/walkers/crossing_counts.hpp"
#include "kernels/walkers/hops.hpp"
#include "kernels/walkers/paths.hpp"
#include "kernels/walkers/unpack.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// Follows each walker of a block along one axis after the other, through the last steps.
class EachWalker {
 public:
  EachWalker(const BoxPlan& plan, BatchTallies& tallies, CrossingCounts& crossings)
      : plan_(plan), tallies_(tallies), crossings_(crossings) {}

  /// Where walk_axis writes which walkers moved: AxisState::went and went_up.
  Bits* went() { return went_; }
  Bits* went_up() { return went_up_; }

  /// The walkers begin the next steps along an axis in these layers.
  void stand(std::size_t axis, const Bits* layer) { unpack(layer, plan_.axes[axis].num_bits, position_); }

  /// Counts these steps of the walkers, from the layers where they began; `row` is that of the flux bin.
  void count(std::size_t axis, int num_steps, const Bits& alive, std::size_t row) {
    if (tallies_.residence[axis].empty() && crossings_.loaded(axis) != nullptr) {
      count_paths(axis, num_steps, alive, row);
    } else {
      count_each(axis, num_steps, alive, row);
    }
  }

  /// Hands on what was counted along an axis; `row` is that of the flux bin it was counted in.
  void unload(std::size_t axis, std::size_t row) {
    if (num_loaded_[axis] == 0) return;
    crossings_.unload(axis, row);
    num_loaded_[axis] = 0;
  }

 private:
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

  /// Eight steps of a walker at once, unless it may meet a face in them.
  void count_paths(std::size_t axis, int num_steps, [[maybe_unused]] const Bits& alive, std::size_t row) {
#if defined(__BMI2__) && defined(__AVX2__)
    constexpr int margin = Paths::most_hops;
    std::uint32_t* const loaded = crossings_.loaded(axis);
    std::int32_t* const position = position_;
    const std::int32_t last = plan_.axes[axis].last;
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
    num_loaded_[axis] += block_size * ((num_steps + 1) / 2);
    if (num_loaded_[axis] + block_size * Hops::most_steps / 2 >= 1 << 16) unload(axis, row);
#else
    count_each(axis, num_steps, alive, row);
#endif
  }

  /// Step by step.
  void count_each(std::size_t axis, int num_steps, const Bits& alive, std::size_t row) {
    std::int64_t* residence = tallies_.residence[axis].empty() ? nullptr : tallies_.residence[axis].row(row);
    std::int64_t* forward = crossings_.forward(axis, row);
    std::int64_t* backward = crossings_.backward(axis, row);
    const std::uint32_t* column = crossings_.columns(axis);
    const std::int32_t last = plan_.axes[axis].last;
    std::int32_t* position = position_;
    for (int t = 0; t < num_steps; ++t) {
      if (residence != nullptr) for_each_walker(alive, [&](int k) { ++residence[position[k]]; });
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

  const BoxPlan& plan_;
  BatchTallies& tallies_;
  CrossingCounts& crossings_;
  Bits went_[Hops::most_steps], went_up_[Hops::most_steps];
  alignas(64) std::int32_t position_[block_size];
  int num_loaded_[3] = {};  ///< the most that a count of CrossingCounts::loaded() may have grown to
};

}  // namespace fluxwalk::FLUXWALK_TARGET
