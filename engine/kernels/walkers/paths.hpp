#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace fluxwalk {

/// The crossings of up to eight hops along an axis, looked up by the hops: below a leading one, bit i says
/// whether hop i went up.
struct Paths {
  static constexpr int most_hops = 8;
  static constexpr int num_planes = 2 * most_hops;

  /// [hops][j] crossings of plane x - 7 + j by a path from layer x: those upwards, and 16 times those
  /// downwards.
  alignas(64) std::array<std::array<std::uint8_t, num_planes>, 2u << most_hops> crossings{};
  std::array<std::int8_t, 2u << most_hops> displacement{};

  constexpr Paths() {
    for (int num_hops = 0; num_hops <= most_hops; ++num_hops) {
      for (unsigned ups = 0; ups < 1u << num_hops; ++ups) {
        const std::size_t hops = (1u << num_hops) | ups;
        int x = 0;
        for (int hop = 0; hop < num_hops; ++hop) {
          const bool is_up = ((ups >> hop) & 1u) != 0;
          const int plane = is_up ? x + 1 : x;
          std::uint8_t& count = crossings[hops][static_cast<std::size_t>(plane + most_hops - 1)];
          count = static_cast<std::uint8_t>(count + (is_up ? 1 : 16));
          x += is_up ? 1 : -1;
        }
        displacement[hops] = static_cast<std::int8_t>(x);
      }
    }
  }
};

inline constexpr Paths paths;

}  // namespace fluxwalk
