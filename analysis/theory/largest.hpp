#pragma once
#include <cstddef>
#include <vector>

#include "fluxwalk/occupancy.hpp"

namespace fluxwalk::theory {

/// The largest of independent draws from the values 0 ... K-1, in groups with one distribution each. Where
/// the chances of a group sum to less than 1, a draw may be nothing instead, which counts as -1.
///     P(largest <= k) = Π_g F_g(k)^n_g
class Largest {
 public:
  /// \param chances [group][value]
  explicit Largest(const std::vector<std::vector<double>>& chances);

  /// Mean, variance and third cumulant. \param numbers [group] draws
  Cumulants of(const std::vector<double>& numbers) const;
  /// Chance that all draws are nothing.
  double chance_of_nothing(const std::vector<double>& numbers) const { return below(0, numbers); }

 private:
  /// P(largest < value).
  double below(std::size_t value, const std::vector<double>& numbers) const;

  std::vector<std::vector<double>> log_below_;  ///< [group][value] ln of the chance of a draw below the value
};

}  // namespace fluxwalk::theory
