#pragma once
/// \file
/// Draws the choices of all walkers of a block at once, or of one walker at each site of a block.

#include "kernels/threshold_bits.hpp"
#include "kernels/walkers/rows.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// The comparison of walkers' numbers with thresholds, digit by digit.
template <int NumThresholds>
struct Comparison {
  const ThresholdBits::Row* threshold;
  std::uint64_t closing;
  Bits undecided[NumThresholds];  // u and the threshold agree so far, and the threshold has a later one
  Bits below[NumThresholds];

  FLUXWALK_INLINE Comparison(const ThresholdBits& bits, const Bits& asking)
      : threshold(bits.row.data()), closing(bits.closing) {
    unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) {
      undecided[i] = asking & Bits::of(threshold[0].is_open[i]);
      below[i] = Bits::none();
    });
  }
  FLUXWALK_INLINE void read(const Bits* row, int digit) {
    unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) {
      undecided[i] =
          ternary<0x90>(undecided[i], row[digit], Bits::of(threshold[digit].is_one[i]));  // a & ~(b ^ c)
    });
    if (((closing >> digit) & 1u) != 0) [[unlikely]] {
      unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) {
        undecided[i] &= Bits::of(threshold[digit + 1].is_open[i]);
      });
    }
  }
  FLUXWALK_INLINE bool is_anyone_undecided() const {
    Bits some = undecided[0];
    if constexpr (NumThresholds == 2) some |= undecided[1];
    if constexpr (NumThresholds >= 3) some = ternary<0xfe>(some, undecided[1], undecided[2]);
    if constexpr (NumThresholds == 4) some |= undecided[3];
    if constexpr (NumThresholds >= 5) some = ternary<0xfe>(some, undecided[3], undecided[4]);
    if constexpr (NumThresholds == 6) some |= undecided[5];
    return is_any(some);
  }
  /// Goes from the last digit to the first: the highest one that differs decides.
  FLUXWALK_INLINE void decide(const Bits* row, int digit) {
    unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) {
      // Unchanged where threshold and row agree; else the bit of the threshold decides:
      // (a & ~(b ^ c)) | (~b & c)
      below[i] = ternary<0xb2>(below[i], row[digit], Bits::of(threshold[digit].is_one[i]));
    });
  }
};

/// Makes the choice of choose() (random/choice.hpp) for all walkers of `asking` at once: below[i] becomes the
/// set of walkers with a number u below threshold i. Consumes rows as long as one walker is undecided, and
/// checks after each row.
template <int NumThresholds>
__attribute__((noinline)) void compare(const ThresholdBits& bits, const Bits& asking, Rows& rows,
                                       Bits* below) {
  const Bits* row = rows.take(64);
  Comparison<NumThresholds> made(bits, asking);
  int num_read = 0;
  while (num_read < 64 && made.is_anyone_undecided()) made.read(row, num_read++);
  for (int digit = num_read - 1; digit >= 0; --digit) made.decide(row, digit);
  for (int i = 0; i < NumThresholds; ++i) below[i] = made.below[i] & asking;
  rows.give_back(64 - num_read);
}

/// The same for a full block, which almost always takes 7 to 16 rows: their number is counted without a
/// branch, because the branch would be unpredictable.
template <int NumThresholds>
FLUXWALK_INLINE Comparison<NumThresholds> compare_many(const ThresholdBits& bits, const Bits& asking,
                                                       Rows& rows) {
  constexpr int least = 7, most = 16;
  Comparison<NumThresholds> made(bits, asking);
  const auto look_after_each = [&]() __attribute__((always_inline)) {
    Bits below[NumThresholds];
    compare<NumThresholds>(bits, asking, rows, below);
    unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) { made.below[i] = below[i]; });
    return made;
  };
  if (bits.num_digits <= least) return look_after_each();  // which take no more
  const Bits* row = rows.take(most);
  unroll<least>([&](auto i) __attribute__((always_inline)) { made.read(row, i); });
  const bool is_too_many = !made.is_anyone_undecided();
  int num_read = least;
  unroll<most - least>([&](auto i) __attribute__((always_inline)) {
    num_read += made.is_anyone_undecided() ? 1 : 0;
    made.read(row, least + i);
  });
  if (is_too_many || made.is_anyone_undecided()) [[unlikely]] {
    rows.give_back(most);
    return look_after_each();
  }
  // The thresholds are read again: there are not enough registers to keep them all.
  __asm__("" : "+r"(made.threshold));
  // Digits beyond the necessary ones change nothing.
  unroll<most>([&](auto i) __attribute__((always_inline)) { made.decide(row, most - 1 - i); });
  rows.give_back(most - num_read);
  return made;
}

/// Divides a number of NumBits bits, the highest first, by three: the quotient replaces it, in the last
/// NumLeft bits.
template <int NumBits, int NumLeft>
FLUXWALK_INLINE void take_third(Bits (&number)[8], Bits& is_one, Bits& is_two) {
  Bits rest_is_one = Bits::none(), rest_is_two = Bits::none();
  unroll<NumBits>([&](auto i) __attribute__((always_inline)) {
    const Bits bit = number[i];
    constexpr int place = i - (NumBits - NumLeft);
    if constexpr (place >= 0) number[place] = ternary<0xf8>(rest_is_two, rest_is_one, bit);
    const Bits one = ternary<0x12>(rest_is_two, rest_is_one, bit);
    rest_is_two = ternary<0x24>(rest_is_two, rest_is_one, bit);
    rest_is_one = one;
  });
  is_one = rest_is_one;
  is_two = rest_is_two;
}

/// Five choices among three from eight rows: a byte below 243 has five digits in base 3. A walker with a
/// larger byte takes the next one. A walker that is neither along y nor along z is along x.
inline __attribute__((noinline)) void draw_thirds(Rows& rows, const Bits& asking, Bits* along_y,
                                                  Bits* along_z) {
  Bits byte[8];
  unroll<8>([&](auto i) __attribute__((always_inline)) { byte[i] = Bits::none(); });
  Bits pending = asking;
  const auto draw_byte = [&](const Bits* row) __attribute__((always_inline)) {
    unroll<8>([&](auto i) __attribute__((always_inline)) {
      byte[i] = ternary<0xca>(pending, row[i], byte[i]);  // a ? b : c
    });
    const Bits high_nibble_is_15 = ternary<0x80>(row[0], row[1], row[2] & row[3]);
    const Bits low_nibble_is_from_3 = ternary<0xfe>(row[4], row[5], row[6] & row[7]);
    pending = ternary<0x80>(pending, high_nibble_is_15, low_nibble_is_from_3);
  };
  // Two or three draws, rarely more: an unpredictable branch would cost more than unused draws.
  const Bits* row = rows.take(24);
  draw_byte(row);
  const bool has_second = is_any(pending);
  draw_byte(row + 8);
  const bool has_third = is_any(pending);
  draw_byte(row + 16);
  rows.give_back(16 - (has_second ? 8 : 0) - (has_third ? 8 : 0));
  while (is_any(pending)) [[unlikely]] draw_byte(rows.take(8));
  take_third<8, 7>(byte, along_y[0], along_z[0]);
  take_third<7, 5>(byte, along_y[1], along_z[1]);
  take_third<5, 4>(byte, along_y[2], along_z[2]);
  take_third<4, 2>(byte, along_y[3], along_z[3]);
  along_z[4] = byte[0];
  along_y[4] = byte[1];
}

}  // namespace fluxwalk::FLUXWALK_TARGET
