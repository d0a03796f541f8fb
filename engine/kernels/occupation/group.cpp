// Compiled once a target: see CMakeLists.txt, and vector.hpp for why all is in a namespace of that name.
#include "kernels/occupation/group.hpp"

#include "kernels/walkers/rows.hpp"
#include "kernels/walkers/vector.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

namespace {

FLUXWALK_INLINE Bits load(const std::uint64_t* words) {
  return *reinterpret_cast<const Bits*>(words);
}

/// The next row that none of whose words has been read.
FLUXWALK_INLINE Bits next_row(Words& words) {
  constexpr std::size_t per_row = RowLanes::words_per_row, all = rows_per_fill * per_row;
  std::size_t first = (words.used + per_row - 1) / per_row * per_row;
  if (first == all) {
    words.fill(words.lanes, words.buffer.data());
    first = 0;
  }
  words.used = first + per_row;
  return load(words.buffer.data() + first);
}

/// Those of the walkers for whom u < p.
FLUXWALK_INLINE Bits draw(const Share& share, const Bits& of, Words& words) {
  if (share.is_all) return of;
  Bits undecided = of, chosen = Bits::none();
  for (std::uint64_t digits = share.p; digits != 0 && is_any(undecided); digits <<= 1) {
    const Bits row = next_row(words);
    const Bits zero = andnot(undecided, row);
    if (digits >> 63 != 0) {
      chosen |= zero;
      undecided &= row;
    } else {
      undecided = zero;
    }
  }
  return chosen;
}

/// How many bits are set in each 32, and in all.
FLUXWALK_INLINE void count(const Bits& bits, int way, GroupCounts& counts) {
  std::int32_t* numbers = counts.dealt[way];
  unroll<num_natives>([&](auto i) __attribute__((always_inline)) {
#if defined(__AVX512VPOPCNTDQ__)
    _mm512_store_si512(numbers, _mm512_popcnt_epi32(reinterpret_cast<__m512i>(bits.part[i])));
#else
    Native32 v = reinterpret_cast<Native32>(bits.part[i]);
    v -= (v >> 1) & 0x55555555u;
    v = (v & 0x33333333u) + ((v >> 2) & 0x33333333u);
    v = (v + (v >> 4)) & 0x0f0f0f0fu;
    v = (v * 0x01010101u) >> 24;
    *reinterpret_cast<Native32*>(numbers + i * native_bytes / 4) = v;
#endif
  });
  counts.sum[way] = num_set(bits);
}

}  // namespace

void deal_group(const Split& split, int dimension, const std::int64_t* walkers, Words& words,
                GroupCounts& counts) {
  alignas(64) std::uint32_t standing[group_size];
  for (int site = 0; site < group_size; ++site) standing[site] = (1u << walkers[site]) - 1;
  const Bits all = load(reinterpret_cast<const std::uint64_t*>(standing));
  Bits moving = draw(split.move, all, words);
  count(andnot(all, moving), 2 * dimension, counts);
  for (int a = 0; a < dimension; ++a) {
    const Bits along = draw(split.axis[static_cast<std::size_t>(a)], moving, words);
    const Bits up = draw(split.plus[static_cast<std::size_t>(a)], along, words);
    moving = andnot(moving, along);
    count(up, dimension + a, counts);
    count(andnot(along, up), a, counts);
  }
}

void add_group(const std::int32_t* numbers, std::int64_t* places) {
  for (int i = 0; i < group_size; ++i) places[i] += numbers[i];
}

void fill_rows(RowLanes& lanes, std::uint64_t* words) {
  Rows::fill(lanes, words);
}

}  // namespace fluxwalk::FLUXWALK_TARGET
