/// \file
/// Wind: what the flux owes to the concentration itself, and what to its gradient.
#include <Eigen/LU>
#include <cmath>

#include "laws/flux/bonds.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

struct Fit {
  Eigen::Vector2d hops;  ///< p+ and p-
  Eigen::Matrix2d covariance;
};

/// net = p+ R_{b-1} - p- R_b over the planes between layers that hop by the law; instruments are the exact
/// means.
Fit fit(const Run& run, const AxisPath& path, const WatchedBonds& bonds) {
  const auto a = static_cast<std::size_t>(path.axis);
  const HopLaw& law = run.sample.experiment.system.hop_law;
  const auto planes = static_cast<Eigen::Index>(bonds.size());
  Eigen::Matrix2d design = Eigen::Matrix2d::Zero(), noise = design;
  Eigen::Vector2d moment = Eigen::Vector2d::Zero();
  for (std::size_t bin = 0; bin < run.num_bins(); ++bin) {
    Eigen::MatrixXd instruments = Eigen::MatrixXd::Zero(planes, 2);
    const Counts& table = run.sample.total.residence[a];
    for (Eigen::Index i = 0; i < planes; ++i) {
      const std::int32_t plane = bonds.plane(static_cast<std::size_t>(i));
      if (plane < 1 || plane >= run.sample.layers(path.axis)) continue;
      const auto left = static_cast<std::size_t>(plane) - 1, right = left + 1;
      const bool is_law = std::abs(bonds.up(left) - law.plus[a]) < 1e-12 &&
                          std::abs(bonds.down(right) - law.minus[a]) < 1e-12;
      if (!is_law) continue;  // next to a mirror
      const Eigen::Vector2d mean(path.residence[bin][left], -path.residence[bin][right]);
      const Eigen::Vector2d counted(static_cast<double>(table(bin, left)),
                                    -static_cast<double>(table(bin, right)));
      const Eigen::Vector2d z = mean / (law.plus[a] * mean(0) - law.minus[a] * mean(1) + 100);
      instruments.row(i) = z.transpose();
      design += z * counted.transpose();
      moment += z * bonds.net(run.sample.total, bin, static_cast<std::size_t>(i));
    }
    noise += bonds.covariance(bonds.exposure(bin), bonds.width(bin), instruments);
  }
  const Eigen::Matrix2d inverse = design.inverse();
  return {inverse * moment, inverse * noise * inverse.transpose()};
}

}  // namespace

void advection_law(const Run& run, Findings& findings, const AxisPath& path, const WatchedBonds& bonds) {
  const Sample& sample = run.sample;
  const HopLaw& law = sample.experiment.system.hop_law;
  if (!sample.experiment.system.medium.is_uniform() || std::abs(law.drift(path.axis)) < 1e-12) return;
  const std::string a = axis_name(path.axis);
  const Fit result = fit(run, path, bonds);
  const auto told = [&](Quality quality, double plus, double minus, double expected) {
    const double unit = sample.scales.factor(quality.length_power, quality.time_power);
    Estimate estimate = described(sample, std::move(quality));
    const Eigen::Vector2d weights(plus, minus);
    estimate.value = weights.dot(result.hops) * unit;
    estimate.exact_sigma = std::sqrt(weights.dot(result.covariance * weights)) * unit;
    estimate.expected = expected * unit;
    return estimate;
  };
  const Estimate drift =
      told({"drift_from_flux_" + a, "v_" + a, "flux proportional to the concentration", 1, -1}, 1, -1,
           law.drift(path.axis));
  const Estimate bond =
      told(diffusivity("bond_diffusivity_" + a, "D_b", "flux proportional to the gradient, beside the drift"),
           0.5, 0.5, law.bond_diffusivity(path.axis));
  const Law law_of_drift = {
      "fick_first_law_drift_" + a, "Advection", "J = v c - D_b ∂c/∂" + a + ": drift v",
      "The part of the flux that is proportional to the concentration itself: the drift."};
  double crossings = 0;
  for (std::size_t bin = 0; bin < run.num_bins(); ++bin)
    for (std::size_t i = 0; i < bonds.size(); ++i)
      crossings += path.forward[bin][static_cast<std::size_t>(bonds.plane(i))] +
                   path.backward[bin][static_cast<std::size_t>(bonds.plane(i))];
  if (!(crossings >= 100)) return findings.skip(law_of_drift, "fewer than 100 crossings are expected");
  constexpr double widest = 0.5;  // relative error
  const double error =
      std::max(drift.exact_sigma / std::abs(drift.expected), bond.exact_sigma / bond.expected);
  if (!(error < widest))
    return findings.skip(law_of_drift,
                         "too few walkers, or too even a concentration, to tell drift and "
                         "gradient apart; " +
                             walkers_that_would_do(error, widest));
  findings.add(drift);
  findings.add(bond);
  const double v = result.hops(0) - result.hops(1);  // D = D_b - v²/2: what a cloud spreads with
  const Estimate spread = [&] {
    Estimate d = told(diffusivity("diffusivity_from_flux_" + a, "D_" + a + a,
                                  "D_b - v²/2 from the flux law: the D of spreading"),
                      0.5 - v, 0.5 + v, law.dispersion(path.axis, path.axis));
    d.value = bond.value - v * v / 2 * sample.scales.factor(2, -1);
    return d;
  }();
  findings.add(spread);
  findings.add(compare(sample, law_of_drift, drift, drift.expected));
  findings.add(compare(
      sample,
      {"fick_first_law_bond_" + a, "Advection", "J = v c - D_b ∂c/∂" + a + ": D_b, not the D of spreading",
       "The part of the flux that is proportional to the gradient has D_b = (p₊ + p₋)/2. A cloud spreads "
       "with D = D_b - v²/2, because drift makes a hop less random.",
       sample.has_gradient(path.axis) ? Topic::fick_first_law : Topic::local_flux},
      bond, bond.expected));
}

}  // namespace fluxwalk
