#pragma once
#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "fluxwalk/field.hpp"

namespace fluxwalk::theory {

/// K of Cov(n_i, n_j) = δ_ij <n_i> + K_ij: the second factorial cumulants of the occupancies. None for
/// Poisson numbers; -N P P^T for a population of fixed number, and the like for those who come out of a
/// deterministic bath; more than nought where walkers split.
///     K(t+1) = A K Aᵀ + diag(2 b (1-k) landed) - (1-k)²(1+b)² diag(Σ c q²),   A = (1-k)(1+b) × hops,
/// landed being the mean after the hops. Where nobody splits, steps are done when K is asked for, and many of
/// them at once: K after h steps is P K Pᵀ + S, and P and S of 2h steps follow from those of h.
class Covariance {
 public:
  /// Most cells for which the matrix itself is followed.
  static constexpr std::size_t max_cells = 400;

  /// \throws TooCostly for more cells than that, unless it is made of fixed populations alone.
  explicit Covariance(const Field& field);

  bool is_zero() const noexcept { return groups_.empty() && dense_.size() == 0; }
  /// Does the step that `now`, the mean n(t), produces.
  void advance(const std::vector<double>& now);
  /// K f, of each column f [cell].
  Eigen::MatrixXd times(const Eigen::MatrixXd& f) const;
  /// K of sums over groups of cells, 0 ... num_groups-1, `group_of` each cell.
  Eigen::MatrixXd summed(const std::vector<std::size_t>& group_of, std::size_t num_groups) const;

 private:
  struct Group {
    double number;
    std::vector<double> chances;
  };
  struct Leap {
    std::int64_t steps = 0;
    Eigen::MatrixXd chances, added;  ///< P and S
  };

  void hop(Eigen::MatrixXd& columns) const;
  void step(Eigen::MatrixXd& k) const;
  Leap leap_over(std::int64_t steps) const;
  void catch_up() const;

  const Field& field_;
  std::vector<Group> groups_;  ///< of fixed numbers, while that is all that there is
  mutable Eigen::MatrixXd dense_;
  mutable std::int64_t behind_ = 0;  ///< steps that dense_ has still to do
  mutable Leap leap_;                ///< the last one
};

}  // namespace fluxwalk::theory
