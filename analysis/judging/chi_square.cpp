#include "judging/chi_square.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <numeric>

#include "judging/statistics.hpp"
#include "sample/linear_algebra.hpp"

namespace fluxwalk {

CellPlan plan_cells(const RunView& view, double walkers, double looks) {
  constexpr double fewest = 16, most = 1 << 20;
  const double tolerance = view.experiment.settings.analysis.tolerance;
  const double bearable = walkers * tolerance * tolerance;  // noncentrality of a deviation of the tolerance
  const auto is_fine = [&](double cells) {
    return statistics::chi_square_noncentrality(cells - 1, view.alpha / looks) <= bearable;
  };
  double low = fewest, high = most;
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (is_fine(middle) ? low : high) = middle;
  }
  return {10, low};
}

ChiSquare multinomial_chi_square(const std::vector<double>& counts, const std::vector<double>& numbers,
                                 const std::vector<std::vector<double>>& chances, const CellPlan& plan) {
  const auto num_groups = static_cast<Eigen::Index>(numbers.size());
  ChiSquare result;
  const std::size_t divided = counts.size() - (plan.has_rest ? 1 : 0);
  double walkers = 0;
  for (std::size_t g = 0; g < numbers.size(); ++g)
    walkers +=
        numbers[g] * std::accumulate(chances[g].begin(), chances[g].begin() + std::ptrdiff_t(divided), 0.0);
  const double enough = std::max(plan.least, walkers / plan.most_cells) * (1 - 1e-9);

  // Neighbours are merged until the expected count is large enough; the remainder joins the last cell.
  std::vector<double> observed, mean;
  std::vector<Eigen::VectorXd> share;  // √N_g P_g
  std::vector<double> roots;
  for (const double number : numbers) roots.push_back(std::sqrt(number));
  bool is_open = false, rest_is_apart = false;
  const auto join_last_two = [&] {
    const std::size_t last = mean.size() - 1;
    observed[last - 1] += observed[last];
    mean[last - 1] += mean[last];
    share[last - 1] += share[last];
    observed.pop_back();
    mean.pop_back();
    share.pop_back();
  };
  for (std::size_t cell = 0; cell < counts.size(); ++cell) {
    double expected = 0;
    for (std::size_t g = 0; g < numbers.size(); ++g) expected += numbers[g] * chances[g][cell];
    if (!(expected > 0)) {
      result.forbidden += std::abs(static_cast<std::int64_t>(counts[cell]));
      continue;
    }
    if (cell == divided && expected >= plan.least && !mean.empty()) {  // the remainder is a cell of its own
      if (is_open && mean.size() > 1) join_last_two();
      is_open = mean.back() < plan.least;
      rest_is_apart = !is_open;
    }
    if (!is_open) {
      observed.push_back(0);
      mean.push_back(0);
      share.push_back(Eigen::VectorXd::Zero(num_groups));
    }
    observed.back() += counts[cell];
    mean.back() += expected;
    for (Eigen::Index g = 0; g < num_groups; ++g)
      share.back()(g) += roots[static_cast<std::size_t>(g)] * chances[static_cast<std::size_t>(g)][cell];
    is_open = mean.back() < enough;
  }
  if (is_open && !rest_is_apart && mean.size() > 1) join_last_two();
  if (mean.size() < 2) return result;

  Eigen::MatrixXd inner = Eigen::MatrixXd::Zero(num_groups, num_groups);  // √G Vᵀ V √G
  Eigen::VectorXd projected = Eigen::VectorXd::Zero(num_groups);
  for (std::size_t k = 0; k < mean.size(); ++k) {
    const double deviation = observed[k] - mean[k];
    result.value += deviation * deviation / mean[k];
    inner += share[k] * share[k].transpose() / mean[k];
    projected += share[k] * deviation / mean[k];
  }
  result.dof = static_cast<double>(mean.size());
  const SymmetricEigen eigen(inner);
  for (Eigen::Index i = 0; i < num_groups; ++i) {
    const double h = eigen.eigenvalues()(i);
    if (h < 1e-12) continue;
    const double along = eigen.eigenvectors().col(i).dot(projected);
    // Along it the sum of w_k n_k/√μ_k varies by 1 - h; one walker changes it by up to the largest w_k/√μ_k.
    double largest = 0;
    for (std::size_t k = 0; k < mean.size(); ++k) {
      const double w = share[k].dot(eigen.eigenvectors().col(i)) / std::sqrt(mean[k] * h);
      largest = std::max(largest, w * w / mean[k]);
    }
    constexpr double rounding = 1e-12;  // matters only if one walker counts less
    if (h > 0.5 && 1 - h < std::max(10 * largest, rounding)) {
      result.dof -= 1;
      result.value -= along * along / h;
    } else {
      result.value += along * along / (1 - h);
    }
  }
  return result;
}

}  // namespace fluxwalk
