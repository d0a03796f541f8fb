#pragma once
/// \file
/// The random contract, version 3 (docs/random-numbers.md): which bits a batch consumes, and in which order.
///
/// A batch owns 64 pcg32 generators ("lanes"). State and stream of each are hashed from (seed, batch, lane).
/// All 64 advance together; their 64 words of 32 bits make four rows of 512 bits: row q holds lanes 16q ...
/// 16q+15. The walkers of a batch are simulated in blocks of 512, one block after the other, and bit k of a
/// row belongs to walker k.

#include <array>
#include <cstdint>

namespace fluxwalk {

inline constexpr const char* random_contract = "3";
inline constexpr int block_size = 512;  ///< walkers to a block

/// One bit for each walker of a block: bit k % 64 of word k / 64.
using Row = std::array<std::uint64_t, block_size / 64>;

/// State and stream of a pcg32, hashed from what it is for, so that no two are correlated.
struct LaneKey {
  std::uint64_t state = 0;   ///< first argument of pcg32(state, stream)
  std::uint64_t stream = 0;  ///< second argument
};
LaneKey lane_key(std::uint64_t seed, std::uint64_t batch, std::uint64_t lane) noexcept;

inline constexpr std::uint64_t pcg32_multiplier = 6364136223846793005u;

/// The word that a pcg32 gives in this state (PCG-XSH-RR 64/32).
constexpr std::uint32_t pcg32_output(std::uint64_t state) noexcept {
  const auto shifted = static_cast<std::uint32_t>(((state >> 18) ^ state) >> 27);
  const auto rotation = static_cast<std::uint32_t>(state >> 59);
  return (shifted >> rotation) | (shifted << ((32 - rotation) & 31));
}

/// 64 pcg32 in lock-step; each lane is word for word the pcg32 of pcg-cpp.
class Lanes {
 public:
  static constexpr int num_lanes = 64;
  using Words = std::array<std::uint32_t, num_lanes>;

  /// As they begin, for kernels that advance them in vector registers.
  struct State {
    alignas(64) std::array<std::uint64_t, num_lanes> state{};
    alignas(64) std::array<std::uint64_t, num_lanes> increment{};
  };

  Lanes(std::uint64_t seed, std::uint64_t batch) noexcept;
  /// The next word of every lane.
  void next(Words& words) noexcept;
  const State& state() const noexcept { return now_; }

 private:
  State now_;
};

/// The rows of a batch, in the order of their consumption.
class RowStream {
 public:
  RowStream(std::uint64_t seed, std::uint64_t batch) noexcept : lanes_(seed, batch) {}
  Row next() noexcept;

 private:
  static constexpr int rows_per_draw = Lanes::num_lanes * 32 / block_size;
  Lanes lanes_;
  alignas(64) Lanes::Words words_{};
  int used_ = rows_per_draw;
};

}  // namespace fluxwalk
