#pragma once
/// \file
/// Arithmetic with the numbers of the sites of a block, digit by digit, the lowest first.

#include <type_traits>

#include "kernels/occupation/slices.hpp"
#include "kernels/walkers/vector.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

FLUXWALK_INLINE Bits& bits(Slice& slice) {
  return reinterpret_cast<Bits&>(slice);
}
FLUXWALK_INLINE const Bits& bits(const Slice& slice) {
  return reinterpret_cast<const Bits&>(slice);
}

template <int N>
using Constant = std::integral_constant<int, N>;

/// Calls visit with the number of digits. A small number is known at compile time, so that numbers can live
/// in registers; else it is Constant<0>.
template <class Visit>
FLUXWALK_INLINE void with_digits(int num_digits, Visit visit) {
  constexpr int most = 8;
  if (num_digits == 0 || num_digits > most) return visit(Constant<0>{});
  unroll<most>([&](auto i) __attribute__((always_inline)) {
    if (num_digits == i + 1) visit(Constant<i + 1>{});
  });
}

FLUXWALK_INLINE Bits majority(const Bits& a, const Bits& b, const Bits& c) {
  return ternary<0xe8>(a, b, c);
}

/// Adds one at each of these sites. There are enough digits, here and below.
FLUXWALK_INLINE void add_one(Bits* total, int num_digits, Bits carry) {
  for (int k = 0; k < num_digits; ++k) {
    const Bits before = total[k];
    total[k] = before ^ carry;
    carry &= before;
  }
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

/// Adds at each site the number of the four sets that contain it.
FLUXWALK_INLINE void add_four(Bits* total, int num_digits, const Bits& a, const Bits& b, const Bits& c,
                              const Bits& d) {
  const Bits odd = ternary<0x96>(a, b, c), two = majority(a, b, c), odd_and_d = odd & d;
  const Bits sum[3] = {odd ^ d, two ^ odd_and_d, two & odd_and_d};
  add(total, num_digits, sum, num_digits < 3 ? num_digits : 3);
}

/// Takes one from each of these sites that has any left; returns these sites.
FLUXWALK_INLINE Bits take_one(Bits* left, int num_digits, const Bits& sites) {
  Bits borrow = Bits::none();
  for (int k = 0; k < num_digits; ++k) borrow |= left[k];
  borrow &= sites;
  const Bits taken = borrow;
  for (int k = 0; k < num_digits; ++k) {
    left[k] ^= borrow;
    borrow &= left[k];
  }
  return taken;
}

/// Rotates: bit k of `a` becomes bit k + 128 `Quarters` of the result, modulo the width.
template <int Quarters>
FLUXWALK_INLINE Bits turned(const Bits& a) {
  constexpr int by = Quarters & 3;
  if constexpr (by == 0) return a;
  Bits made;
#if defined(__AVX512F__)
  constexpr int first = 8 - 2 * by;  // the part that becomes the first
  made.part[0] = __builtin_shufflevector(a.part[0], a.part[0], first, first + 1, first + 2, first + 3,
                                         first + 4, first + 5, first + 6, first + 7);
#elif defined(__AVX2__)
  if constexpr (by == 2) {
    made.part[0] = a.part[1];
    made.part[1] = a.part[0];
  } else {
    made.part[by == 1 ? 0 : 1] = __builtin_shufflevector(a.part[1], a.part[0], 2, 3, 4, 5);
    made.part[by == 1 ? 1 : 0] = __builtin_shufflevector(a.part[0], a.part[1], 2, 3, 4, 5);
  }
#else
  for (int i = 0; i < 4; ++i) made.part[(i + by) & 3] = a.part[i];
#endif
  return made;
}

}  // namespace fluxwalk::FLUXWALK_TARGET
