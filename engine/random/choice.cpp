#include "random/choice.hpp"

#include <cmath>

#include "fluxwalk/error.hpp"

namespace fluxwalk {

namespace {
__extension__ using Wide = unsigned __int128;
}

Thresholds thresholds_from_weights(std::span<const std::uint64_t> weights) {
  Wide total = 0;
  for (const std::uint64_t weight : weights) total += weight;
  if (total == 0 || (total >> 64) != 0) throw InternalError("weights must have a sum in [1, 2^64)");
  Thresholds thresholds;
  Wide sum = 0;
  for (const std::uint64_t weight : weights) {
    sum += weight;
    if (sum == total) break;
    thresholds.push_back(static_cast<std::uint64_t>((sum << 64) / total));
  }
  return thresholds;
}

Thresholds thresholds_from_probabilities(std::span<const double> probabilities) {
  std::vector<std::uint64_t> weights;
  // Exact except for probabilities below 2^-11: a double has 53 digits.
  for (const double p : probabilities)
    weights.push_back(static_cast<std::uint64_t>(std::round(std::ldexp(p, 63))));
  return thresholds_from_weights(weights);
}

}  // namespace fluxwalk
