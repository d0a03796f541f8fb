#include "fluxwalk/homogenised.hpp"

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>
#include <vector>

#include "fluxwalk/answer_limits.hpp"
#include "fluxwalk/transitions.hpp"

namespace fluxwalk::theory {

namespace {

using Index = Eigen::Index;
/// A direct solver fills much more of a matrix in three dimensions than in two.

struct Hop {
  std::size_t from, to;
  int axis, distance;  ///< -1 or 1
  double chance;
};

/// Hops between the sites where walkers can be, numbered in turn.
struct Cell {
  std::size_t num_sites = 0;
  std::vector<Hop> hops;

  explicit Cell(const Experiment& experiment) {
    const Transitions transitions(experiment);
    std::vector<std::size_t> number(static_cast<std::size_t>(transitions.num_sites()));
    for (std::int64_t site = 0; site < transitions.num_sites(); ++site)
      if (!transitions.is_obstacle(site)) number[static_cast<std::size_t>(site)] = num_sites++;
    for (std::int64_t site = 0; site < transitions.num_sites(); ++site) {
      if (transitions.is_obstacle(site)) continue;
      for (int direction = 0; direction < transitions.num_directions(); ++direction) {
        const double chance = transitions.hop(site, direction);
        const std::int64_t target = transitions.target(site, direction);
        if (!(chance > 0) || target == Transitions::outside) continue;
        hops.push_back({number[static_cast<std::size_t>(site)], number[static_cast<std::size_t>(target)],
                        direction % transitions.dimension(),
                        transitions.crossing(site, direction).is_forward ? 1 : -1, chance});
      }
    }
  }

  /// Every site can be reached from the first, and the first from every site.
  bool is_connected() const {
    for (const bool is_backward : {false, true}) {
      std::vector<std::vector<std::size_t>> next(num_sites);
      for (const Hop& hop : hops)
        next[is_backward ? hop.to : hop.from].push_back(is_backward ? hop.from : hop.to);
      std::vector<bool> is_seen(num_sites, false);
      std::vector<std::size_t> list = {0};
      is_seen[0] = true;
      for (std::size_t k = 0; k < list.size(); ++k)
        for (const std::size_t site : next[list[k]]) {
          if (is_seen[site]) continue;
          is_seen[site] = true;
          list.push_back(site);
        }
      if (list.size() < num_sites) return false;
    }
    return num_sites > 0;
  }

  /// 1 - T with the column of the first site left out, or its transpose: the remaining matrix has full rank.
  Eigen::SparseMatrix<double> generator(bool is_transposed) const {
    std::vector<Eigen::Triplet<double>> entries;
    const auto add = [&](std::size_t row, std::size_t column, double value) {
      if (is_transposed) std::swap(row, column);
      if (row > 0 && column > 0)
        entries.emplace_back(static_cast<Index>(row) - 1, static_cast<Index>(column) - 1, value);
    };
    for (const Hop& hop : hops) {
      add(hop.from, hop.from, hop.chance);
      add(hop.from, hop.to, -hop.chance);
    }
    const auto size = static_cast<Index>(num_sites) - 1;
    Eigen::SparseMatrix<double> matrix(size, size);
    matrix.setFromTriplets(entries.begin(), entries.end());
    return matrix;
  }
};

constexpr const char* unstable = "the equations of the medium cannot be solved: its hops are too unlike";

/// Chances as different as this cannot be in one equation: the small ones are lost in its rounding.
void require_alike(const Cell& cell) {
  constexpr double most_unlike = 1e12;
  double least = 1, most = 0;
  for (const Hop& hop : cell.hops) {
    least = std::min(least, hop.chance);
    most = std::max(most, hop.chance);
  }
  if (most > most_unlike * least)
    throw NoHomogenised(
        "the chances of its hops differ by more than a factor of 10^12: rounding hides the D");
}

/// π of sum 1: π_0 = 1 first, the others from what the first sends to them.
Eigen::VectorXd equilibrium(const Cell& cell) {
  const auto size = static_cast<Index>(cell.num_sites);
  Eigen::VectorXd all = Eigen::VectorXd::Ones(size);
  if (size > 1) {
    const Eigen::SparseLU<Eigen::SparseMatrix<double>> solver(cell.generator(true));
    if (solver.info() != Eigen::Success) throw NoHomogenised(unstable);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(size - 1);
    for (const Hop& hop : cell.hops)
      if (hop.from == 0 && hop.to > 0) right(static_cast<Index>(hop.to) - 1) += hop.chance;
    all.tail(size - 1) = solver.solve(right);
  }
  return all / all.sum();
}

}  // namespace

Homogenised homogenised(const Experiment& experiment) {
  const LatticeWalk& system = experiment.system;
  if (system.has_turnover()) throw NoHomogenised("walkers enter, appear, vanish or are born");
  for (int axis = 0; axis < system.lattice.dimension; ++axis)
    if (system.hop_law.minus[axis] + system.hop_law.plus[axis] > 0 && !system.is_ring(axis))
      throw NoHomogenised("its faces are not periodic");
  if (system.lattice.num_sites() > answer_limits::sites_of_cell_problem(system.lattice.dimension))
    throw TooCostly("the cell problem of this many sites would cost too much");
  const Cell cell(experiment);
  if (!cell.is_connected())
    throw NoHomogenised(
        "some sites cannot be reached from others, as in a closed pore: not all walkers need have the same "
        "D");
  require_alike(cell);
  const Eigen::VectorXd pi = equilibrium(cell);

  const auto size = static_cast<Index>(cell.num_sites);
  const int dimension = system.lattice.dimension;
  Eigen::MatrixXd mean_hop = Eigen::MatrixXd::Zero(size, dimension), corrector = mean_hop;
  for (const Hop& hop : cell.hops)
    mean_hop(static_cast<Index>(hop.from), hop.axis) += hop.chance * hop.distance;
  const Eigen::RowVectorXd drift = pi.transpose() * mean_hop;
  if (size > 1) {
    const Eigen::SparseLU<Eigen::SparseMatrix<double>> solver(cell.generator(false));
    if (solver.info() != Eigen::Success) throw NoHomogenised(unstable);
    // One right side at a time: for several at once SparseLU of Eigen 3.4 gives a wrong second column here.
    for (int axis = 0; axis < dimension; ++axis) {
      const Eigen::VectorXd right = mean_hop.col(axis).tail(size - 1).array() - drift(axis);
      const Eigen::VectorXd solution = solver.solve(right);
      corrector.col(axis).tail(size - 1) = solution;
    }
  }
  Homogenised result;
  std::vector<double> stay(cell.num_sites, 1.0);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(dimension, dimension);
  for (const Hop& hop : cell.hops) {
    const auto from = static_cast<Index>(hop.from), to = static_cast<Index>(hop.to);
    stay[hop.from] -= hop.chance;
    Eigen::RowVectorXd step = corrector.row(to) - corrector.row(from) - drift;
    step(hop.axis) += hop.distance;
    covariance += pi(from) * hop.chance * step.transpose() * step;
  }
  for (std::size_t site = 0; site < cell.num_sites; ++site)
    covariance += pi(static_cast<Index>(site)) * stay[site] * drift.transpose() * drift;
  double largest = 0;
  for (int a = 0; a < dimension; ++a) largest = std::max(largest, system.hop_law.bond_diffusivity(a));
  const double nothing = 1e-13 * largest;  // what rounding leaves
  for (int a = 0; a < dimension; ++a) {
    result.drift[static_cast<std::size_t>(a)] = drift(a);
    for (int b = 0; b < dimension; ++b)
      result.diffusivity[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] =
          std::abs(covariance(a, b) / 2) < nothing ? 0.0 : covariance(a, b) / 2;
  }
  return result;
}

}  // namespace fluxwalk::theory
