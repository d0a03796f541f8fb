#pragma once
/// \file
/// Real-valued start distributions as integers, by a rule that gives the same rounding on every machine
/// (docs/experiment-file.md).

#include <cstdint>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::input {

/// Weight 1 for the layers first ... last.
LayerWeights equal_weights(std::int32_t first, std::int32_t last);

/// The largest weight on an axis of this many layers: 2^40, less on more than 2^22 layers so that sums stay
/// below 2^62.
double largest_weight(std::int64_t num_layers);

/// round(largest * exp(-(i - center)^2 / (2 width^2))) for the layers i of 0 ... num_layers-1 where that is
/// not 0. The weights are empty if it is 0 everywhere.
LayerWeights gaussian_weights(std::int32_t num_layers, double center, double width);

/// True if gaussian_weights would not be empty, without making them.
bool has_gaussian_weight(std::int32_t num_layers, double center, double width);

/// round(largest_weight(number) * weight / greatest) of one among a number of weights.
std::uint64_t start_weight(double weight, double greatest, std::int64_t number);

/// The same of all layers; the weights are finite, not negative, and not all 0.
LayerWeights profile_weights(const std::vector<double>& weights);

}  // namespace fluxwalk::input
