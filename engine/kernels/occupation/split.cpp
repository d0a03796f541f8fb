#include "kernels/occupation/split.hpp"

#include <cmath>
#include <numeric>

namespace fluxwalk {

namespace {

__extension__ using Wide = unsigned __int128;

/// Weights round(2^63 p), so that no probability is wrong by more than 2^-64, and equal ones stay exactly
/// equal.
std::uint64_t weight_of(double probability) {
  return static_cast<std::uint64_t>(std::nearbyint(std::ldexp(probability, 63)));
}

}  // namespace

Share Share::of(std::uint64_t part, std::uint64_t whole) {
  if (part == whole) return {0, true};
  return {static_cast<std::uint64_t>((Wide{part} << 64) / whole), false};
}

Share Share::of_probability(double probability) {
  return of(weight_of(probability), weight_of(1));
}

Split::Split(std::span<const double> probabilities) {
  const std::size_t dimension = probabilities.size() / 2;
  std::uint64_t moving = 0;
  for (std::size_t k = 0; k < 2 * dimension; ++k) moving += weight_of(probabilities[k]);
  if (moving == 0) return;
  move = Share::of(moving, moving + weight_of(probabilities.back()));
  for (std::size_t a = 0; a < dimension && moving > 0; ++a) {
    const std::uint64_t up = weight_of(probabilities[dimension + a]);
    const std::uint64_t along = weight_of(probabilities[a]) + up;
    axis[a] = Share::of(along, moving);
    if (along > 0) plus[a] = Share::of(up, along);
    moving -= along;
  }
}

Multinomial::Multinomial(std::span<const std::uint64_t> weights) {
  std::uint64_t left = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  for (const std::uint64_t weight : weights) {
    if (left == 0) break;
    shares_.push_back(Share::of(weight, left));
    left -= weight;
  }
}

}  // namespace fluxwalk
