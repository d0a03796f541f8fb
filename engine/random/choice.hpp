#pragma once
/// \file
/// The one rule by which random bits decide anything. A walker's bits are the binary digits of a number u in
/// [0, 1). They are read only until it is certain in which of the cells 0 = c_0 <= c_1 <= ... <= 1 u falls.
/// Cell boundaries are multiples of 2^-64, so a choice is exact to 2^-64, and a choice among 2^k equal cells
/// takes k bits and is exact.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fluxwalk {

/// Inner boundaries of the cells, in units of 2^-64, ascending. Cells of zero weight at the end are left out.
using Thresholds = std::vector<std::uint64_t>;

/// floor(2^64 (w_0 + ... + w_i) / (sum of all w)) for i = 0, 1, ... The sum must be positive and below 2^64.
Thresholds thresholds_from_weights(std::span<const std::uint64_t> weights);

/// The same for probabilities, which become the weights round(2^63 p): equal probabilities stay exactly
/// equal.
Thresholds thresholds_from_probabilities(std::span<const double> probabilities);

/// The bits of a threshold that follow its first `num_read` ones are all zero.
constexpr bool is_settled(std::uint64_t threshold, int num_read) noexcept {
  return num_read >= 64 || (threshold << num_read) == 0;
}

/// An unfinished choice: which cells u may be in, given the digits read so far.
class Choice {
 public:
  explicit Choice(const Thresholds& thresholds) : Choice(thresholds, 0, thresholds.size(), 0, 0) { narrow(); }
  /// A choice that has already read the num_read highest digits of u, and knows that u is in one of the cells
  /// first ... last.
  Choice(const Thresholds& thresholds, std::size_t first, std::size_t last, std::uint64_t u, int num_read)
      : thresholds_(thresholds), first_(first), last_(last), smallest_(u), num_read_(num_read) {}

  bool is_certain() const noexcept { return first_ == last_ || num_read_ == 64; }
  std::size_t first() const noexcept { return first_; }
  std::size_t last() const noexcept { return last_; }
  int num_read() const noexcept { return num_read_; }

  /// The next digit of u.
  void read(bool digit) {
    smallest_ |= std::uint64_t{digit} << (63 - num_read_);
    ++num_read_;
    narrow();
  }

 private:
  void narrow() {
    const std::uint64_t to_come = num_read_ == 64 ? 0 : ~std::uint64_t{} >> num_read_;
    const auto begin = thresholds_.begin();
    const auto cell = [&](std::uint64_t u) {
      const auto above = std::upper_bound(begin + static_cast<std::ptrdiff_t>(first_),
                                          begin + static_cast<std::ptrdiff_t>(last_), u);
      return static_cast<std::size_t>(above - begin);
    };
    const std::size_t last = cell(smallest_ | to_come);
    first_ = cell(smallest_);
    last_ = last;
  }

  const Thresholds& thresholds_;
  std::size_t first_, last_;  // cells
  std::uint64_t smallest_;    // u if all digits to come are 0
  int num_read_;
};

/// Number of thresholds at or below u. Its binary digits are read_bit(0), read_bit(1), ... (bool each).
template <class ReadBit>
std::size_t choose(const Thresholds& thresholds, ReadBit&& read_bit) {
  Choice choice(thresholds);
  while (!choice.is_certain()) choice.read(read_bit(choice.num_read()));
  return choice.first();
}

/// A byte below 243 = 3^5 makes five choices among three; with a larger one the walker takes its next eight
/// bits.
inline constexpr int thirds_per_draw = 5;

/// Digits in base 3, the lowest first, of the first byte below 243. read_bit(8 n) is the highest bit of byte
/// n.
template <class ReadBit>
std::array<std::uint8_t, thirds_per_draw> draw_thirds(ReadBit&& read_bit) {
  constexpr int num_values = 243;
  int byte = num_values;
  for (int first = 0; byte >= num_values; first += 8) {
    byte = 0;
    for (int bit = 0; bit < 8; ++bit) byte = 2 * byte + (read_bit(first + bit) ? 1 : 0);
  }
  std::array<std::uint8_t, thirds_per_draw> digits{};
  for (std::uint8_t& digit : digits) {
    digit = static_cast<std::uint8_t>(byte % 3);
    byte /= 3;
  }
  return digits;
}

}  // namespace fluxwalk
