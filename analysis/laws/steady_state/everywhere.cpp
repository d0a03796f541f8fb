/// \file
/// In the steady state the same flux passes every plane: any difference would accumulate between two planes.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "fluxwalk/answer_limits.hpp"
#include "fluxwalk/theory.hpp"
#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "laws/steady_state/steady_state.hpp"
#include "sample/linear_algebra.hpp"
#include "theory/covariance.hpp"

namespace fluxwalk {

namespace {

constexpr std::size_t most_groups = 16;
constexpr double rounding = 1e-9;  ///< of the greatest variance: smaller ones may be zero

/// Cells between watched planes, in groups; `none` marks cells without a group.
struct Between {
  std::vector<std::size_t> columns;   ///< of the planes that bound them, one more than groups
  std::vector<std::size_t> group_of;  ///< [cell]
  std::size_t num_groups = 0;
};

Between between_planes(const Run& run, const AxisPath& path) {
  const auto& planes = run.view.measure.planes[path.axis];
  Between between;
  between.columns = spread_out(planes.size(), most_groups + 1);
  between.num_groups = between.columns.size() - 1;
  for (std::size_t cell = 0; cell < path.occupancy.num_cells(); ++cell) {
    const std::int32_t layer = path.occupancy.layer(path.axis, cell);
    const auto above = std::find_if(between.columns.begin(), between.columns.end(), [&](std::size_t column) {
      return planes[column] > layer;
    });  // group g: plane g+1
    const bool is_inside = above != between.columns.begin() && above != between.columns.end();
    between.group_of.push_back(is_inside ? static_cast<std::size_t>(above - between.columns.begin()) - 1
                                         : between.num_groups);
  }
  return between;
}

/// Covariance of N_g(t2) - N_g(t1): the covariances of both times, less (both ways) the covariance between
/// the times, of walkers that are in both.
Eigen::MatrixXd covariance_of_change(const AxisPath& path, const Between& between, std::int64_t t1,
                                     std::int64_t t2) {
  const theory::Occupancy& occupancy = path.occupancy;
  const auto groups = static_cast<Eigen::Index>(between.num_groups);
  const auto cells = static_cast<Eigen::Index>(occupancy.num_cells());
  Eigen::MatrixXd member = Eigen::MatrixXd::Zero(cells, groups), arrives(cells, groups);
  for (Eigen::Index cell = 0; cell < cells; ++cell) {
    const std::size_t group = between.group_of[static_cast<std::size_t>(cell)];
    if (group < between.num_groups) member(cell, static_cast<Eigen::Index>(group)) = 1;
  }
  for (Eigen::Index g = 0; g < groups; ++g) {  // the chance to be in the group at t2, from each cell at t1
    std::vector<double> chance(occupancy.num_cells());
    Eigen::Map<Eigen::VectorXd>(chance.data(), cells) = member.col(g);
    for (std::int64_t t = t1; t < t2; ++t) {
      chance = occupancy.expect(chance);
      if (std::none_of(chance.begin(), chance.end(), [](double c) { return c >= 1e-9; })) break;  // all left
    }
    arrives.col(g) = Eigen::Map<const Eigen::VectorXd>(chance.data(), cells);
  }
  theory::Covariance excess(occupancy);
  std::vector<double> now = occupancy.start();
  const auto covariance = [&](const Eigen::MatrixXd& with) -> Eigen::MatrixXd {
    const Eigen::Map<const Eigen::VectorXd> mean(now.data(), cells);
    return member.transpose() * (mean.asDiagonal() * with + excess.times(with));
  };
  const auto walk = [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t t = begin; t < end; ++t) {
      excess.advance(now);
      now = occupancy.advance(now, t);
    }
  };
  walk(0, t1);
  const Eigen::MatrixXd between_times = covariance(arrives);
  Eigen::MatrixXd result = covariance(member) - between_times - between_times.transpose();
  walk(t1, t2);
  result += covariance(member);
  return result;
}

}  // namespace

void steady_flux_everywhere(const Run& run, Findings& findings, const AxisPath& path) {
  const RunView& view = run.view;
  const Experiment& experiment = view.experiment;
  const auto a = static_cast<std::size_t>(path.axis);
  const bool is_kept = experiment.system.sources.empty() && experiment.system.turnover.decay <= 0 &&
                       experiment.system.turnover.reproduction <= 0 &&
                       theory::is_autonomous(experiment, path.axis);
  if (!is_kept || view.measure.planes[a].size() < 2 || !path.approach.settled) return;
  const std::size_t first = run.first_bin(*path.approach.settled);
  if (first >= run.num_bins()) return;  // the law of the steady flux says why
  const std::string x = axis_name(path.axis);
  Law law = {
      "steady_everywhere_" + x, "Continuity in the steady state",
      "∂J/∂" + x + " = 0: the same flux through all planes",
      "Steady state: walkers that cross one plane and not the next would pile up between them. The net "
      "counts "
      "of two planes differ only by the random change of the number between, however long one counts."};
  const Between between = between_planes(run, path);
  const auto& edges = view.measure.flux_edges;
  const double cost = static_cast<double>(path.occupancy.num_cells() * between.num_groups) *
                      static_cast<double>(edges.back());
  Eigen::MatrixXd covariance;
  try {
    if (cost > answer_limits::occupancy) throw theory::TooCostly("too costly");
    covariance = covariance_of_change(path, between, edges[first], edges.back());
  } catch (const theory::TooCostly&) {
    return findings.skip(law, too_costly);
  }
  const auto groups = static_cast<Eigen::Index>(between.num_groups);
  Eigen::VectorXd excess(groups);  // of the inflow over the outflow, less its mean
  double flux = 0, traffic = 0;    // in the steady state
  for (Eigen::Index g = 0; g <= groups; ++g) {
    const std::size_t column = between.columns[static_cast<std::size_t>(g)];
    const auto plane = static_cast<std::size_t>(view.measure.planes[a][column]);
    const double mean = net_mean(path, plane, first);
    const double deviation = net_from(view.total, path.axis, column, first) - mean;
    if (g < groups) excess(g) = deviation;
    if (g > 0) excess(g - 1) -= deviation;
    const double share = static_cast<double>(edges.back() - edges[first]) / static_cast<double>(groups + 1);
    flux += share * (path.rest_forward[plane] - path.rest_backward[plane]);
    traffic += share * path.rest_forward[plane];
  }
  const SymmetricEigen eigen(covariance);
  double chi_square = 0, dof = 0;
  Eigen::VectorXd precision = Eigen::VectorXd::Zero(groups);
  for (Eigen::Index i = 0; i < groups; ++i) {
    const double variance = eigen.eigenvalues()(i);
    if (variance < 25 || variance < rounding * eigen.eigenvalues().maxCoeff()) continue;  // too few walkers
    const Eigen::VectorXd direction = eigen.eigenvectors().col(i);
    chi_square += std::pow(direction.dot(excess), 2) / variance;
    precision += direction.cwiseAbs2() / variance;
    dof += 1;
  }
  if (dof < 1) return findings.skip(law, "too few walkers come and go between the planes");
  law.explanation += fmt::format(" Compared at {} planes over {}.", groups + 1,
                                 duration_text(view, static_cast<double>(edges.back() - edges[first])));
  // If the net flux is zero: against the one-way flux.
  const double scale = path.flows() ? flux : traffic;
  findings.add(goodness_of_fit(view, law, chi_square, dof, scale * scale * precision.mean()));
}

}  // namespace fluxwalk
