#pragma once
/// \file
/// Dealing sixteen sites at once, where few walkers stand at each: walker k of a site is bit k of 32.
/// Declarations only: what is defined is compiled once a target (kernels/walkers/vector.hpp).

#include <cstdint>

#include "kernels/occupation/split.hpp"

namespace fluxwalk {

inline constexpr int group_size = 16;     ///< sites
inline constexpr int most_in_group = 31;  ///< walkers at one of them

/// What the walkers of the sites were dealt: directions as in Split, then those who stay.
struct GroupCounts {
  alignas(64) std::int32_t dealt[2 * max_dimension + 1][group_size];
  std::int64_t sum[2 * max_dimension + 1];  ///< over the sites
};

/// Deals the walkers of a group, at most most_in_group at each site. Each binomial draw begins with a fresh
/// row, reads as many rows as the most undecided walker needs, and none if nobody is concerned: 32 bits of a
/// row are one site's.
using DealGroup = void (*)(const Split& split, int dimension, const std::int64_t* walkers, Words& words,
                           GroupCounts& counts);

/// Adds the numbers of a group to as many places.
using AddGroup = void (*)(const std::int32_t* numbers, std::int64_t* places);

}  // namespace fluxwalk
