#pragma once
/// \file
/// Exact values for the displacements of the walkers that started.

#include <cstddef>
#include <memory>
#include <vector>

#include "fluxwalk/displacements.hpp"
#include "laws/expected_occupancy.hpp"

namespace fluxwalk {

/// Powers of the displacement, r_x^i r_y^j r_z^k.
using Powers = theory::Displacements::Powers;
Powers power(int a, int n = 1);  ///< r_a^n
Powers product(int a, int b);    ///< r_a r_b

/// Exact mean and covariance of the sums Σ r_x^i r_y^j r_z^k over the walkers in the box at the moment times.
/// Each walker is independent of the others, and one that has left counts as 0.
class ExactMoments {
 public:
  virtual ~ExactMoments() = default;

  virtual double mean(std::size_t row, const Powers& powers) const = 0;
  /// Of powers of order 2 or less; NaN if it was not computed.
  virtual double covariance(std::size_t row, const Powers& a, const Powers& b) const = 0;
  /// Whether the covariances of second moments are known.
  virtual bool has_errors() const = 0;

  /// In closed form if each displacement is a free walk, else from the transition matrix of the sites. If
  /// that is too costly, it is computed without errors, or not at all (null).
  static std::unique_ptr<ExactMoments> of(const Run& run);
};

/// The displacement along the axis is a free walk: all sites have the same hops, no face stops a walker, and
/// no walker is lost.
bool walks_freely(const RunView& view, int axis);
bool walks_freely(const RunView& view);  ///< along every axis

/// An exact value, or 0 if it is only rounding beside the value that it is compared with.
inline double without_rounding(double value, double scale) {
  return std::abs(value) < 1e-10 * scale ? 0.0 : value;
}

}  // namespace fluxwalk
