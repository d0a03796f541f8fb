#pragma once
#include <cstdint>

#include "random/words.hpp"

namespace fluxwalk {

/// A Poisson number with the given mean (0 <= mean <= 1e12), by inversion of the word `u` / 2^64. Time and
/// memory grow as the root of the mean.
///
/// The probabilities are summed by their recurrence outwards from the mode, with only IEEE +, * and /: so
/// every compiler and mathematics library gives the same answer. Those below 2^-80 of the mode's count as
/// zero.
std::int64_t poisson(double mean, std::uint64_t u);

/// A Poisson number of any mean 0 <= mean <= 2^61. Exact, and at nearly the same cost for any mean.
std::int64_t poisson(double mean, Words& words);

}  // namespace fluxwalk
