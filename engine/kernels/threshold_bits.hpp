#pragma once
/// \file
/// Thresholds bit by bit, in the form that code compiled for one processor needs.

#include <array>
#include <cstdint>

#include "random/choice.hpp"

namespace fluxwalk {

/// The thresholds of a choice, bit by bit: the first is bit 63.
struct ThresholdBits {
  ThresholdBits() = default;
  explicit ThresholdBits(const Thresholds& thresholds);

  struct Row {
    std::array<std::uint64_t, 6> is_one{};   ///< all ones where the threshold has a one here
    std::array<std::uint64_t, 6> is_open{};  ///< all ones where a one is here or at a later digit
  };
  std::array<Row, 65> row{};
  std::uint64_t closing = 0;  ///< bit d: digit d is the last one of a threshold; a walker still undecided
                              ///< after it is not below the threshold
  int num_digits = 0;         ///< of the longest
  int num_thresholds = 0;
};

/// How the hop of a step is drawn (docs/random-numbers.md).
enum class HopRule {
  halves,    ///< a chain, two equal chances: one bit
  quarters,  ///< a square lattice, four equal chances: two bits
  sixths,    ///< a cubic lattice, six equal chances: one bit for up or down, and a choice among three
  cells,     ///< any other law: comparison with thresholds
};

/// The rule for these thresholds of the cells -x, -y, -z, +x, +y, +z, stay (those of d axes).
HopRule hop_rule(const Thresholds& hop, int dimension);

/// A choice among hops.
struct HopChoice {
  HopChoice(const Thresholds& hop, int of_dimension)
      : rule(hop_rule(hop, of_dimension)), dimension(of_dimension), bits(hop) {}

  HopRule rule;
  int dimension;
  ThresholdBits bits;
};

}  // namespace fluxwalk
