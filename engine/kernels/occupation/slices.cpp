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

void SlicedNumbers::make_more(int digits) {
  for (; num_made_ < digits; ++num_made_) {
    std::vector<Slice>& storage = storage_[static_cast<std::size_t>(num_made_)];
    storage.resize(num_blocks_ + 2);
    digit[num_made_] = storage.data() + 1;
  }
}

void SlicedNumbers::grow(int digits) {
  while (num_digits < digits) {
    make_room(num_digits + 1);
    std::fill_n(digit[num_digits - 1], num_blocks_, Slice{});
  }
}

void SlicedNumbers::trim() {
  const auto is_empty = [](const Slice& slice) {
    return std::all_of(slice.words, slice.words + 8, [](std::uint64_t word) { return word == 0; });
  };
  while (num_digits > 0 && std::all_of(digit[num_digits - 1], digit[num_digits - 1] + num_blocks_, is_empty))
    --num_digits;
}

}  // namespace fluxwalk
