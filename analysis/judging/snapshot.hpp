#pragma once
/// \file
/// Occupancies at one time against their exact mean, with the exact covariance.

#include <cstdint>
#include <vector>

#include "sample/run_view.hpp"

namespace fluxwalk {

namespace theory {
class Covariance;
}

/// The exact occupancies at one time, with neighbouring places merged for the comparison.
struct Snapshot {
  std::int64_t time = 0;
  std::vector<double> mean;           ///< [place] a layer, or a site
  std::vector<std::size_t> group_of;  ///< [place]
  std::size_t num_groups = 0;
  double least = 0;  ///< walkers that a group should expect
  /// K of the groups, [group][group]: their covariance is diag(mean) + K; empty where K = 0
  std::vector<double> excess;
};

/// Σ (n - μ)²/μ with the covariance of the snapshot, for the places against their mean. Directions without
/// variance, or along which fewer than about 10 walkers vary, are not degrees of freedom.
struct OccupancyChiSquare {
  double value = 0, dof = 0;
  double walkers = 0;  ///< expected
  double inverse = 0;  ///< Σ 1/μ, for the number of independent walkers with the same scatter

  double p() const;
};
OccupancyChiSquare occupancy_chi_square(const std::int64_t* counts, const Snapshot& snapshot,
                                        const std::vector<double>& mean);

/// Values of cells summed over places: the layers of an axis, or the cells as they are.
std::vector<double> in_places(const std::vector<double>& now, const std::vector<std::size_t>& place_of,
                              std::size_t num_places);

/// Neighbours are merged until a group expects enough walkers; if the numbers scatter more than Poisson
/// numbers, more walkers by the same factor. `looks`: the number of times that are compared.
Snapshot snapshot_of(const RunView& view, std::int64_t time, const std::vector<double>& now,
                     const theory::Covariance& covariance, const std::vector<std::size_t>& place_of,
                     std::size_t num_places, double looks);

}  // namespace fluxwalk
