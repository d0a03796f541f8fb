#pragma once
/// \file
/// The hash by which damage to a results file is found.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/hdf5.hpp"

namespace fluxwalk::store {

/// The 64-bit FNV-1a hash (draft-eastlake-fnv). Each step is one-to-one, so that one changed byte always
/// shows.
class Fnv {
 public:
  void add(std::span<const std::byte> bytes) {
    for (const std::byte byte : bytes) hash_ = (hash_ ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
  }
  /// The bytes of a text, and a zero after its last one.
  void add(const std::string& text) { add(std::as_bytes(std::span(text.c_str(), text.size() + 1))); }
  /// The eight bytes of a number, as a file of ours holds them: little-endian.
  void add(std::uint64_t word) {
    for (int byte = 0; byte < 8; ++byte) {
      const auto next = static_cast<std::byte>(word >> (8 * byte) & 0xFF);
      add(std::span(&next, 1));
    }
  }
  void add(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }

  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

/// Hash of a dataset: its name, the lengths of its dimensions, then its values.
template <class T>
std::uint64_t hash_of(const std::string& name, const Shape& shape, const std::vector<T>& values) {
  Fnv hash;
  hash.add(name);
  for (const hsize_t length : shape) hash.add(std::uint64_t{length});
  for (const T& value : values) hash.add(value);
  return hash.value();
}

}  // namespace fluxwalk::store
