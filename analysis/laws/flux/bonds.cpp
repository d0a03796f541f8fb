/// \file
/// The law of each plane: what crosses is what the walkers on its two sides send.
#include <algorithm>
#include <cmath>

#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/flux/bonds.hpp"
#include "laws/laws.hpp"
#include "sample/linear_algebra.hpp"

namespace fluxwalk {

namespace {

struct Regression {
  double slope = 0, sigma = 0;     ///< of net on predicted
  double chi_square = 0, dof = 0;  ///< of groups of planes and bins
  double one_way = 0;              ///< noncentrality of a relative deviation of 1 of the one-way flux
  double net_scale = 0;            ///< rms of the mean net over its noise: whether there is a slope
};

Regression regress(const Run& run, const AxisPath& path, const WatchedBonds& bonds) {
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
      const auto predicted = bonds.predicted({table.row(bin), table.row(bin) + table.columns()}, steps);
      const auto mean = bonds.predicted(path.residence[bin], steps);
      Eigen::VectorXd net(planes), noise(planes);
      for (Eigen::Index i = 0; i < planes; ++i) {
        const auto plane = static_cast<std::size_t>(bonds.plane(static_cast<std::size_t>(i)));
        net(i) = bonds.net(sample.total, bin, static_cast<std::size_t>(i));
        // a few walkers in the tails must not decide
        noise(i) = path.forward[bin][plane] + path.backward[bin][plane] + 100;
      }
      // The exact mean is known beforehand: what multiplies the noise is uncorrelated with it.
      const Eigen::MatrixXd z = mean.cwiseQuotient(noise);
      moment += z.col(0).dot(net - predicted);
      design += z.col(0).dot(predicted);
      variance_of_moment += bonds.covariance(bonds.exposure(bin), steps, z)(0, 0);
      result.net_scale += z.col(0).dot(mean);
      residual += transposed_times(member, net - predicted);
      one_way += transposed_times(member, bonds.traffic(bonds.exposure(bin), steps)) / 2;
      covariance += bonds.covariance(bonds.exposure(bin), steps, member);
    }
    const SymmetricEigen eigen(covariance);
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

}  // namespace

void flux_law(const Run& run, Findings& findings) {
  const Sample& sample = run.sample;
  for (int axis = 0; axis < sample.dimension; ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    if (sample.measure.planes[i].empty() || run.num_bins() == 0) continue;
    const std::string a = axis_name(axis), name = "fick_first_law_slope_" + a;
    const bool is_forced = has_potential(sample.experiment);
    const bool drifts = std::abs(sample.experiment.system.hop_law.drift(axis)) > 1e-12;
    const std::string law = run.is_fickian()
                                ? sample.has_gradient(axis) ? "Fick's first law" : "Flux between two layers"
                            : is_forced ? "Flux down the chemical potential"
                                        : "Flux law of the medium";
    // With a wind the factor of the whole flux says little of what goes with the gradient.
    const Topic topic = !run.is_fickian()           ? Topic::medium_flux
                        : drifts                    ? Topic::advection
                        : sample.has_gradient(axis) ? Topic::fick_first_law
                                                    : Topic::local_flux;
    if (sample.total.residence[i].empty()) {
      findings.skip(name, law,
                    "the walker-steps of the layers were not counted: measure.flux.residence = true", topic);
      continue;
    }
    const AxisPath* path = run.along(axis);
    if (path == nullptr) {
      findings.skip(name, law, too_costly, topic);
      continue;
    }
    const WatchedBonds bonds(run, *path);
    if (!bonds.is_alike()) {
      findings.skip(name, law, "the hops along it differ within a layer, and layers are what was counted",
                    topic);
      continue;
    }
    const Regression fit = regress(run, *path, bonds);
    const Medium& medium = sample.experiment.system.medium;
    const bool is_plain = medium.is_uniform() && run.is_fickian() && !drifts;
    const bool has_only_bonds = !medium.mobility.empty() && medium.hop.empty() && !drifts && !is_forced;
    const Law slope_law = {
        name, law,
        is_plain         ? "J = -D ∂c/∂" + a + ": slope D"
        : is_forced      ? "J = -(D c/kT) ∂μ/∂" + a + ": factor 1"
        : has_only_bonds ? "J = -D(" + a + ") ∂c/∂" + a + ": factor 1"
                         : "J = w₊ c - w₋ c' across each plane of " + a + ": factor 1",
        is_plain    ? "The net flux runs down the gradient, in proportion to it; the factor is that of the "
                      "hop law."
        : is_forced ? "The flux runs down the chemical potential μ = ln c + U, in proportion to its "
                      "gradient and to the concentration."
        : has_only_bonds
            ? "The net flux runs down the gradient, in proportion to it and to the mobility D(" + a +
                  ") there."
            : "The net flux is what the walkers on the two sides of each plane send: w₊ and w₋ are "
              "the probabilities to cross it.",
        topic};
    constexpr double least_scale = 100, widest = 0.5;  // for a slope of use
    if (fit.net_scale > least_scale && fit.sigma < widest) {
      Estimate slope =
          is_plain
              ? described(sample, diffusivity("diffusivity_from_flux_" + a, "D_" + a + a,
                                              "net flux against gradient, all planes and times"))
              : described(sample,
                          {"flux_over_law_" + a, "J/J_law",
                           "net flux over that predicted from both sides of each plane, all planes and times",
                           0, 0});
      const double unit =
          is_plain ? sample.experiment.system.hop_law.bond_diffusivity(axis) * sample.scales.factor(2, -1)
                   : 1.0;
      slope.value = fit.slope * unit;
      slope.expected = unit;
      slope.exact_sigma = fit.sigma * unit;
      findings.add(slope);
      Verdict verdict = compare(sample, slope_law, slope, unit);
      if (!(verdict.resolution <= verdict.tolerance) && ends_at_rest(*path))
        verdict = not_judged(
            slope_law, "no net flux is left at the end, and that before is too small against its noise");
      findings.add(verdict);
    } else {
      const double signal = fit.net_scale > 0 ? std::sqrt(least_scale / fit.net_scale) : INFINITY;
      findings.skip(slope_law, "the mean net flux does not stand out of the noise; " +
                                   walkers_that_would_do(std::max(signal, fit.sigma / widest), 1));
    }
    if (fit.dof >= 1) {
      findings.add(goodness_of_fit(
          sample,
          {"fick_first_law_everywhere_" + a, law + ", place by place",
           "J_b - (w₊ n_{b-1} - w₋ n_b) is chance at every plane b of " + a + " and time",
           "In groups of neighbouring planes and times, faces and reservoirs included, the net "
           "crossings are those that the walkers on the two sides make on average."},
          fit.chi_square, fit.dof, fit.one_way));
    }
    flux_law_figure(run, findings, *path, bonds);
    advection_law(run, findings, *path, bonds);
  }
}

}  // namespace fluxwalk
