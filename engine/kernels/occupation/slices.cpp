#include "kernels/occupation/slices.hpp"

#include <algorithm>
#include <bit>

namespace fluxwalk {

std::int64_t SlicedNumbers::operator[](std::size_t site) const {
  std::uint64_t number = 0;
  for (int k = 0; k < num_digits; ++k) {
    const std::uint64_t word = digit[k][site / sites_of_slice].words[site % sites_of_slice / 64];
    number |= (word >> (site % 64) & 1U) << k;
  }
  return static_cast<std::int64_t>(number);
}

void SlicedNumbers::set(std::size_t site, std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  grow(static_cast<int>(std::bit_width(bits)));
  for (int k = 0; k < num_digits; ++k) {
    std::uint64_t& word = digit[k][site / sites_of_slice].words[site % sites_of_slice / 64];
    word = (word & ~(std::uint64_t{1} << (site % 64))) | (bits >> k & 1U) << (site % 64);
  }
}

void SlicedNumbers::clear(int digits) {
  num_digits = 0;
  grow(digits);
}

void SlicedNumbers::grow(int digits) {
  for (; num_digits < digits; ++num_digits) {
    storage_[static_cast<std::size_t>(num_digits)].assign(num_blocks_ + 2, Slice{});
    digit[num_digits] = storage_[static_cast<std::size_t>(num_digits)].data() + 1;
  }
}

}  // namespace fluxwalk
