#pragma once
#include <cstdint>

#include "random/discrete_law.hpp"
#include "random/words.hpp"

namespace fluxwalk {

/// Whether u < scale * height(k) - level for a uniform u in [v, v + 2^-53), with 48 decimals of the height
/// and as many further words as necessary. `scale` and `level` are taken as exact.
bool accept_exactly(const BinomialLaw& law, std::int64_t k, double v, double scale, double level,
                    Words& words);
bool accept_exactly(const PoissonLaw& law, std::int64_t k, double v, double scale, double level,
                    Words& words);

/// The smallest k for which f(0) + ... + f(k) exceeds a uniform u in [word, word + 1) / 2^64, with the same
/// exactness.
std::int64_t invert_exactly(const BinomialLaw& law, std::uint64_t word, Words& words);
std::int64_t invert_exactly(const PoissonLaw& law, std::uint64_t word, Words& words);

}  // namespace fluxwalk
