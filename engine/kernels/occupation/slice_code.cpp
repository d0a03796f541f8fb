// Compiled once a target: see CMakeLists.txt, and vector.hpp for why all is in a namespace of that name.
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

/// Numbers of the sites of a block.
struct Numbers {
  Bits digit[Slices::most_digits];

  /// One more for each of the sites. There are digits enough.
  FLUXWALK_INLINE void add(Bits carry, int num_digits) {
    for (int k = 0; k < num_digits; ++k) {
      const Bits before = digit[k];
      digit[k] = before ^ carry;
      carry &= before;
    }
  }
};

/// Takes a walker from each site that has one left; returns these sites.
FLUXWALK_INLINE Bits take_one(Numbers& left, int num_digits) {
  Bits borrow = Bits::none();
  for (int k = 0; k < num_digits; ++k) borrow |= left.digit[k];
  const Bits taken = borrow;
  for (int k = 0; k < num_digits; ++k) {
    left.digit[k] ^= borrow;
    borrow &= left.digit[k];
  }
  return taken;
}

template <int Dimension>
void deal_part(const SlicePlan::Part& part, HopDraw& draw, const Slices& now, Rows& rows, Slices* dealt) {
  const int num_digits = now.num_digits;
  Numbers left, counts[2 * Dimension + 1];
  for (int k = 0; k < num_digits; ++k) {
    left.digit[k] = bits(now.digit[k][part.block]) & bits(part.sites);
    for (Numbers& count : counts) count.digit[k] = Bits::none();
  }
  for (std::int64_t walker = 0;; ++walker) {
    Bits standing = take_one(left, num_digits);
    if (!is_any(standing)) break;
    const Hops hops = draw.draw(rows, standing, walker, 1);
    unroll<Dimension>([&](auto a) __attribute__((always_inline)) {
      const Bits along = hops.move[a][0];
      counts[Dimension + a].add(along & hops.up[0], num_digits);
      counts[a].add(andnot(along, hops.up[0]), num_digits);
      standing = andnot(standing, along);
    });
    counts[2 * Dimension].add(standing, num_digits);
  }
  for (int way = 0; way < 2 * Dimension + 1; ++way)
    for (int k = 0; k < num_digits; ++k) bits(dealt[way].digit[k][part.block]) |= counts[way].digit[k];
}

/// The slice that begins in the middle of a word.
FLUXWALK_INLINE Bits shifted(const Slice* digit, const SlicePlan::Arrival& arrival) {
  const std::uint64_t* words = reinterpret_cast<const std::uint64_t*>(digit) + arrival.word;
  const auto shift = static_cast<std::uint64_t>(arrival.shift);
  Bits made;
  unroll<num_natives>([&](auto i) __attribute__((always_inline)) {
    Native low, high;
    __builtin_memcpy(&low, words + i * (native_bytes / 8), native_bytes);
    __builtin_memcpy(&high, words + i * (native_bytes / 8) + 1, native_bytes);
    made.part[i] = (low >> shift) | ((high << (63 - shift)) << 1);
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
  for (int k = num_added; k < num_digits; ++k) {
    const Bits before = total[k];
    total[k] = before ^ carry;
    carry &= before;
  }
}

template <int Dimension>
void deal_in(const SlicePlan& plan, const Slices& now, Rows& rows, Slices* dealt, std::int64_t* choices) {
  for (std::size_t law = 0; law < plan.laws.size(); ++law) {
    const std::vector<SlicePlan::Part>& parts = plan.laws[law].parts;
    HopDraw draw(plan.laws[law].choice);
    for (std::size_t i = 0; i < parts.size(); ++i) deal_part<Dimension>(parts[i], draw, now, rows, dealt);
    draw.add_choices(choices);
  }
}

void trim(std::size_t num_blocks, Slices& numbers) {
  for (; numbers.num_digits > 0; --numbers.num_digits) {
    const Slice* digit = numbers.digit[numbers.num_digits - 1];
    for (std::size_t block = 0; block < num_blocks; ++block)
      if (is_any(bits(digit[block]))) return;
  }
}

void deal(const SlicePlan& plan, const Slices& now, Words& words, Slices* dealt, std::int64_t* choices) {
  Rows rows(words);
  const std::size_t dimension = plan.crossing.size() / 2;
  if (dimension == 1) deal_in<1>(plan, now, rows, dealt, choices);
  if (dimension == 2) deal_in<2>(plan, now, rows, dealt, choices);
  if (dimension == 3) deal_in<3>(plan, now, rows, dealt, choices);
  for (std::size_t way = 0; way < 2 * dimension + 1; ++way) trim(plan.num_blocks, dealt[way]);
}

void gather(const SlicePlan& plan, const Slices* dealt, Slices& next) {
  for (std::size_t block = 0; block < plan.num_blocks; ++block) {
    Bits total[Slices::most_digits], coming[Slices::most_digits];
    for (int k = 0; k < next.num_digits; ++k) total[k] = Bits::none();
    const std::vector<SlicePlan::Arrival>& arrivals = plan.arrivals[block];
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
      const SlicePlan::Arrival& arrival = arrivals[i];
      const Slices& from = dealt[arrival.direction];
      for (int k = 0; k < from.num_digits; ++k)
        coming[k] = shifted(from.digit[k], arrival) & bits(arrival.to);
      add(total, next.num_digits, coming, from.num_digits);
    }
    for (int k = 0; k < next.num_digits; ++k) bits(next.digit[k][block]) = total[k];
  }
  trim(plan.num_blocks, next);
}

void accumulate(std::size_t num_blocks, const Slices& numbers, Slices& sum) {
  for (std::size_t block = 0; block < num_blocks; ++block) {
    Bits carry = Bits::none();
    for (int k = 0; k < sum.num_digits; ++k) {
      Bits& digit = bits(sum.digit[k][block]);
      const Bits before = digit;
      const Bits& added = k < numbers.num_digits ? bits(numbers.digit[k][block]) : Bits::none();
      digit = ternary<0x96>(before, added, carry);
      carry = majority(before, added, carry);
    }
  }
}

void unpack(std::size_t num_sites, const Slices& numbers, std::int64_t* places) {
  for (std::size_t first = 0; first < num_sites; first += 64) {
    const std::size_t number = num_sites - first < 64 ? num_sites - first : 64;
    std::uint64_t word[Slices::most_digits];
    for (int k = 0; k < numbers.num_digits; ++k)
      word[k] = reinterpret_cast<const std::uint64_t*>(numbers.digit[k])[first / 64];
    for (int k = 0; k < numbers.num_digits; ++k)
      for (std::size_t i = 0; i < number; ++i)
        places[first + i] += static_cast<std::int64_t>((word[k] >> i & 1U) << k);
  }
}

}  // namespace

extern const SliceCode slice_code;
const SliceCode slice_code = {deal, gather, accumulate, unpack};

void fill_rows(RowLanes& lanes, std::uint64_t* words) {
  Rows::fill(lanes, words);
}

}  // namespace fluxwalk::FLUXWALK_TARGET
