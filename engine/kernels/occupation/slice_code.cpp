// Compiled once per target: see CMakeLists.txt, and vector.hpp for the reason of the namespace.
#include "kernels/occupation/slice_plan.hpp"
#include "kernels/occupation/slice_questions.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

namespace {

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

template <int Dimension, int Digits>
void split_part(const SlicePlan::Part& part, const Slices& now, Slices* const* by_way,
                SiteHops<Dimension>& hops) {
  split_block<2 * Dimension, Digits>(now, part.block, bits(part.sites), hops.may_stay(), !part.is_first,
                                     by_way, hops);
}

/// How many walkers chose each way; finds how many digits the numbers have.
void count(std::size_t num_blocks, int num_ways, int num_digits, Slices* const* by_way,
           std::int64_t* choices) {
  int num_used = 0;
  for (int way = 0; way < num_ways; ++way) {
    BitCount chosen;
    for (int k = 0; k < num_digits; ++k) {
      Bits some = Bits::none();
      for (std::size_t block = 0; block < num_blocks; ++block) {
        const Bits here = bits(by_way[way]->digit[k][block]);
        chosen.add(here, k);
        some |= here;
      }
      if (k >= num_used && is_any(some)) num_used = k + 1;
    }
    choices[way] = chosen.total();
  }
  for (int way = 0; way < num_ways; ++way) by_way[way]->num_digits = num_used;
}

template <int Dimension>
void split_in(const SlicePlan& plan, const Slices& now, Rows& rows, SliceThirds& thirds,
              Slices* const* by_way, std::int64_t* choices) {
  with_digits(now.num_digits, [&](auto digits) {
    for (std::size_t law = 0; law < plan.laws.size(); ++law) {
      SiteHops<Dimension> hops(plan.laws[law].choice, rows, thirds);
      const std::vector<SlicePlan::Part>& parts = plan.laws[law].parts;
      for (std::size_t i = 0; i < parts.size(); ++i)
        split_part<Dimension, digits>(parts[i], now, by_way, hops);
    }
  });
  count(plan.num_blocks, 2 * Dimension + 1, now.num_digits, by_way, choices);
}

void split(const SlicePlan& plan, const Slices& now, Words& words, SliceThirds& thirds, Slices* const* by_way,
           std::int64_t* choices) {
  Rows rows(words);
  const std::size_t dimension = plan.directions.size() / 2;
  if (dimension == 1) split_in<1>(plan, now, rows, thirds, by_way, choices);
  if (dimension == 2) split_in<2>(plan, now, rows, thirds, by_way, choices);
  if (dimension == 3) split_in<3>(plan, now, rows, thirds, by_way, choices);
}

void part(std::size_t num_blocks, const ThresholdBits& chance, const Slices& from, Words& words,
          Slices& chosen, Slices& others) {
  Rows rows(words);
  Slices* const places[] = {&chosen, &others};
  auto choose = [&](const Bits& asking, Bits(&way)[1]) __attribute__((always_inline)) {
    choose_cells<1, 1>(chance, asking, rows, way);
  };
  with_digits(from.num_digits, [&](auto digits) {
    for (std::size_t block = 0; block < num_blocks; ++block)
      split_block<1, digits>(from, block, Bits::all(), true, false, places, choose);
  });
}

/// All numbers in by_way have `Digits` digits.
template <int Digits>
void gather_digits(const SlicePlan& plan, const Slices* const* by_way, Slices& next) {
  const int num_coming = Digits > 0 ? Digits : by_way[0]->num_digits, num_digits = num_coming + 3;
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
            ternary<0xf8>(coming[k], shifted(by_way[arrival.direction]->digit[k], arrival), bits(arrival.to));
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

void gather(const SlicePlan& plan, const Slices* const* by_way, Slices& next) {
  with_digits(by_way[0]->num_digits, [&](auto digits) { gather_digits<digits>(plan, by_way, next); });
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
const SliceCode slice_code = {split, part, gather, accumulate, unpack};

void fill_rows(RowLanes& lanes, std::uint64_t* words) {
  Rows::fill(lanes, words);
}

}  // namespace fluxwalk::FLUXWALK_TARGET
