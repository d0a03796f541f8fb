#pragma once
#include <cstdint>

#include "random/words.hpp"

namespace fluxwalk {

/// How many of n independent walkers have u < p, where u is uniform in [0, 1) and p in units of 2^-64.
/// 0 <= n < 2^62. Exact, and at much the same cost for any n (docs/random-numbers.md says how).
std::int64_t binomial(std::int64_t n, std::uint64_t p, Words& words);

}  // namespace fluxwalk
