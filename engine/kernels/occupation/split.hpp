#pragma once
/// \file
/// Splits the walkers of a site: a multinomial draw as a tree of binomial ones.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "random/binomial.hpp"
#include "random/words.hpp"

namespace fluxwalk {

/// The part of some walkers that goes one way; each walker chooses independently.
struct Share {
  std::uint64_t p = 0;  ///< chance of each, in units of 2^-64
  bool is_all = false;  ///< all walkers go: there is nothing to draw

  /// part / whole, rounded down to a multiple of 2^-64. 0 <= part <= whole.
  static Share of(std::uint64_t part, std::uint64_t whole);
  /// The same for a probability, as the weight round(2^63 p) of 2^63.
  static Share of_probability(double probability);

  std::int64_t draw(std::int64_t walkers, Words& words) const {
    if (is_all) return walkers;
    return walkers == 0 || p == 0 ? 0 : binomial(walkers, p, words);
  }
  bool is_nothing() const noexcept { return p == 0 && !is_all; }
  auto operator<=>(const Share&) const = default;
};

/// Chances of the directions (-x, -y, -z, +x, +y, +z, those of d axes), the rest staying. The first draw says
/// which walkers move, the next along which axis, the last which way: two equal ways of an axis then take a
/// single bit per walker.
struct Split {
  /// Directions and stay, as probabilities that sum to 1.
  explicit Split(std::span<const double> probabilities);

  /// Walkers in each direction; returns the number that stays.
  std::int64_t draw(std::int64_t walkers, std::span<std::int64_t> directions, Words& words) const {
    std::int64_t moving = move.draw(walkers, words);
    const std::int64_t stay = walkers - moving;
    const std::size_t dimension = directions.size() / 2;
    for (std::size_t a = 0; a < dimension; ++a) {
      const std::int64_t along = axis[a].draw(moving, words);
      moving -= along;
      directions[dimension + a] = plus[a].draw(along, words);
      directions[a] = along - directions[dimension + a];
    }
    return stay;
  }
  auto operator<=>(const Split&) const = default;

  Share move;           // of all walkers
  PerAxis<Share> axis;  // of the walkers that move, and along none of the axes before
  PerAxis<Share> plus;  // of the walkers that move along the axis
};

/// Splits walkers among cells with integer weights, one cell after the other.
class Multinomial {
 public:
  explicit Multinomial(std::span<const std::uint64_t> weights);
  /// Calls visit(cell, number) for every cell that gets a walker.
  template <class Visit>
  void draw(std::int64_t walkers, Words& words, Visit&& visit) const {
    for (std::size_t cell = 0; walkers > 0 && cell < shares_.size(); ++cell) {
      const std::int64_t number = shares_[cell].draw(walkers, words);
      walkers -= number;
      if (number > 0) visit(cell, number);
    }
  }

 private:
  std::vector<Share> shares_;  // share of the walkers that no earlier cell has taken
};

}  // namespace fluxwalk
