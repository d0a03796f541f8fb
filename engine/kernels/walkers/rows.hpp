#pragma once
/// \file
/// The rows of a batch (fluxwalk/random.hpp), drawn for many steps at once: RowStream at the width of the
/// target.

#include "kernels/walkers/vector.hpp"
#include "random/words.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// The rows of a batch in the order of their consumption, beginning with the next row that is still unread.
/// Each 64-bit lane of a register is one pcg32; the even and the odd lanes of a row are in separate
/// registers, so that two words of 32 bits meet in one lane without a permutation.
class Rows {
 public:
  static constexpr int most_at_once = rows_per_fill;

  explicit Rows(Words& words) : words_(words) {
    words.begin = (words.begin + words_per_row - 1) / words_per_row * words_per_row;
  }

  /// The next n <= most_at_once rows, one after the other in memory. They are valid until the next call.
  FLUXWALK_INLINE const Bits* take(int n) {
    const std::size_t num_words = words_per_row * static_cast<std::size_t>(n);
    if (words_.end - words_.begin < num_words) [[unlikely]]
      refill();
    const Bits* taken = buffer() + words_.begin / words_per_row;
    words_.begin += num_words;
    return taken;
  }
  FLUXWALK_INLINE const Bits& next() { return *take(1); }
  /// The last n of the rows just taken were not needed: they come again.
  FLUXWALK_INLINE void give_back(int n) { words_.begin -= words_per_row * static_cast<std::size_t>(n); }

  /// The next rows_per_fill rows; `words` is aligned as Bits are.
  static FLUXWALK_INLINE void fill(RowLanes& lanes, std::uint64_t* words) {
    constexpr int rows_per_draw = RowLanes::num_rows, num_draws = rows_per_fill / rows_per_draw;
    Bits* target = reinterpret_cast<Bits*>(words);
    for (int row = 0; row < rows_per_draw; ++row) {
      Bits* state = reinterpret_cast<Bits*>(&lanes.state) + 2 * row;
      const Bits* increment = reinterpret_cast<const Bits*>(&lanes.increment) + 2 * row;
      Bits even = state[0], odd = state[1];
      const Bits even_increment = increment[0], odd_increment = increment[1];
      for (int draw = 0; draw < num_draws; ++draw) {
        Bits& drawn = target[rows_per_draw * draw + row];
        unroll<num_natives>([&](auto i) __attribute__((always_inline)) {
          drawn.part[i] = output(even.part[i], odd.part[i]);
          even.part[i] = even.part[i] * pcg32_multiplier + even_increment.part[i];
          odd.part[i] = odd.part[i] * pcg32_multiplier + odd_increment.part[i];
        });
      }
      state[0] = even;
      state[1] = odd;
    }
  }

 private:
  static constexpr std::size_t words_per_row = RowLanes::words_per_row;

  FLUXWALK_INLINE Bits* buffer() { return reinterpret_cast<Bits*>(&words_.buffer); }

  /// Keeps the rows that are left, and draws more.
  __attribute__((noinline)) void refill() {
    const std::size_t first = words_.begin / words_per_row, num_left = words_.end / words_per_row - first;
    for (std::size_t i = 0; i < num_left; ++i) buffer()[i] = buffer()[first + i];
    fill(words_.lanes, reinterpret_cast<std::uint64_t*>(buffer() + num_left));
    words_.begin = 0;
    words_.end = words_per_row * (num_left + rows_per_fill);
  }

  /// The words of the even lanes in the lower halves, those of the odd ones in the upper halves.
  static FLUXWALK_INLINE Native output(Native even, Native odd) {
    constexpr std::uint64_t lower = 0xffffffffu;
    const Native even_mixed = (even >> 18) ^ even;
    const Native odd_mixed = (odd >> 18) ^ odd;
    const Native shifted = ((even_mixed >> 27) & lower) | ((odd_mixed << 5) & ~lower);
    const Native rotation = ((even >> 59) & lower) | ((odd >> 27) & ~lower);
#if defined(__AVX512F__)
    return reinterpret_cast<Native>(_mm512_maskz_rorv_epi32(0xffff, reinterpret_cast<__m512i>(shifted),
                                                            reinterpret_cast<__m512i>(rotation)));
#else
    const auto value = reinterpret_cast<Native32>(shifted);
    const auto by = reinterpret_cast<Native32>(rotation);
    return reinterpret_cast<Native>((value >> by) | (value << ((32 - by) & 31)));
#endif
  }

  Words& words_;
};

}  // namespace fluxwalk::FLUXWALK_TARGET
