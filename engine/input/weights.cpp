#include "weights.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace fluxwalk::input {

LayerWeights equal_weights(std::int32_t first, std::int32_t last) {
  return {first, std::vector<std::uint64_t>(static_cast<std::size_t>(last - first) + 1, 1)};
}

double largest_weight(std::int64_t num_layers) {
  const auto exponent = static_cast<int>(
      std::bit_width(static_cast<std::uint64_t>(num_layers - 1)));  // 2^exponent >= num_layers
  return std::ldexp(1.0, std::min(40, 62 - exponent));
}

namespace {

/// In long double, so that a last-digit difference between mathematical libraries does not reach the integer.
long double gaussian_weight(double layer, std::int32_t num_layers, double center, double width) {
  const long double distance = (static_cast<long double>(layer) - center) / width;
  return std::round(largest_weight(num_layers) * std::exp(-distance * distance / 2));
}

}  // namespace

bool has_gaussian_weight(std::int32_t num_layers, double center, double width) {
  const double nearest = std::clamp(std::round(center), 0.0, num_layers - 1.0);
  return gaussian_weight(nearest, num_layers, center, width) > 0;
}

LayerWeights gaussian_weights(std::int32_t num_layers, double center, double width) {
  // Beyond 8 widths e^-32 2^40 < 1/2 rounds to 0.
  const double first = std::max(0.0, std::ceil(center - 8 * width));
  const double last = std::min(num_layers - 1.0, std::floor(center + 8 * width));
  LayerWeights layers{0, {}};
  for (double i = first; i <= last; ++i) {
    const long double weight = gaussian_weight(i, num_layers, center, width);
    if (weight == 0 && layers.weights.empty()) continue;
    if (layers.weights.empty()) layers.first = static_cast<std::int32_t>(i);
    layers.weights.push_back(static_cast<std::uint64_t>(weight));
  }
  while (!layers.weights.empty() && layers.weights.back() == 0) layers.weights.pop_back();
  return layers;
}

std::uint64_t start_weight(double weight, double greatest, std::int64_t number) {
  const long double largest = largest_weight(number);
  return static_cast<std::uint64_t>(std::round(largest * (weight / static_cast<long double>(greatest))));
}

LayerWeights profile_weights(const std::vector<double>& weights) {
  const double greatest = *std::max_element(weights.begin(), weights.end());
  LayerWeights layers{0, {}};
  layers.weights.reserve(weights.size());
  for (const double weight : weights)
    layers.weights.push_back(start_weight(weight, greatest, static_cast<std::int64_t>(weights.size())));
  return layers;
}

}  // namespace fluxwalk::input
