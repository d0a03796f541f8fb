#pragma once
/// \file
/// Random draws for the walkers of the sites of a block (docs/random-numbers.md).

#include "kernels/occupation/slice_digits.hpp"
#include "kernels/walkers/choices.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// Draws for one walker at each site of `taken[0]`. If at most 256 sites are involved, up to three more
/// walkers per site use the unused bits of other sites. The result: which of NumWays ways each one takes, or
/// none.
template <int NumWays>
struct Question {
  static constexpr std::int64_t most_sharing = 256;  // sites
  bool is_shared;
  Bits taken[4];  ///< sites where a walker uses the bits of the sites 0, 128, 256, 384 further
  Bits way[NumWays];

  /// \param standing  the sites of the first walkers, already taken from `left`.
  template <class Choose>
  FLUXWALK_INLINE void ask(Bits standing, Bits* left, int num_digits, Choose choose) {
    taken[0] = standing;
    is_shared = num_set(standing) <= most_sharing;
    if (is_shared) {
      unroll<3>([&](auto i) __attribute__((always_inline)) {
        constexpr int quarters = i + 1;
        taken[quarters] = take_one(left, num_digits, ~turned<-quarters>(standing));
        standing |= turned<quarters>(taken[quarters]);
      });
    }
    choose(standing, way);
  }
  FLUXWALK_INLINE void add(const Bits& chosen, Bits* total, int num_digits) const {
    if (is_shared) {
      add_four(total, num_digits, chosen & taken[0], turned<-1>(chosen) & taken[1],
               turned<-2>(chosen) & taken[2], turned<-3>(chosen) & taken[3]);
    } else {
      add_one(total, num_digits, chosen & taken[0]);
    }
  }
};

/// Lets every walker of these sites of a block choose among NumWays ways and none of them, and counts the
/// choices in `by_way`; its last entry counts walkers that chose none, if that is possible. choose(asking,
/// way) makes the choices. `keeps`: the numbers in `by_way` for other sites of the block stay.
template <int NumWays, int Digits, class Choose>
FLUXWALK_INLINE void split_block(const Slices& from, std::size_t block, const Bits& sites,
                                 bool may_choose_none, bool keeps, Slices* const* by_way, Choose& choose) {
  const int num_digits = Digits > 0 ? Digits : from.num_digits;
  constexpr int room = Digits > 0 ? Digits : Slices::most_digits, most_asked = 4;
  Bits left[room];
  for (int k = 0; k < num_digits; ++k) left[k] = bits(from.digit[k][block]) & sites;
  Bits standing = take_one(left, num_digits, Bits::all());
  do {
    Question<NumWays> asked[most_asked];  // all at once: counts are read and written once
    int num_asked = 0;
    for (; num_asked < most_asked && is_any(standing); ++num_asked) {
      asked[num_asked].ask(standing, left, num_digits, choose);
      standing = take_one(left, num_digits, Bits::all());
    }
    const bool are_four = num_asked == most_asked && !asked[most_asked - 1].is_shared;
    unroll<NumWays + 1>([&](auto way) __attribute__((always_inline)) {
      const auto chosen = [&](const Question<NumWays>& question) __attribute__((always_inline)) {
        if constexpr (way < NumWays) return question.way[way];
        Bits some = question.way[0];
        unroll<NumWays - 1>([&](auto i) __attribute__((always_inline)) { some |= question.way[i + 1]; });
        return ~some;
      };
      Bits count[room];
      for (int k = 0; k < num_digits; ++k)
        count[k] = keeps ? bits(by_way[way]->digit[k][block]) : Bits::none();
      if (way < NumWays || may_choose_none) {
        if (are_four) {
          add_four(count, num_digits, chosen(asked[0]) & asked[0].taken[0],
                   chosen(asked[1]) & asked[1].taken[0], chosen(asked[2]) & asked[2].taken[0],
                   chosen(asked[3]) & asked[3].taken[0]);
        } else {
          for (int i = 0; i < num_asked; ++i) asked[i].add(chosen(asked[i]), count, num_digits);
        }
      }
      for (int k = 0; k < num_digits; ++k) bits(by_way[way]->digit[k][block]) = count[k];
    });
    keeps = true;
  } while (is_any(standing));
}

/// The ways of a choice among cells; the last cell may stand for none of the ways.
template <int NumWays, int NumThresholds>
FLUXWALK_INLINE void choose_cells(const ThresholdBits& cells, const Bits& asking, Rows& rows,
                                  Bits (&way)[NumWays]) {
  constexpr std::int64_t few = block_size / 8;  // walkers, which are soon decided
  Bits below[NumThresholds + 1];
  if constexpr (NumThresholds > 0) {
    if (num_set(asking) < few) {
      compare<NumThresholds>(cells, asking, rows, below);
    } else {
      const auto made = compare_many<NumThresholds>(cells, asking, rows);
      unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) { below[i] = made.below[i]; });
    }
  }
  below[NumThresholds] = Bits::all();
  unroll<NumWays>([&](auto i) __attribute__((always_inline)) {
    if constexpr (i > NumThresholds)
      way[i] = Bits::none();
    else if constexpr (i > 0)
      way[i] = andnot(below[i], below[i - 1]);
    else
      way[i] = below[i];
  });
}

/// The hops of a step.
template <int Dimension>
class SiteHops {
 public:
  static constexpr int num_ways = 2 * Dimension;

  SiteHops(const HopChoice& choice, Rows& rows, SliceThirds& thirds)
      : choice_(choice), rows_(rows), thirds_(thirds) {}

  bool may_stay() const { return choice_.rule == HopRule::cells; }

  FLUXWALK_INLINE void operator()(const Bits& asking, Bits (&way)[num_ways]) {
    if constexpr (Dimension == 1) {
      if (choice_.rule == HopRule::halves) return choose_sign(rows_.next(), {Bits::all()}, way);
    } else if constexpr (Dimension == 2) {
      if (choice_.rule == HopRule::quarters) {
        const Bits* row = rows_.take(2);
        return choose_sign(row[0], {~row[1], row[1]}, way);
      }
    } else if (choice_.rule == HopRule::sixths) {
      if (thirds_.num_used == thirds_per_draw) {
        draw_thirds(rows_, Bits::all(), &bits(thirds_.along_y[0]), &bits(thirds_.along_z[0]));
        thirds_.num_used = 0;
      }
      const Bits along_y = bits(thirds_.along_y[thirds_.num_used]);
      const Bits along_z = bits(thirds_.along_z[thirds_.num_used]);
      ++thirds_.num_used;
      return choose_sign(rows_.next(), {~(along_y | along_z), along_y, along_z}, way);
    }
    choose_hop(asking, way);
  }

 private:
  static FLUXWALK_INLINE void choose_sign(const Bits& up, const Bits (&along)[Dimension],
                                          Bits (&way)[num_ways]) {
    unroll<Dimension>([&](auto a) __attribute__((always_inline)) {
      way[a] = andnot(along[a], up);
      way[Dimension + a] = along[a] & up;
    });
  }

  __attribute__((noinline)) void choose_hop(const Bits& asking, Bits (&way)[num_ways]) {
    unroll<num_ways + 1>([&](auto n) __attribute__((always_inline)) {
      if (choice_.bits.num_thresholds == n) choose_cells<num_ways, n>(choice_.bits, asking, rows_, way);
    });
  }

  const HopChoice& choice_;
  Rows& rows_;
  SliceThirds& thirds_;
};

}  // namespace fluxwalk::FLUXWALK_TARGET
