#pragma once
/// \file
/// The hash that detects damage to a results file.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "files/hdf5.hpp"

namespace fluxwalk::store {

using namespace files;

/// The 64-bit FNV-1a hash (draft-eastlake-fnv). Each step is one-to-one, so that one changed byte always
/// changes the hash.
class Fnv {
 public:
  void add(std::span<const std::byte> bytes) {
    for (const std::byte byte : bytes) hash_ = (hash_ ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
  }
  /// The bytes of a text, and a zero after its last one.
  void add(const std::string& text) { add(std::as_bytes(std::span(text.c_str(), text.size() + 1))); }
  /// The eight bytes of a number, as a results file holds them: little-endian.
  void add(std::uint64_t word) {
    for (int byte = 0; byte < 8; ++byte) {
      const auto next = static_cast<std::byte>(word >> (8 * byte) & 0xFF);
      add(std::span(&next, 1));
    }
  }
  void add(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }

  /// Adds the same numbers in turn, but faster: most counts are small, so most of their bytes are equal.
  void add(std::span<const std::int64_t> numbers) {
    for (; numbers.size() >= 8; numbers = numbers.subspan(8)) {
      std::uint64_t any = 0;
      for (std::size_t i = 0; i < 8; ++i) any |= static_cast<std::uint64_t>(numbers[i]);
      if (any == 0) {
        hash_ *= powers[64];
        continue;
      }
      for (std::size_t i = 0; i < 8; ++i) add_short(numbers[i]);
    }
    for (const std::int64_t number : numbers) add_short(number);
  }
  template <class T>
  void add(std::span<const T> values) {
    for (const T& value : values) add(value);
  }

  std::uint64_t value() const { return hash_; }

 private:
  static constexpr std::uint64_t prime = 0x100000001b3;
  /// A byte of zero only multiplies the hash by the prime; powers[k] is the factor of k such bytes.
  static constexpr std::array<std::uint64_t, 65> powers = [] {
    std::array<std::uint64_t, 65> list{1};
    for (std::size_t i = 1; i < list.size(); ++i) list[i] = list[i - 1] * prime;
    return list;
  }();
  /// What seven bytes 0xFF (those of a small negative number) do in addition to the multiplication. It
  /// depends only on the lowest byte of the hash: a byte changes only that one, and the lowest byte of a
  /// product depends only on the lowest bytes of its factors.
  static constexpr std::array<std::uint64_t, 256> beyond_product = [] {
    std::array<std::uint64_t, 256> list{};
    for (std::uint64_t low = 0; low < list.size(); ++low) {
      std::uint64_t hash = low;
      for (int i = 0; i < 7; ++i) hash = (hash ^ 0xFF) * prime;
      list[low] = hash - low * powers[7];
    }
    return list;
  }();

  void add_short(std::int64_t number) {
    const auto word = static_cast<std::uint64_t>(number);
    if (word < 0x100) {
      hash_ = (hash_ ^ word) * powers[8];
    } else if (~word < 0x100) {
      hash_ = (hash_ ^ (word & 0xFF)) * prime;
      hash_ = hash_ * powers[7] + beyond_product[hash_ & 0xFF];
    } else {
      std::size_t num_zero = 8;
      for (std::uint64_t rest = word; rest != 0; rest >>= 8, --num_zero)
        hash_ = (hash_ ^ (rest & 0xFF)) * prime;
      hash_ *= powers[num_zero];
    }
  }

  std::uint64_t hash_ = 0xcbf29ce484222325;
};

/// The hash of a dataset begins with this: its name and the lengths of its dimensions. Its values follow.
inline Fnv begin_hash(const std::string& name, const Shape& shape) {
  Fnv hash;
  hash.add(name);
  for (const hsize_t length : shape) hash.add(std::uint64_t{length});
  return hash;
}

template <class T>
std::uint64_t hash_of(const std::string& name, const Shape& shape, const std::vector<T>& values) {
  Fnv hash = begin_hash(name, shape);
  hash.add(std::span<const T>(values));
  return hash.value();
}

}  // namespace fluxwalk::store
