#pragma once
/// \file
/// Counts in cells against exact chances, with the covariance of independent walkers.

#include <vector>

#include "sample/run_view.hpp"

namespace fluxwalk {

/// How neighbouring cells are merged before they are compared.
struct CellPlan {
  double least = 10;       ///< smallest expected count of a cell
  double most_cells = 64;  ///< largest number of cells, of about equal expectation
  /// The last cell is for walkers that were not counted anywhere: it is not merged with others (unless it is
  /// too small), and does not count when the others are divided among `most_cells`.
  bool has_rest = false;
};

/// Probabilities below this are rounding noise: the cell is merged with its neighbour, and walkers counted
/// there are not an error.
inline constexpr double next_to_nought = 1e-300;

/// The finest cells in which a run of `walkers` would have caught a root mean square relative deviation of
/// the tolerance: more cells show more detail but take more walkers. At least 16, and none below 10 walkers.
CellPlan plan_cells(const RunView& view, double walkers, double looks);

struct ChiSquare {
  double value = 0, dof = 0;
  std::int64_t forbidden = 0;  ///< walkers counted in cells of chance zero
};

/// Σ (n - μ)² / μ generalised to C = diag(μ) - Σ_g N_g P_g P_gᵀ: several groups of fixed numbers of walkers,
/// each multinomial. In z = (n - μ)/√μ the covariance is 1 - V G Vᵀ; the rank of V G Vᵀ is the number of
/// groups. Its eigenvalues 1 - h are inverted. Eigenvectors with h = 1 (such as the sum of all, which is
/// certain) are not degrees of freedom; nor are those with h near 1 along which fewer than about 10 walkers
/// vary.
/// \param chances [group][cell]; the sum of each group is 1, so that the cells hold all walkers.
ChiSquare multinomial_chi_square(const std::vector<double>& counts, const std::vector<double>& numbers,
                                 const std::vector<std::vector<double>>& chances, const CellPlan& plan);

}  // namespace fluxwalk
