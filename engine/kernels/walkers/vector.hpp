#pragma once
/// \file
/// One bit for each of the 512 walkers of a block, held in as few vector registers as the target has: the
/// same source for every width. This header and all that include it are compiled once per target (the macro
/// FLUXWALK_TARGET names it) into a namespace of that name. So no function compiled for one processor can be
/// linked into the code for another.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

#if !defined(FLUXWALK_TARGET)
#define FLUXWALK_TARGET baseline
#endif
#define FLUXWALK_INLINE inline __attribute__((always_inline))

namespace fluxwalk::FLUXWALK_TARGET {

#if defined(__AVX512F__)
inline constexpr int native_bytes = 64;
#elif defined(__AVX2__)
inline constexpr int native_bytes = 32;
#else
inline constexpr int native_bytes = 16;
#endif
inline constexpr int num_natives = 64 / native_bytes;

using Native = std::uint64_t __attribute__((vector_size(native_bytes)));
using Native32 = std::uint32_t __attribute__((vector_size(native_bytes)));

/// Calls visit(0), visit(1), ... visit(N-1) with compile-time numbers, so that arrays indexed by them live in
/// registers.
template <int N, class Visit>
FLUXWALK_INLINE void unroll(Visit&& visit) {
  [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) {
    (visit(std::integral_constant<int, I>{}), ...);
  }
  (std::make_integer_sequence<int, N>{});
}

/// 512 bits; bit k of a block's vectors belongs to walker k.
struct alignas(64) Bits {
  Native part[num_natives];

  static FLUXWALK_INLINE Bits of(std::uint64_t word) {  ///< the same 64 bits, eight times
    Bits made;
    unroll<num_natives>([&](auto i) __attribute__((always_inline)) { made.part[i] = Native{} + word; });
    return made;
  }
  static FLUXWALK_INLINE Bits none() { return of(0); }
  static FLUXWALK_INLINE Bits all() { return of(~std::uint64_t{}); }
};

template <class Op>
FLUXWALK_INLINE Bits each(const Bits& a, const Bits& b, Op op) {
  Bits made;
  unroll<num_natives>([&](auto i)
                          __attribute__((always_inline)) { made.part[i] = op(a.part[i], b.part[i]); });
  return made;
}

FLUXWALK_INLINE Bits operator&(const Bits& a, const Bits& b) {
  return each(
      a, b, [](Native x, Native y) __attribute__((always_inline)) { return x & y; });
}
FLUXWALK_INLINE Bits operator|(const Bits& a, const Bits& b) {
  return each(
      a, b, [](Native x, Native y) __attribute__((always_inline)) { return x | y; });
}
FLUXWALK_INLINE Bits operator^(const Bits& a, const Bits& b) {
  return each(
      a, b, [](Native x, Native y) __attribute__((always_inline)) { return x ^ y; });
}
/// a & ~b
FLUXWALK_INLINE Bits andnot(const Bits& a, const Bits& b) {
  return each(
      a, b, [](Native x, Native y) __attribute__((always_inline)) { return x & ~y; });
}
FLUXWALK_INLINE Bits operator~(const Bits& a) {
  return each(
      a, a, [](Native x, Native) __attribute__((always_inline)) { return ~x; });
}
FLUXWALK_INLINE Bits& operator&=(Bits& a, const Bits& b) {
  return a = a & b;
}
FLUXWALK_INLINE Bits& operator|=(Bits& a, const Bits& b) {
  return a = a | b;
}
FLUXWALK_INLINE Bits& operator^=(Bits& a, const Bits& b) {
  return a = a ^ b;
}

/// A function of three bits, one instruction where the target has it. `Table` holds its value for a, b, c as
/// bit 4a + 2b + c.
template <int Table>
FLUXWALK_INLINE Bits ternary(const Bits& a, const Bits& b, const Bits& c) {
#if defined(__AVX512F__)
  Bits made;
  made.part[0] = reinterpret_cast<Native>(
      _mm512_ternarylogic_epi64(reinterpret_cast<__m512i>(a.part[0]), reinterpret_cast<__m512i>(b.part[0]),
                                reinterpret_cast<__m512i>(c.part[0]), Table));
  return made;
#else
  if constexpr (Table == 0x10) return andnot(a, b | c);
  if constexpr (Table == 0x12) return andnot(a ^ c, b);        // valid if a & b is impossible
  if constexpr (Table == 0x24) return (c & a) | andnot(b, c);  // valid if a & b is impossible
  if constexpr (Table == 0x40) return andnot(a & b, c);
  if constexpr (Table == 0x60) return a & (b ^ c);
  if constexpr (Table == 0x78) return a ^ (b & c);
  if constexpr (Table == 0x80) return a & b & c;
  if constexpr (Table == 0x96) return a ^ b ^ c;
  if constexpr (Table == 0xe8) return (a & b) | (c & (a | b));
  if constexpr (Table == 0x90) return andnot(a, b ^ c);
  if constexpr (Table == 0xb4) return a ^ andnot(b, c);
  if constexpr (Table == 0xb2) return andnot(a, b ^ c) | andnot(c, b);
  if constexpr (Table == 0xca) return (a & b) | andnot(c, a);
  if constexpr (Table == 0xf6) return a | (b ^ c);
  if constexpr (Table == 0xf8) return a | (b & c);
  if constexpr (Table == 0xfe) return a | b | c;
#endif
}

FLUXWALK_INLINE bool is_any(const Bits& a) {
#if defined(__AVX512F__)
  return _mm512_test_epi64_mask(reinterpret_cast<__m512i>(a.part[0]), reinterpret_cast<__m512i>(a.part[0])) !=
         0;
#else
  Native some = a.part[0];
  unroll<num_natives>([&](auto i) __attribute__((always_inline)) { some |= a.part[i]; });
  std::uint64_t any = 0;
#pragma GCC unroll 8
  for (int i = 0; i < native_bytes / 8; ++i) any |= some[i];
  return any != 0;
#endif
}

FLUXWALK_INLINE std::uint64_t word(const Bits& a, int i) {
  return a.part[i / (native_bytes / 8)][i % (native_bytes / 8)];
}

/// Adds up how many bits are set in many vectors.
class BitCount {
 public:
  /// Each bit counts 2^weight.
  FLUXWALK_INLINE void add(const Bits& a, int weight = 0) {
#if defined(__AVX512VPOPCNTDQ__)
    sum_ += reinterpret_cast<Native>(_mm512_popcnt_epi64(reinterpret_cast<__m512i>(a.part[0]))) << weight;
#else
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) sum_ += std::int64_t{std::popcount(word(a, i))} << weight;
#endif
  }
  FLUXWALK_INLINE BitCount& operator+=(const BitCount& other) {
    sum_ += other.sum_;
    return *this;
  }
  FLUXWALK_INLINE std::int64_t total() const {
#if defined(__AVX512VPOPCNTDQ__)
    const auto four =
        __builtin_shufflevector(sum_, sum_, 0, 1, 2, 3) + __builtin_shufflevector(sum_, sum_, 4, 5, 6, 7);
    const auto two = __builtin_shufflevector(four, four, 0, 1) + __builtin_shufflevector(four, four, 2, 3);
    return static_cast<std::int64_t>(two[0] + two[1]);
#else
    return sum_;
#endif
  }

 private:
#if defined(__AVX512VPOPCNTDQ__)
  Native sum_{};
#else
  std::int64_t sum_ = 0;
#endif
};

FLUXWALK_INLINE std::int64_t num_set(const Bits& a) {
  BitCount count;
  count.add(a);
  return count.total();
}

FLUXWALK_INLINE void insert(Bits& set, int walker) {
  set.part[walker / (8 * native_bytes)][walker / 64 % (native_bytes / 8)] |= std::uint64_t{1}
                                                                             << (walker % 64);
}

FLUXWALK_INLINE bool contains(const Bits& set, int walker) {
  return ((word(set, walker / 64) >> (walker % 64)) & 1u) != 0;
}

/// Calls visit(k) for each walker k of the set, in ascending order.
template <class Visit>
FLUXWALK_INLINE void for_each_walker(const Bits& set, Visit&& visit) {
  for (int i = 0; i < 8; ++i) {
    for (std::uint64_t left = word(set, i); left != 0; left &= left - 1)
      visit(64 * i + std::countr_zero(left));
  }
}

}  // namespace fluxwalk::FLUXWALK_TARGET
