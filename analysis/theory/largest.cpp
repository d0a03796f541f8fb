#include "theory/largest.hpp"

#include <algorithm>
#include <cmath>

namespace fluxwalk::theory {

Largest::Largest(const std::vector<std::vector<double>>& chances) {
  for (const std::vector<double>& group : chances) {
    std::vector<double>& log_below = log_below_.emplace_back(group.size() + 1, 0.0);
    double tail = 0;  // summed from its thin end: many draws may reach what one hardly ever does
    for (std::size_t value = group.size(); value-- > 0;) {
      tail += group[value];
      log_below[value] = std::log1p(-std::min(tail, 1.0));
    }
  }
}

double Largest::below(std::size_t value, const std::vector<double>& numbers) const {
  double sum = 0;
  for (std::size_t g = 0; g < log_below_.size(); ++g)
    if (numbers[g] > 0) sum += numbers[g] * log_below_[g][value];
  return std::exp(sum);
}

Cumulants Largest::of(const std::vector<double>& numbers) const {
  std::vector<double> chance;  // [1 + value]
  double before = 0;
  for (std::size_t value = 0; value < log_below_.front().size(); ++value) {
    const double now = below(value, numbers);
    chance.push_back(now - before);
    before = now;
  }
  Cumulants sum;
  for (std::size_t i = 0; i < chance.size(); ++i) sum.mean += chance[i] * (static_cast<double>(i) - 1);
  for (std::size_t i = 0; i < chance.size(); ++i) {
    const double deviation = static_cast<double>(i) - 1 - sum.mean;
    sum.variance += chance[i] * deviation * deviation;
    sum.third += chance[i] * deviation * deviation * deviation;
  }
  return sum;
}

}  // namespace fluxwalk::theory
