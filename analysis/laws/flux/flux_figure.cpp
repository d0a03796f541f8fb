/// \file
/// The figure of flux against what drives it.
#include <algorithm>
#include <cmath>

#include "laws/figure.hpp"
#include "laws/flux/bonds.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

/// A plane over some flux bins, and its mean net flux a step as known beforehand.
struct PlaneTime {
  std::size_t block, plane;
  double expected;
};

/// Planes and times gathered by their exact mean flux, [group]. What is measured must not sort them: the
/// concentrations of a bin hold a part of the noise of its crossings.
std::vector<std::vector<PlaneTime>> of_like_flux(const Run& run, const AxisPath& path,
                                                 const WatchedBonds& bonds,
                                                 const std::vector<std::size_t>& times) {
  constexpr double most_groups = 30;
  std::vector<PlaneTime> all;
  const auto& edges = run.sample.measure.flux_edges;
  const auto steps_of = [&](const PlaneTime& one) {
    return static_cast<double>(edges[times[one.block + 1]] - edges[times[one.block]]);
  };
  double share = 0, one_way = 0;
  for (std::size_t block = 0; block + 1 < times.size(); ++block)
    for (std::size_t i = 0; i < bonds.size(); ++i) {
      const auto plane = static_cast<std::size_t>(bonds.plane(i));
      double net = 0;
      for (std::size_t bin = times[block]; bin < times[block + 1]; ++bin) {
        net += path.forward[bin][plane] - path.backward[bin][plane];
        one_way += path.forward[bin][plane] + path.backward[bin][plane];
      }
      share += std::abs(net);
      PlaneTime one{block, i, net};
      one.expected /= steps_of(one);
      all.push_back(one);
    }
  std::sort(all.begin(), all.end(),
            [](const PlaneTime& x, const PlaneTime& y) { return x.expected < y.expected; });
  const double even = 1e-6 * one_way / static_cast<double>(bonds.size()) /
                      static_cast<double>(edges[times.back()] - edges.front());
  std::vector<std::vector<PlaneTime>> groups(1);
  double passed = 0;
  for (const PlaneTime& one : all) {
    const double first = groups.back().empty() ? one.expected : groups.back().front().expected;
    const bool is_like = one.expected - first <= std::max(0.01 * std::abs(first), even);
    if (!is_like && passed >= share * static_cast<double>(groups.size()) / most_groups) groups.emplace_back();
    groups.back().push_back(one);
    passed += std::abs(one.expected) * steps_of(one);
  }
  return groups;
}

/// The law of the planes in this experiment, as a formula and what changes it.
std::string law_of_flux(const Sample& sample, int axis) {
  const Medium& medium = sample.experiment.system.medium;
  const bool drifts = std::abs(sample.experiment.system.hop_law.drift(axis)) > 1e-12;
  const std::string x = axis_name(axis);
  if (has_potential(sample.experiment))
    return drifts ? "with the drift and the potential" : "-(D c/kT) ∂μ/∂" + x;
  const std::string formula = drifts ? "v c - D_b ∂c/∂" + x : "-D ∂c/∂" + x;
  return formula + (medium.is_uniform() ? "" : " with what the medium lets pass");
}

}  // namespace

void flux_law_figure(const Run& run, Findings& findings, const AxisPath& path, const WatchedBonds& bonds) {
  const Sample& sample = run.sample;
  const std::string a = axis_name(path.axis), unit = sample.scales.unit(1 - sample.dimension, -1);
  const double factor = flux_factor(run.sample, path.axis);
  const Counts& table = sample.total.residence[static_cast<std::size_t>(path.axis)];
  const std::vector<std::size_t> times = group_bins(run.num_bins(), 64);
  const auto groups = of_like_flux(run, path, bonds, times);
  const auto num_groups = static_cast<Eigen::Index>(groups.size());
  Eigen::VectorXd net = Eigen::VectorXd::Zero(num_groups), predicted = net, variance = net, steps = net;
  for (std::size_t block = 0; block + 1 < times.size(); ++block) {
    std::vector<Eigen::Index> here;  // groups with planes in this block
    Eigen::MatrixXd member(static_cast<Eigen::Index>(bonds.size()), 0);
    for (Eigen::Index g = 0; g < num_groups; ++g)
      for (const PlaneTime& one : groups[static_cast<std::size_t>(g)]) {
        if (one.block != block) continue;
        if (here.empty() || here.back() != g) {
          here.push_back(g);
          member.conservativeResize(Eigen::NoChange, member.cols() + 1);
          member.col(member.cols() - 1).setZero();
        }
        member(static_cast<Eigen::Index>(one.plane), member.cols() - 1) = 1;
      }
    for (std::size_t bin = times[block]; bin < times[block + 1]; ++bin) {
      const double width = bonds.width(bin);
      Eigen::VectorXd crossed(member.rows());
      for (Eigen::Index i = 0; i < member.rows(); ++i)
        crossed(i) = bonds.net(sample.total, bin, static_cast<std::size_t>(i));
      const Eigen::VectorXd sent = bonds.predicted({table.row(bin), table.row(bin) + table.columns()}, width);
      const Eigen::MatrixXd covariance = bonds.covariance(bonds.exposure(bin), width, member);
      for (Eigen::Index k = 0; k < member.cols(); ++k) {
        const Eigen::Index g = here[static_cast<std::size_t>(k)];
        net(g) += member.col(k).dot(crossed);
        predicted(g) += member.col(k).dot(sent);
        variance(g) += covariance(k, k);
        steps(g) += width * member.col(k).sum();
      }
    }
  }
  std::vector<double> x, y, error, residual;
  for (Eigen::Index g = 0; g < num_groups; ++g) {
    const double sigma = std::sqrt(variance(g));
    x.push_back(predicted(g) / steps(g) * factor);
    y.push_back(net(g) / steps(g) * factor);
    error.push_back(sigma / steps(g) * factor);
    residual.push_back(variance(g) > 0 ? (net(g) - predicted(g)) / sigma : not_a_number);
  }
  Figure figure;
  figure.id = "flux_vs_driving_" + a;
  figure.title = "Flux against what drives it, along " + a;
  figure.caption =
      "Each point gathers planes and times whose exact mean flux is alike: the net flux measured, "
      "against the flux predicted from the walkers counted on the two sides, " +
      law_of_flux(sample, path.axis) +
      ". Solid line: the two are equal. Where most of the run is steady, one point holds most of it.";
  figure.x_label = with_unit("flux predicted from the concentrations", unit);
  figure.y_label = with_unit("flux J", unit);
  figure.residual_label = "deviation / σ";
  figure.data.name = figure.id;
  figure.data.long_name = "flux against what drives it along " + a;
  figure.data.add("predicted", unit, "flux predicted from the concentrations on both sides", x)
      .add("flux", unit, "net flux", y)
      .add("sigma", unit, "exact standard deviation of the difference", error)
      .add("residual", "1", "standardised residual", residual);
  figure.series = {{"measured", "predicted", "flux", "sigma", Mark::points, false, 0},
                   {"law", "predicted", "predicted", "", Mark::line, false, 1},
                   {"residual", "predicted", "residual", "", Mark::points, true, 0}};
  findings.add(figure);
}

}  // namespace fluxwalk
