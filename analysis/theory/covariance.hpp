#pragma once
#include <Eigen/Core>
#include <cstdint>
#include <limits>
#include <vector>

#include "fluxwalk/occupancy.hpp"

namespace fluxwalk::theory {

/// K of Cov(n_i, n_j) = δ_ij <n_i> + K_ij: the second factorial cumulants of the occupancies. Zero for
/// Poisson numbers; -N P P^T for a population of fixed number, and similar for walkers from a reservoir of
/// fixed number; positive where walkers split. If n_i walkers are given to start in each cell, K(0) =
/// -diag(n).
///     K(t+1) = A K Aᵀ + diag(2 b (1-k) landed) - (1-k)²(1+b)² diag(Σ c q²),   A = (1-k)(1+b) × hops,
/// landed is the mean after the hops. If no walker splits, steps are done only when K is needed, many at
/// once: K after h steps is P K Pᵀ + S, and P and S of 2h steps follow from those of h. Given starts in more
/// cells than the matrix may have are computed backwards: between groups of cells K is -Σ n_i u_g(i) u_h(i),
/// where u_g(i) is the chance that a walker of cell i is in group g.
class Covariance {
 public:
  /// Most cells for which the matrix itself is followed.
  static constexpr std::size_t max_cells = 400;

  /// `times`: the sum of the times at which `summed` will be asked for.
  /// \throws TooCostly for more cells than that, unless there are only fixed populations and given starts;
  /// then if `summed` would take too long for even a few groups.
  explicit Covariance(const Occupancy& occupancy, double times = 0);

  bool is_zero() const noexcept { return groups_.empty() && exact_.empty() && dense_.size() == 0; }
  /// Number of groups that `summed` can handle in the available time and memory.
  double most_groups() const noexcept { return most_groups_; }
  /// Does the step that `now`, the mean n(t), produces.
  void advance(const std::vector<double>& now);
  /// K f, of each column f [cell]. \throws TooCostly for given starts in more than max_cells cells.
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

  std::vector<std::vector<double>> arrivals(const std::vector<std::size_t>& group_of,
                                            std::size_t num_groups) const;
  void hop(Eigen::MatrixXd& columns) const;
  void step(Eigen::MatrixXd& k) const;
  Leap leap_over(std::int64_t steps) const;
  void catch_up() const;

  const Occupancy& occupancy_;
  std::vector<Group> groups_;  ///< of fixed numbers, if there is nothing else
  std::vector<double> exact_;  ///< given starts, if they are computed backwards
  std::int64_t time_ = 0;
  double most_groups_ = std::numeric_limits<double>::infinity();
  mutable Eigen::MatrixXd dense_;
  mutable std::int64_t behind_ = 0;  ///< steps that dense_ still has to do
  mutable Leap leap_;                ///< the last one
};

}  // namespace fluxwalk::theory
