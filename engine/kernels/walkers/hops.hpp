#pragma once
/// \file
/// Which way the walkers of a block hop, drawn for many steps at once.

#include <type_traits>

#include "fluxwalk/experiment.hpp"
#include "kernels/threshold_bits.hpp"
#include "kernels/walkers/rows.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// The hops of `num_steps` steps: the walkers of move[axis] hop along that axis, upwards where `up` is set.
struct Hops {
  static constexpr int most_steps = 32;

  const Bits* up = nullptr;     ///< [step]
  PerAxis<const Bits*> move{};  ///< [axis][step * move_stride]
  int move_stride = 1;
  int num_steps = 0;
};

/// The comparison of walkers' numbers with thresholds, digit by digit.
template <int NumThresholds>
struct Comparison {
  const ThresholdBits::Row* threshold;
  std::uint64_t closing;
  Bits undecided[NumThresholds];  // their u has begun as the threshold does, of which a one is yet to come
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
      // As before where threshold and row agree, else whether the threshold's is the one: (a & ~(b ^ c)) |
      // (~b & c)
      below[i] = ternary<0xb2>(below[i], row[digit], Bits::of(threshold[digit].is_one[i]));
    });
  }
};

/// For all walkers of `asking` at once, the choice of choose() (random/choice.hpp): below[i] becomes the set
/// of those whose number u is below threshold i. Consumes rows as long as one of them is undecided: looks
/// after each.
template <int NumThresholds>
__attribute__((noinline)) void compare(const ThresholdBits& bits, const Bits& asking, Rows& rows,
                                       Bits (&below)[NumThresholds]) {
  const Bits* row = rows.take(64);
  Comparison<NumThresholds> made(bits, asking);
  int num_read = 0;
  while (num_read < 64 && made.is_anyone_undecided()) made.read(row, num_read++);
  for (int digit = num_read - 1; digit >= 0; --digit) made.decide(row, digit);
  for (int i = 0; i < NumThresholds; ++i) below[i] = made.below[i] & asking;
  rows.give_back(64 - num_read);
}

/// The same for a block full of walkers, who hardly ever take less than 7 rows, or more than 16: how many it
/// was is counted without a branch, which could not be foretold.
template <int NumThresholds>
FLUXWALK_INLINE Comparison<NumThresholds> compare_many(const ThresholdBits& bits, const Bits& asking,
                                                       bool are_few, Rows& rows) {
  constexpr int least = 7, most = 16;
  Comparison<NumThresholds> made(bits, asking);
  const auto look_after_each = [&]() __attribute__((always_inline)) {
    Bits below[NumThresholds];
    compare<NumThresholds>(bits, asking, rows, below);
    unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) { made.below[i] = below[i]; });
    return made;
  };
  if (bits.num_digits <= least || are_few) return look_after_each();  // who hardly take more
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
  // The thresholds are read again: to keep them all, the compiler would run out of registers.
  __asm__("" : "+r"(made.threshold));
  // More digits than were needed change nothing.
  unroll<most>([&](auto i) __attribute__((always_inline)) { made.decide(row, most - 1 - i); });
  rows.give_back(most - num_read);
  return made;
}

/// Counts nothing.
struct NoCount {
  FLUXWALK_INLINE void add(const Bits& /*a*/) {}
  FLUXWALK_INLINE NoCount& operator+=(NoCount /*other*/) { return *this; }
};

/// Draws the hops of a block, and counts the choices if it has to.
template <bool Counts>
class HopDraw {
  using Count = std::conditional_t<Counts, BitCount, NoCount>;

 public:
  explicit HopDraw(const HopChoice& choice) : choice_(choice) {}

  /// Those of the steps time, time+1, ... of the walkers `alive`.
  Hops draw(Rows& rows, const Bits& alive, std::int64_t time, int num_steps) {
    Hops hops;
    hops.num_steps = num_steps;
    hops.up = up_;
    for (int a = 0; a < 3; ++a) hops.move[static_cast<std::size_t>(a)] = move_[a];
    if constexpr (Counts) num_asked_ += num_steps * num_set(alive);
    switch (choice_.rule) {
      case HopRule::halves:
        hops.up = rows.take(num_steps);
        hops.move_stride = 0;
        move_[0][0] = alive;
        count_up(hops, alive);
        if (num_steps == 1) {  // rows may still be taken before these are looked at
          up_[0] = hops.up[0];
          hops.up = up_;
        }
        break;
      case HopRule::quarters:
        draw_quarters(rows, alive, num_steps);
        break;
      case HopRule::sixths:
        draw_sixths(rows, alive, time, num_steps);
        break;
      case HopRule::cells:
        draw_cells(rows, alive, num_steps);
        break;
    }
    return hops;
  }

  /// Adds the number of times that each cell was chosen.
  void add_choices(std::int64_t* choices) const {
    // The first cell is not counted: it has what the others leave.
    const int num_cells = 2 * choice_.dimension + 1;
    std::int64_t chosen[7] = {num_asked_};
    for (int cell = 1; cell < num_cells; ++cell) chosen[cell] = chosen_[cell].total();
    if (choice_.rule == HopRule::sixths) {
      const std::int64_t up = sixths_.up.total();
      chosen[4] = sixths_.up_along_y.total();
      chosen[5] = sixths_.up_along_z.total();
      chosen[3] = up - chosen[4] - chosen[5];
      chosen[1] = sixths_.along_y.total() - chosen[4];
      chosen[2] = sixths_.along_z.total() - chosen[5];
    }
    for (int cell = 1; cell < num_cells; ++cell) chosen[0] -= chosen[cell];
    for (int cell = 0; cell < num_cells; ++cell) choices[cell] += chosen[cell];
  }

 private:
  void count_up(const Hops& hops, const Bits& alive) {
    Count up = chosen_[1];  // in a register
    for (int t = 0; t < hops.num_steps; ++t) up.add(hops.up[t] & alive);
    chosen_[1] = up;
  }

  void draw_quarters(Rows& rows, const Bits& alive, int num_steps) {
    const Bits* row = rows.take(2 * num_steps);
    Count plus_x, minus_y, plus_y;
    for (int t = 0; t < num_steps; ++t) {
      const Bits up = row[2 * t];
      const Bits along_y = row[2 * t + 1] & alive;
      const Bits along_x = alive & ~along_y;
      up_[t] = up;
      move_[0][t] = along_x;
      move_[1][t] = along_y;
      plus_x.add(along_x & up);
      plus_y.add(along_y & up);
      minus_y.add(along_y & ~up);
    }
    chosen_[1] += minus_y;
    chosen_[2] += plus_x;
    chosen_[3] += plus_y;
  }

  void draw_sixths(Rows& rows, const Bits& alive, std::int64_t time, int num_steps) {
    Sixths count = sixths_;
    auto digit = static_cast<int>(time % thirds_per_draw);
    for (int t = 0; t < num_steps; ++t) {
      if (digit == 0) draw_thirds(rows, alive);
      const Bits up = rows.next();
      const Bits along_y = along_y_[digit] & alive;
      const Bits along_z = along_z_[digit] & alive;
      const Bits along_x = ternary<0x10>(alive, along_y, along_z);
      up_[t] = up;
      move_[0][t] = along_x;
      move_[1][t] = along_y;
      move_[2][t] = along_z;
      digit = digit + 1 == thirds_per_draw ? 0 : digit + 1;
      count.along_y.add(along_y);
      count.along_z.add(along_z);
      count.up.add(up & alive);
      count.up_along_y.add(up & along_y);
      count.up_along_z.add(up & along_z);
    }
    sixths_ = count;
  }

  /// Five choices among three from eight rows: a byte below 243 has five digits in base 3. A walker with a
  /// larger one takes the next byte.
  __attribute__((noinline)) void draw_thirds(Rows& rows, const Bits& alive) {
    Bits byte[8];
    unroll<8>([&](auto i) __attribute__((always_inline)) { byte[i] = Bits::none(); });
    Bits pending = alive;
    const auto draw_byte = [&](const Bits* row) __attribute__((always_inline)) {
      unroll<8>([&](auto i) __attribute__((always_inline)) {
        byte[i] = ternary<0xca>(pending, row[i], byte[i]);  // a ? b : c
      });
      const Bits high_nibble_is_15 = ternary<0x80>(row[0], row[1], row[2] & row[3]);
      const Bits low_nibble_is_from_3 = ternary<0xfe>(row[4], row[5], row[6] & row[7]);
      pending = ternary<0x80>(pending, high_nibble_is_15, low_nibble_is_from_3);
    };
    // Two draws or three, hardly ever more: which of them, no branch could foretell.
    const Bits* row = rows.take(24);
    draw_byte(row);
    const bool has_second = is_any(pending);
    draw_byte(row + 8);
    const bool has_third = is_any(pending);
    draw_byte(row + 16);
    rows.give_back(16 - (has_second ? 8 : 0) - (has_third ? 8 : 0));
    while (is_any(pending)) [[unlikely]] draw_byte(rows.take(8));
    take_digit<8, 7>(byte, 0);
    take_digit<7, 5>(byte, 1);
    take_digit<5, 4>(byte, 2);
    take_digit<4, 2>(byte, 3);
    along_z_[4] = byte[0];
    along_y_[4] = byte[1];
  }

  /// Divides a number of NumBits bits, the highest first, by three: the quotient takes its place, in its last
  /// NumLeft bits' width, and the rest is the digit.
  template <int NumBits, int NumLeft>
  FLUXWALK_INLINE void take_digit(Bits (&number)[8], int digit) {
    Bits rest_is_one = Bits::none(), rest_is_two = Bits::none();
    unroll<NumBits>([&](auto i) __attribute__((always_inline)) {
      const Bits bit = number[i];
      constexpr int place = i - (NumBits - NumLeft);
      if constexpr (place >= 0) number[place] = ternary<0xf8>(rest_is_two, rest_is_one, bit);
      const Bits one = ternary<0x12>(rest_is_two, rest_is_one, bit);
      rest_is_two = ternary<0x24>(rest_is_two, rest_is_one, bit);
      rest_is_one = one;
    });
    along_y_[digit] = rest_is_one;
    along_z_[digit] = rest_is_two;
  }

  void draw_cells(Rows& rows, const Bits& alive, int num_steps) {
    switch (choice_.bits.num_thresholds) {
      case 0:
        return draw_cells_of<0>(rows, alive, num_steps);
      case 1:
        return draw_cells_of<1>(rows, alive, num_steps);
      case 2:
        return draw_cells_of<2>(rows, alive, num_steps);
      case 3:
        return draw_cells_of<3>(rows, alive, num_steps);
      case 4:
        return draw_cells_of<4>(rows, alive, num_steps);
      case 5:
        return draw_cells_of<5>(rows, alive, num_steps);
      default:
        return draw_cells_of<6>(rows, alive, num_steps);
    }
  }

  template <int NumThresholds>
  __attribute__((noinline)) void draw_cells_of(Rows& rows, const Bits& alive, int num_steps) {
    const int dimension = choice_.dimension;
    // The walkers of a block leave it late, if at all; a walker more stands at few sites, or at many.
    const bool are_few = !Counts && num_set(alive) < block_size / 8;
    for (int t = 0; t < num_steps; ++t) {
      Bits cell[7];
      for (Bits& bits : cell) bits = Bits::none();
      Bits above = alive;
      if constexpr (NumThresholds > 0) {
        const auto made = compare_many<NumThresholds>(choice_.bits, alive, are_few, rows);
        unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) {
          cell[i] = above & made.below[i];
          above = andnot(above, made.below[i]);
        });
      }
      cell[NumThresholds] = above;
      unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) { chosen_[i + 1].add(cell[i + 1]); });
      Bits up = Bits::none();
      for (int a = 0; a < dimension; ++a) {
        move_[a][t] = cell[a] | cell[a + dimension];
        up |= cell[a + dimension];
      }
      up_[t] = up;
    }
  }

  const HopChoice& choice_;
  Bits up_[Hops::most_steps];
  Bits move_[3][Hops::most_steps];
  Bits along_y_[thirds_per_draw], along_z_[thirds_per_draw];  // the digits: none of both is along x
  Count chosen_[7];
  struct Sixths {
    Count along_y, along_z, up, up_along_y, up_along_z;
  };
  Sixths sixths_;  // what HopRule::sixths counts in place of chosen_
  std::int64_t num_asked_ = 0;
};

}  // namespace fluxwalk::FLUXWALK_TARGET
