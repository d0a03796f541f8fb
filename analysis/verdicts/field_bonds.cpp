/// \file
/// The law of each plane: what crosses is what the walkers on its two sides send.
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "estimators/statistics.hpp"
#include "verdicts/field_bonds.hpp"
#include "verdicts/figure.hpp"

namespace fluxwalk {

namespace {

struct Regression {
  double slope = 0, sigma = 0;     ///< of net on foreseen
  double chi_square = 0, dof = 0;  ///< of groups of planes and bins
  double one_way = 0;              ///< noncentrality of a relative deviation of 1 of the one-way flux
  double net_scale = 0;            ///< rms of the mean net over its noise: whether there is a slope
};

Regression regress(const FieldRun& run, const AxisPath& path, const FieldBonds& bonds) {
  const Sample& sample = run.sample;
  const auto a = static_cast<std::size_t>(path.axis);
  const auto planes = static_cast<Eigen::Index>(bonds.size());
  const std::vector<std::size_t> groups = group_bins(bonds.size(), 16),
                                 times = group_bins(run.num_bins(), 16);
  Eigen::MatrixXd member = Eigen::MatrixXd::Zero(planes, static_cast<Eigen::Index>(groups.size()) - 1);
  for (std::size_t g = 0; g + 1 < groups.size(); ++g)
    for (std::size_t i = groups[g]; i < groups[g + 1]; ++i)
      member(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(g)) = 1;
  Regression result;
  double moment = 0, variance_of_moment = 0, design = 0;
  for (std::size_t block = 0; block + 1 < times.size(); ++block) {
    Eigen::VectorXd residual = Eigen::VectorXd::Zero(member.cols()), one_way = residual;
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(member.cols(), member.cols());
    for (std::size_t bin = times[block]; bin < times[block + 1]; ++bin) {
      const double steps = bonds.width(bin);
      const Counts& table = sample.total.residence[a];
      const auto foreseen =
          bonds.foreseen([&](std::size_t layer) { return static_cast<double>(table(bin, layer)); }, steps);
      const auto mean = bonds.foreseen([&](std::size_t layer) { return path.residence[bin][layer]; }, steps);
      Eigen::VectorXd net(planes), noise(planes);
      for (Eigen::Index i = 0; i < planes; ++i) {
        const auto plane = static_cast<std::size_t>(bonds.plane(static_cast<std::size_t>(i)));
        net(i) = bonds.net(sample.total, bin, static_cast<std::size_t>(i));
        // a few walkers in the tails must not decide
        noise(i) = path.forward[bin][plane] + path.backward[bin][plane] + 100;
      }
      // The exact mean is known beforehand: what multiplies the noise is uncorrelated with it.
      const Eigen::MatrixXd z = mean.cwiseQuotient(noise);
      moment += z.col(0).dot(net - foreseen);
      design += z.col(0).dot(foreseen);
      variance_of_moment += bonds.covariance(bonds.exposure(bin), steps, z)(0, 0);
      result.net_scale += z.col(0).dot(mean);
      residual += member.transpose() * (net - foreseen);
      one_way += member.transpose() * bonds.traffic(bonds.exposure(bin), steps) / 2;
      covariance += bonds.covariance(bonds.exposure(bin), steps, member);
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(covariance);
    for (Eigen::Index i = 0; i < covariance.cols(); ++i) {
      const double variance = eigen.eigenvalues()(i);
      if (variance < 25 || variance < 1e-9 * eigen.eigenvalues().maxCoeff()) continue;  // too few hops
      const double along = eigen.eigenvectors().col(i).dot(residual);
      const double shift = eigen.eigenvectors().col(i).dot(one_way);
      result.chi_square += along * along / variance;
      result.one_way += shift * shift / variance;
      result.dof += 1;
    }
  }
  result.slope = 1 + moment / design;
  result.sigma = std::sqrt(variance_of_moment) / std::abs(design);
  return result;
}

/// Next to no net flux is left in the last bin.
bool ends_at_rest(const AxisPath& path) {
  double net = 0, traffic = 0;
  for (std::size_t plane = 0; plane < path.forward.back().size(); ++plane) {
    net += std::abs(path.forward.back()[plane] - path.backward.back()[plane]);
    traffic += path.forward.back()[plane] + path.backward.back()[plane];
  }
  return net < 1e-3 * traffic;
}

/// A plane over some flux bins, and its mean net flux a step as known beforehand.
struct PlaneTime {
  std::size_t block, plane;
  double expected;
};

/// Planes and times gathered by their exact mean flux, [group]. What is measured must not sort them: the
/// concentrations of a bin hold a part of the noise of its crossings.
std::vector<std::vector<PlaneTime>> of_like_flux(const FieldRun& run, const AxisPath& path,
                                                 const FieldBonds& bonds,
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

void flux_figure(const FieldRun& run, Findings& findings, const AxisPath& path, const FieldBonds& bonds) {
  const Sample& sample = run.sample;
  const std::string a = axis_name(path.axis), unit = sample.scales.unit(1 - sample.dimension, -1);
  const double factor = flux_factor(run, path.axis);
  const Counts& table = sample.total.residence[static_cast<std::size_t>(path.axis)];
  const std::vector<std::size_t> times = group_bins(run.num_bins(), 64);
  const auto groups = of_like_flux(run, path, bonds, times);
  const auto num_groups = static_cast<Eigen::Index>(groups.size());
  Eigen::VectorXd net = Eigen::VectorXd::Zero(num_groups), foreseen = net, variance = net, steps = net;
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
      const Eigen::VectorXd sent =
          bonds.foreseen([&](std::size_t layer) { return static_cast<double>(table(bin, layer)); }, width);
      const Eigen::MatrixXd covariance = bonds.covariance(bonds.exposure(bin), width, member);
      for (Eigen::Index k = 0; k < member.cols(); ++k) {
        const Eigen::Index g = here[static_cast<std::size_t>(k)];
        net(g) += member.col(k).dot(crossed);
        foreseen(g) += member.col(k).dot(sent);
        variance(g) += covariance(k, k);
        steps(g) += width * member.col(k).sum();
      }
    }
  }
  std::vector<double> x, y, error, residual;
  for (Eigen::Index g = 0; g < num_groups; ++g) {
    const double sigma = std::sqrt(variance(g));
    x.push_back(foreseen(g) / steps(g) * factor);
    y.push_back(net(g) / steps(g) * factor);
    error.push_back(sigma / steps(g) * factor);
    residual.push_back(variance(g) > 0 ? (net(g) - foreseen(g)) / sigma : not_a_number);
  }
  Figure figure;
  figure.id = "flux_vs_driving_" + a;
  figure.title = "Flux against what drives it, along " + a;
  figure.caption =
      "Each point gathers planes and times whose exact mean flux is alike: the net flux measured, against "
      "what the walkers counted on the two sides should send, -D ∂c (with drift, potential and membranes as "
      "they are). All lie on the diagonal. Where most of the run is steady, one point holds most of it.";
  figure.x_label = with_unit("flux foreseen from the concentrations", unit);
  figure.y_label = with_unit("flux J", unit);
  figure.residual_label = "deviation / σ";
  figure.data.name = figure.id;
  figure.data.long_name = "flux against what drives it along " + a;
  figure.data.add("foreseen", unit, "flux foreseen from the concentrations on both sides", x)
      .add("flux", unit, "net flux", y)
      .add("sigma", unit, "exact standard deviation of flux less foreseen", error)
      .add("residual", "1", "standardised residual", residual);
  figure.series = {{"measured", "foreseen", "flux", "sigma", Mark::points, false, 0},
                   {"law", "foreseen", "foreseen", "", Mark::line, false, 1},
                   {"residual", "foreseen", "residual", "", Mark::points, true, 0}};
  findings.add(figure);
}

}  // namespace

void field_bonds(const FieldRun& run, Findings& findings) {
  const Sample& sample = run.sample;
  for (int axis = 0; axis < sample.dimension; ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    if (sample.measure.planes[i].empty() || run.num_bins() == 0) continue;
    const std::string a = axis_name(axis), name = "fick_first_law_slope_" + a, law = "Fick's first law";
    if (sample.total.residence[i].empty()) {
      findings.skip(name, law,
                    "the walker-steps of the layers were not counted: measure.flux.residence = true");
      continue;
    }
    const AxisPath* path = run.along(axis);
    if (path == nullptr) {
      findings.skip(name, law, too_costly);
      continue;
    }
    const FieldBonds bonds(run, *path);
    if (!bonds.is_alike()) {
      findings.skip(name, law, "the hops along it differ within a layer, and layers are what was counted");
      continue;
    }
    const Regression fit = regress(run, *path, bonds);
    const bool is_plain =
        sample.experiment.medium.is_uniform() && std::abs(sample.experiment.hop_law.drift(axis)) < 1e-12;
    const bool has_potential = !sample.experiment.medium.potential.empty();
    if (fit.net_scale > 100 && fit.sigma < 0.5) {
      Estimate slope =
          is_plain
              ? described(sample, diffusivity("diffusivity_from_flux_" + a, "D_" + a + a,
                                              "net flux against gradient, all planes and times"))
              : described(sample, {"flux_over_law_" + a, "J/J_law",
                                   "net flux against the law of the planes, all planes and times", 0, 0});
      const double unit =
          is_plain ? sample.experiment.hop_law.bond_diffusivity(axis) * sample.scales.factor(2, -1) : 1.0;
      slope.value = fit.slope * unit;
      slope.expected = unit;
      slope.exact_sigma = fit.sigma * unit;
      findings.add(slope);
      const std::string statement = is_plain        ? "J = -D ∂c/∂" + a + ": slope D"
                                    : has_potential ? "J = -(D c/kT) ∂μ/∂" + a + ": factor 1"
                                                    : "J = w₊ c - w₋ c' across each plane: factor 1";
      Verdict verdict = compare(
          sample,
          {name, law, statement,
           has_potential ? "The flux runs down the chemical potential μ = ln c + U, in proportion to "
                           "its gradient and to the concentration."
                         : "The net flux runs down the gradient, in proportion to it; the factor is the "
                           "hop law's."},
          slope, unit);
      if (!(verdict.resolution <= verdict.tolerance) && ends_at_rest(*path))
        verdict = not_judged(name, law,
                             "nothing flows any more at the end, and what flowed before says too little");
      findings.add(verdict);
    } else {
      findings.skip(name, law,
                    "the mean flux does not stand out of the noise: there is no slope to speak of");
    }
    if (fit.dof >= 1) {
      findings.add(
          goodness_of_fit(sample,
                          {"fick_first_law_everywhere_" + a, "Fick's first law, place by place",
                           "J_b - (w₊ n_{b-1} - w₋ n_b) is chance at every plane and time",
                           "In groups of neighbouring planes and times, faces and reservoirs included, what "
                           "crosses is what the walkers on the two sides send."},
                          fit.chi_square, fit.dof, fit.one_way));
    }
    flux_figure(run, findings, *path, bonds);
    field_advection(run, findings, *path, bonds);
  }
}

}  // namespace fluxwalk
