#include "random/poisson.hpp"

#include <cmath>
#include <vector>

#include "random/discrete_draw.hpp"

namespace fluxwalk {

std::int64_t poisson(double mean, std::uint64_t u) {
  constexpr double negligible = 0x1p-80;
  const auto mode = static_cast<std::int64_t>(std::floor(mean));
  std::vector<double> below;  // relative to the mode, from mode - 1 downwards
  double weight = 1;
  for (std::int64_t k = mode; k > 0; --k) {
    weight *= static_cast<double>(k) / mean;
    if (weight < negligible) break;
    below.push_back(weight);
  }
  std::vector<double> above = {1.0};  // from the mode upwards
  weight = 1;
  for (std::int64_t k = mode + 1;; ++k) {
    weight *= mean / static_cast<double>(k);
    if (weight < negligible) break;
    above.push_back(weight);
  }
  double total = 0;  // smallest terms first, from both ends
  for (auto term = below.rbegin(); term != below.rend(); ++term) total += *term;
  double upper = 0;
  for (auto term = above.rbegin(); term != above.rend(); ++term) upper += *term;
  total += upper;

  const double target = static_cast<double>(u >> 11) * 0x1p-53 * total;
  double sum = 0;
  std::int64_t k = mode - static_cast<std::int64_t>(below.size());
  for (auto term = below.rbegin(); term != below.rend(); ++term, ++k) {
    sum += *term;
    if (target < sum) return k;
  }
  for (const double term : above) {
    sum += term;
    if (target < sum) return k;
    ++k;
  }
  return k - 1;
}

std::int64_t poisson(double mean, Words& words) {
  if (mean == 0) return 0;
  const PoissonLaw law{mean};
  return mean < smallest_rejected_variance ? draw_by_inversion(law, words) : draw_by_rejection(law, words);
}

}  // namespace fluxwalk
