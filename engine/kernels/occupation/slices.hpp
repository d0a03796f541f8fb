#pragma once
/// \file
/// Small numbers of walkers, one per site, as binary digits: a slice holds one digit of the numbers of 512
/// sites. The code declared here is compiled once per target (kernels/walkers/vector.hpp).

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/threshold_bits.hpp"
#include "plan/sites_of_slice.hpp"
#include "random/words.hpp"

namespace fluxwalk {

/// A bit for each site of a block of 512.
struct alignas(64) Slice {
  std::uint64_t words[8] = {};
};

/// Choices among three axes for the sites of a block that are drawn and not yet used: one draw gives the
/// choices of five questions.
struct SliceThirds {
  Slice along_y[thirds_per_draw], along_z[thirds_per_draw];
  int num_used = thirds_per_draw;
};

/// The digits of the numbers at all sites, the lowest digit first.
struct Slices {
  static constexpr int most_digits = 16;
  Slice* digit[most_digits] = {};  ///< [digit < num_digits][block], with one more block on either side
  int num_digits = 0;
};

/// Owns the memory of its digits.
class SlicedNumbers : public Slices {
 public:
  static constexpr std::int64_t largest = (std::int64_t{1} << most_digits) - 1;

  explicit SlicedNumbers(std::size_t num_sites)
      : num_blocks_((num_sites + sites_of_slice - 1) / sites_of_slice) {}

  SlicedNumbers(SlicedNumbers&&) = default;  // a copy would point to the digits of the other
  SlicedNumbers& operator=(SlicedNumbers&&) = default;

  std::int64_t operator[](std::size_t site) const;
  /// At most `largest`.
  void set(std::size_t site, std::int64_t number);
  void clear() { num_digits = 0; }  ///< all become 0
  /// Makes room for this many digits, with any values.
  void make_room(int digits) {
    if (digits > num_made_) make_more(digits);
    num_digits = digits;
  }
  /// Makes room for at least this many digits; the new ones are 0.
  void grow(int digits);
  /// Reduces the number of digits to that of the largest number.
  void trim();

 private:
  void make_more(int digits);

  std::size_t num_blocks_;
  int num_made_ = 0;
  std::array<std::vector<Slice>, most_digits> storage_;
};

struct SlicePlan;

/// The code compiled for one processor.
struct SliceCode {
  /// Splits the walkers of all sites that share laws (docs/random-numbers.md). `by_way` holds the directions,
  /// then the walkers that stay, with room for the digits of `now`. It must be zero in blocks without sites
  /// that share a law; these blocks stay as they are. `choices` counts the walkers of each way.
  void (*split)(const SlicePlan& plan, const Slices& now, Words& words, SliceThirds& thirds,
                Slices* const* by_way, std::int64_t* choices);
  /// Draws for every walker whether an event of this chance happens: the walkers chosen, and the others.
  void (*part)(std::size_t num_blocks, const ThresholdBits& chance, const Slices& from, Words& words,
               Slices& chosen, Slices& others);
  /// The numbers after all walkers have arrived. `next` has room for three digits more than `by_way`.
  void (*gather)(const SlicePlan& plan, const Slices* const* by_way, Slices& next);
  /// sum += numbers at some sites ([block], null: at all); `sum` has enough digits.
  void (*accumulate)(std::size_t num_blocks, const Slices& numbers, const Slice* sites, Slices& sum);
  /// The numbers of the sites, one after the other.
  void (*unpack)(std::size_t num_sites, const Slices& numbers, std::int64_t* places);
};

}  // namespace fluxwalk
