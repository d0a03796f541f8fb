// Compiled once a target: see CMakeLists.txt, and vector.hpp for why all is in a namespace of that name.
#include <type_traits>

#include "kernels/occupation/slice_plan.hpp"
#include "kernels/walkers/hops.hpp"
#include "kernels/walkers/rows.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

namespace {

FLUXWALK_INLINE Bits& bits(Slice& slice) {
  return reinterpret_cast<Bits&>(slice);
}
FLUXWALK_INLINE const Bits& bits(const Slice& slice) {
  return reinterpret_cast<const Bits&>(slice);
}

/// One more of the lowest of these digits for each of these sites. There are digits enough.
FLUXWALK_INLINE void add_one(Bits* digits, int num_digits, Bits carry) {
  for (int k = 0; k < num_digits; ++k) {
    const Bits before = digits[k];
    digits[k] = before ^ carry;
    carry &= before;
  }
}

/// Takes a walker from each site that has one left; returns these sites.
FLUXWALK_INLINE Bits take_one(Bits* left, int num_digits) {
  Bits borrow = Bits::none();
  for (int k = 0; k < num_digits; ++k) borrow |= left[k];
  const Bits taken = borrow;
  for (int k = 0; k < num_digits; ++k) {
    left[k] ^= borrow;
    borrow &= left[k];
  }
  return taken;
}

template <int N>
using Constant = std::integral_constant<int, N>;

/// Calls visit with the number of digits, known when this is compiled where it is small, so that numbers can
/// live in registers; else with Constant<0>.
template <class Visit>
FLUXWALK_INLINE void with_digits(int num_digits, Visit visit) {
  switch (num_digits) {
    case 1:
      return visit(Constant<1>{});
    case 2:
      return visit(Constant<2>{});
    case 3:
      return visit(Constant<3>{});
    case 4:
      return visit(Constant<4>{});
    default:
      return visit(Constant<0>{});
  }
}

/// What was dealt to all sites.
struct Tally {
  BitCount choices[7];
  std::int64_t further_choices[7] = {};
  Bits is_used[Slices::most_digits];  ///< whether a number has the digit

  explicit Tally(int num_digits) {
    for (int k = 0; k < num_digits; ++k) is_used[k] = Bits::none();
  }
};

/// Deals the walkers of `standing`, and those left at their sites, by 64 bits each.
__attribute__((noinline)) void deal_last(const SlicePlan::Part& part, const Thresholds& cells, Bits standing,
                                         Bits* left, int num_digits, Rows& rows, Slices* const* dealt,
                                         Tally& tally) {
  const std::uint64_t* threshold = cells.data();
  const std::size_t num_thresholds = cells.size();
  for (; is_any(standing); standing = take_one(left, num_digits)) {
    const Bits row = rows.next();
    int used = 0;
    for_each_walker(
        standing, [&](int site) __attribute__((always_inline)) {
          const std::uint64_t u = word(row, used++);
          std::size_t way = 0;
          for (std::size_t i = 0; i < num_thresholds; ++i) way += threshold[i] <= u ? 1 : 0;
          ++tally.further_choices[way];
          const std::uint64_t bit = std::uint64_t{1} << (site % 64);
          int k = 0;
          for (bool is_carried = true; is_carried; ++k) {
            std::uint64_t& digit = dealt[way]->digit[k][part.block].words[site / 64];
            is_carried = (digit & bit) != 0;
            digit ^= bit;
          }
          insert(tally.is_used[k - 1], site);
        });
  }
}

template <int Dimension, int Digits>
void deal_part(const SlicePlan::Part& part, const Thresholds& cells, HopDraw<false>& draw, const Slices& now,
               Rows& rows, Slices* const* dealt, Tally& tally) {
  const int num_digits = Digits > 0 ? Digits : now.num_digits;
  constexpr int num_ways = 2 * Dimension + 1, room = Digits > 0 ? Digits : Slices::most_digits;
  Bits left[room], counts[num_ways][room];
  for (int k = 0; k < num_digits; ++k) {
    left[k] = bits(now.digit[k][part.block]) & bits(part.sites);
    for (auto& count : counts) count[k] = Bits::none();
  }
  std::int64_t walker = 0;
  Bits standing = take_one(left, num_digits);
  const auto deal_one = [&](int num_counted) __attribute__((always_inline)) {
    if (num_set(standing) <= SlicePlan::most_alone) return false;
    const Hops hops = draw.draw(rows, standing, walker++, 1);
    unroll<Dimension>([&](auto a) __attribute__((always_inline)) {
      const Bits along = hops.move[a][0];
      add_one(counts[Dimension + a], num_counted, along & hops.up[0]);
      add_one(counts[a], num_counted, andnot(along, hops.up[0]));
      standing = andnot(standing, along);
    });
    if (is_any(standing)) add_one(counts[num_ways - 1], num_counted, standing);
    standing = take_one(left, num_digits);
    return true;
  };
  // Numbers of the first walker have one digit, those of three have two.
  bool is_more = deal_one(1);
  const int two = num_digits < 2 ? num_digits : 2;
  for (int i = 0; is_more && i < 2; ++i) is_more = deal_one(two);
  while (is_more) is_more = deal_one(num_digits);
  for (int way = 0; way < num_ways; ++way) {
    for (int k = 0; k < num_digits; ++k) {
      Bits& place = bits(dealt[way]->digit[k][part.block]);
      place = part.is_first ? counts[way][k] : place | counts[way][k];
      tally.choices[way].add(counts[way][k], k);
      tally.is_used[k] |= counts[way][k];
    }
  }
  if (is_any(standing)) deal_last(part, cells, standing, left, num_digits, rows, dealt, tally);
}

/// The slice that begins in the middle of a word.
FLUXWALK_INLINE Bits shifted(const Slice* digit, const SlicePlan::Arrival& arrival) {
  const std::uint64_t* words = reinterpret_cast<const std::uint64_t*>(digit) + arrival.word;
  const auto shift = static_cast<std::uint64_t>(arrival.shift);
  Bits made;
  if (shift == 0) {
    __builtin_memcpy(&made, words, sizeof made);
    return made;
  }
  unroll<num_natives>([&](auto i) __attribute__((always_inline)) {
    Native low, high;
    __builtin_memcpy(&low, words + i * (native_bytes / 8), native_bytes);
    __builtin_memcpy(&high, words + i * (native_bytes / 8) + 1, native_bytes);
    made.part[i] = (low >> shift) | (high << (64 - shift));
  });
  return made;
}

FLUXWALK_INLINE Bits majority(const Bits& a, const Bits& b, const Bits& c) {
  return ternary<0xe8>(a, b, c);
}

FLUXWALK_INLINE void add(Bits* total, int num_digits, const Bits* numbers, int num_added) {
  Bits carry = Bits::none();
  for (int k = 0; k < num_added; ++k) {
    const Bits before = total[k];
    total[k] = ternary<0x96>(before, numbers[k], carry);
    carry = majority(before, numbers[k], carry);
  }
  add_one(total + num_added, num_digits - num_added, carry);
}

template <int Dimension>
void deal_in(const SlicePlan& plan, const Slices& now, Rows& rows, Slices* const* dealt,
             std::int64_t* choices) {
  Tally tally(now.num_digits);
  with_digits(now.num_digits, [&](auto digits) {
    for (std::size_t law = 0; law < plan.laws.size(); ++law) {
      const std::vector<SlicePlan::Part>& parts = plan.laws[law].parts;
      HopDraw<false> draw(plan.laws[law].choice);
      for (std::size_t i = 0; i < parts.size(); ++i)
        deal_part<Dimension, digits>(parts[i], plan.laws[law].choice.cells, draw, now, rows, dealt, tally);
    }
  });
  int num_digits = now.num_digits;
  while (num_digits > 0 && !is_any(tally.is_used[num_digits - 1])) --num_digits;
  for (int way = 0; way < 2 * Dimension + 1; ++way) {
    dealt[way]->num_digits = num_digits;
    choices[way] = tally.choices[way].total() + tally.further_choices[way];
  }
}

void deal(const SlicePlan& plan, const Slices& now, Words& words, Slices* const* dealt,
          std::int64_t* choices) {
  Rows rows(words);
  const std::size_t dimension = plan.directions.size() / 2;
  if (dimension == 1) deal_in<1>(plan, now, rows, dealt, choices);
  if (dimension == 2) deal_in<2>(plan, now, rows, dealt, choices);
  if (dimension == 3) deal_in<3>(plan, now, rows, dealt, choices);
}

template <int Digits>
void part_digits(std::size_t num_blocks, const ThresholdBits& chance, const Slices& from, Rows& rows,
                 Slices& chosen, Slices& others) {
  const int num_digits = Digits > 0 ? Digits : from.num_digits;
  constexpr int room = Digits > 0 ? Digits : Slices::most_digits;
  for (std::size_t block = 0; block < num_blocks; ++block) {
    Bits left[room], counts[2][room];
    for (int k = 0; k < num_digits; ++k) {
      left[k] = bits(from.digit[k][block]);
      counts[0][k] = counts[1][k] = Bits::none();
    }
    for (;;) {
      const Bits standing = take_one(left, num_digits);
      if (!is_any(standing)) break;
      Bits below[1];
      compare<1>(chance, standing, rows, below);
      add_one(counts[0], num_digits, below[0]);
      add_one(counts[1], num_digits, andnot(standing, below[0]));
    }
    for (int k = 0; k < num_digits; ++k) {
      bits(chosen.digit[k][block]) = counts[0][k];
      bits(others.digit[k][block]) = counts[1][k];
    }
  }
}

void part(std::size_t num_blocks, const ThresholdBits& chance, const Slices& from, Words& words,
          Slices& chosen, Slices& others) {
  Rows rows(words);
  with_digits(from.num_digits,
              [&](auto digits) { part_digits<digits>(num_blocks, chance, from, rows, chosen, others); });
}

/// All that were dealt have so many digits.
template <int Digits>
void gather_digits(const SlicePlan& plan, const Slices* const* dealt, Slices& next) {
  const int num_coming = Digits > 0 ? Digits : dealt[0]->num_digits, num_digits = num_coming + 3;
  constexpr int room = Digits > 0 ? Digits + 3 : Slices::most_digits;
  Bits is_used[room];
  for (int k = 0; k < num_digits; ++k) is_used[k] = Bits::none();
  for (std::size_t block = 0; block < plan.num_blocks; ++block) {
    Bits total[room], coming[room];
    for (int k = 0; k < num_digits; ++k) total[k] = coming[k] = Bits::none();
    const std::vector<SlicePlan::Arrival>& arrivals = plan.arrivals[block];
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
      const SlicePlan::Arrival& arrival = arrivals[i];
      for (int k = 0; k < num_coming; ++k)
        coming[k] =
            ternary<0xf8>(coming[k], shifted(dealt[arrival.direction]->digit[k], arrival), bits(arrival.to));
      if (!arrival.is_last) continue;
      add(total, num_digits, coming, num_coming);
      for (int k = 0; k < num_coming; ++k) coming[k] = Bits::none();
    }
    for (int k = 0; k < num_digits; ++k) {
      bits(next.digit[k][block]) = total[k];
      is_used[k] |= total[k];
    }
  }
  for (next.num_digits = num_digits; next.num_digits > 0 && !is_any(is_used[next.num_digits - 1]);)
    --next.num_digits;
}

void gather(const SlicePlan& plan, const Slices* const* dealt, Slices& next) {
  with_digits(dealt[0]->num_digits, [&](auto digits) { gather_digits<digits>(plan, dealt, next); });
}

void accumulate(std::size_t num_blocks, const Slices& numbers, const Slice* sites, Slices& sum) {
  for (std::size_t block = 0; block < num_blocks; ++block) {
    const Bits counted = sites == nullptr ? Bits::all() : bits(sites[block]);
    Bits total[Slices::most_digits], added[Slices::most_digits];
    for (int k = 0; k < sum.num_digits; ++k) total[k] = bits(sum.digit[k][block]);
    for (int k = 0; k < numbers.num_digits; ++k) added[k] = bits(numbers.digit[k][block]) & counted;
    add(total, sum.num_digits, added, numbers.num_digits);
    for (int k = 0; k < sum.num_digits; ++k) bits(sum.digit[k][block]) = total[k];
  }
}

void unpack(std::size_t num_sites, const Slices& numbers, std::int64_t* places) {
  constexpr std::size_t at_once = native_bytes / 8;
  Native order;
  for (std::size_t i = 0; i < at_once; ++i) order[i] = i;
  const auto word = [&](int k, std::size_t site) __attribute__((always_inline)) {
    return reinterpret_cast<const std::uint64_t*>(numbers.digit[k])[site / 64];
  };
  std::size_t site = 0;
  for (; site + at_once <= num_sites; site += at_once) {
    const Native shift = order + site % 64;
    Native number{};
    for (int k = 0; k < numbers.num_digits; ++k) number += (((Native{} + word(k, site)) >> shift) & 1) << k;
    __builtin_memcpy(places + site, &number, native_bytes);
  }
  for (; site < num_sites; ++site) {
    places[site] = 0;
    for (int k = 0; k < numbers.num_digits; ++k)
      places[site] += static_cast<std::int64_t>((word(k, site) >> (site % 64) & 1U) << k);
  }
}

}  // namespace

extern const SliceCode slice_code;
const SliceCode slice_code = {deal, part, gather, accumulate, unpack};

void fill_rows(RowLanes& lanes, std::uint64_t* words) {
  Rows::fill(lanes, words);
}

}  // namespace fluxwalk::FLUXWALK_TARGET
