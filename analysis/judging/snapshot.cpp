#include "judging/snapshot.hpp"

#include <algorithm>
#include <numeric>

#include "judging/chi_square.hpp"
#include "judging/statistics.hpp"
#include "sample/linear_algebra.hpp"
#include "theory/covariance.hpp"

namespace fluxwalk {

std::vector<double> in_places(const std::vector<double>& now, const std::vector<std::size_t>& place_of,
                              std::size_t num_places) {
  std::vector<double> sums(num_places, 0.0);
  for (std::size_t cell = 0; cell < now.size(); ++cell) sums[place_of[cell]] += now[cell];
  return sums;
}

constexpr double most_correlated = 128;  // groups, for which the covariance is inverted
constexpr double rounding = 1e-12;       // matters only if one walker counts less

Snapshot snapshot_of(const RunView& view, std::int64_t time, const std::vector<double>& now,
                     const theory::Covariance& covariance, const std::vector<std::size_t>& place_of,
                     std::size_t num_places, double looks) {
  Snapshot snapshot{time, in_places(now, place_of, num_places), {}, 0, 0, {}};
  const double walkers = std::accumulate(snapshot.mean.begin(), snapshot.mean.end(), 0.0);
  CellPlan plan = plan_cells(view, walkers, looks);
  if (!covariance.is_zero()) {
    plan.most_cells = std::min({plan.most_cells, most_correlated, covariance.most_groups()});
    const auto whole = covariance.summed(std::vector<std::size_t>(now.size(), 0), 1);
    // Families of related walkers are what counts, and their sizes differ.
    if (walkers > 0) plan.least *= std::max(1.0, 1 + 2 * whole(0, 0) / walkers);
  }
  snapshot.least = plan.least;
  const double enough = std::max(plan.least, walkers / plan.most_cells) * (1 - 1e-9);
  double sum = 0, rest = walkers;
  for (const double mean : snapshot.mean) {
    snapshot.group_of.push_back(snapshot.num_groups);
    sum += mean;
    rest -= mean;
    if (sum < enough || rest < enough) continue;  // the remainder joins the last group
    ++snapshot.num_groups;
    sum = 0;
  }
  ++snapshot.num_groups;
  if (!covariance.is_zero()) {
    std::vector<std::size_t> group_of_cell(now.size());
    for (std::size_t cell = 0; cell < now.size(); ++cell)
      group_of_cell[cell] = snapshot.group_of[place_of[cell]];
    const Eigen::MatrixXd excess = covariance.summed(group_of_cell, snapshot.num_groups);
    snapshot.excess.assign(excess.data(), excess.data() + excess.size());
  }
  return snapshot;
}

double OccupancyChiSquare::p() const {
  return statistics::count_chi_square_p(value, dof, inverse);
}

OccupancyChiSquare occupancy_chi_square(const std::int64_t* counts, const Snapshot& snapshot,
                                        const std::vector<double>& mean) {
  const auto groups = static_cast<Eigen::Index>(snapshot.num_groups);
  Eigen::VectorXd observed = Eigen::VectorXd::Zero(groups), expected = observed;
  for (std::size_t place = 0; place < mean.size(); ++place) {
    const auto g = static_cast<Eigen::Index>(snapshot.group_of[place]);
    observed(g) += static_cast<double>(counts[place]);
    expected(g) += mean[place];
  }
  OccupancyChiSquare result{0, 0, expected.sum(), 0};
  if (!(expected.minCoeff() >= 0.9 * snapshot.least)) return result;  // too few to compare
  const Eigen::VectorXd root = expected.cwiseSqrt();
  const Eigen::VectorXd z = (observed - expected).cwiseQuotient(root);
  if (snapshot.excess.empty()) {
    result.value = z.squaredNorm();
    result.dof = static_cast<double>(groups);
    result.inverse = expected.cwiseInverse().sum();
    return result;
  }
  Eigen::MatrixXd covariance = Eigen::Map<const Eigen::MatrixXd>(snapshot.excess.data(), groups, groups)
                                   .cwiseQuotient(root * root.transpose());
  covariance.diagonal().array() += 1;
  result.inverse = covariance.diagonal().cwiseMax(1.0).cwiseQuotient(expected).sum();
  const SymmetricEigen eigen(covariance);
  for (Eigen::Index i = 0; i < groups; ++i) {
    const auto direction = eigen.eigenvectors().col(i);
    const double variance = eigen.eigenvalues()(i);
    const double one_walker = direction.cwiseQuotient(root).cwiseAbs2().maxCoeff();
    if (variance < 0.5 && variance < std::max(10 * one_walker, rounding)) continue;
    const double along = direction.dot(z);
    result.value += along * along / variance;
    result.dof += 1;
  }
  return result;
}

}  // namespace fluxwalk
