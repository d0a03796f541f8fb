/// \file
/// The whole flux over the flux predicted from the concentrations; if the walk drifts, also its terms.
#include <cmath>

#include "judging/check.hpp"
#include "laws/flux/flux_law.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

constexpr double widest = 0.5;  ///< largest relative error of a useful factor

/// The net flux in the last bin is nearly zero.
bool ends_at_rest(const AxisPath& path) {
  double net = 0, traffic = 0;
  for (std::size_t plane = 0; plane < path.forward.back().size(); ++plane) {
    net += std::abs(path.forward.back()[plane] - path.backward.back()[plane]);
    traffic += path.forward.back()[plane] + path.backward.back()[plane];
  }
  return net < 1e-3 * traffic;
}

/// A number of the fit with its exact error, in the units of the experiment.
Estimate estimate_of(const RunView& view, Quality quality, double value, double sigma, double expected) {
  const double unit = view.scales.factor(quality.length_power, quality.time_power);
  Estimate estimate = described(view, std::move(quality));
  estimate.value = value * unit;
  estimate.exact_sigma = sigma * unit;
  estimate.expected = expected * unit;
  return estimate;
}

/// Drift and D_b separately, for hops that are the same everywhere. Returns D_b in lattice units.
double drift_and_slope(const Run& run, Findings& findings, const FluxRegression& regression,
                       const AxisPath& path, const FluxWords& words) {
  const RunView& view = run.view;
  const HopLaw& law = view.experiment.system.hop_law;
  const int axis = path.axis;
  const std::string& a = words.axis();
  const auto skip = [&](const std::string& why) {
    findings.skip(words.drift(), why);
    return not_a_number;
  };
  double crossings = 0;
  for (std::size_t bin = 0; bin < run.num_bins(); ++bin)
    for (const WatchedPlanes::Plane& plane : regression.planes().list)
      crossings += path.forward[bin][static_cast<std::size_t>(plane.plane)] +
                   path.backward[bin][static_cast<std::size_t>(plane.plane)];
  if (!(crossings >= 100)) return skip("fewer than 100 crossings are expected");
  const FluxFit fit = regression.fit(view.total, {FluxTerm::drift, FluxTerm::slope});
  const double v = fit.value(0), d = fit.value(1);
  const Eigen::Matrix2d c = fit.covariance;
  const double drift_error = std::sqrt(c(0, 0)), slope_error = std::sqrt(c(1, 1));
  const double error =
      std::max(drift_error / std::abs(law.drift(axis)), slope_error / law.bond_diffusivity(axis));
  if (!(error < widest))
    return skip("too few walkers, or too uniform a concentration, to separate drift and gradient; " +
                walkers_that_would_do(error, widest));
  const Estimate drift = estimate_of(
      view,
      {"drift_from_flux_" + a, "v_" + a, "flux against concentration, over all planes and times", 1, -1}, v,
      drift_error, law.drift(axis));
  const Estimate slope =
      estimate_of(view,
                  diffusivity("bond_diffusivity_from_flux_" + a, "D_b," + a,
                              "slope of the flux against the gradient, over all planes and times"),
                  d, slope_error, law.bond_diffusivity(axis));
  findings.add(drift);
  findings.add(slope);
  findings.add(estimate_of(view,
                           diffusivity("diffusivity_from_flux_" + a, "D_" + a + a,
                                       "D_b - v²/2 from the slope of the flux and the fitted drift"),
                           d - v * v / 2, std::sqrt(c(1, 1) - 2 * v * c(0, 1) + v * v * c(0, 0)),
                           law.dispersion(axis, axis)));
  findings.add(compare(view, words.drift(), drift, drift.expected));
  findings.add(compare(view, words.slope(), slope, slope.expected));
  return d;
}

}  // namespace

FluxLine flux_by_factor(const Run& run, Findings& findings, const FluxRegression& regression,
                        const AxisPath& path, const FluxWords& words) {
  const RunView& view = run.view;
  const bool has_terms = words.is_by_gradient() && words.drifts();
  const bool is_slope = words.is_by_gradient() && !words.drifts();
  const Law law = has_terms ? words.whole() : words.slope();
  constexpr double least_signal = 100;
  const double signal = regression.signal(view.total);
  const auto [factor, sigma] = regression.factor(view.total);
  FluxLine line;
  if (signal > least_signal && sigma < widest) {
    const double unit = is_slope ? view.experiment.system.hop_law.bond_diffusivity(path.axis) : 1.0;
    const Estimate estimate = estimate_of(
        view,
        is_slope
            ? diffusivity("diffusivity_from_flux_" + words.axis(), "D_" + words.axis() + words.axis(),
                          "flux against gradient, over all planes and times")
            : Quality{"flux_over_law_" + words.axis(), "J/J_law",
                      "net flux over that predicted from both sides of each plane, all planes and times"},
        factor * unit, sigma * unit, unit);
    findings.add(estimate);
    Verdict verdict = compare(view, law, estimate, estimate.expected);
    if (!(verdict.resolution <= verdict.tolerance) && ends_at_rest(path))
      verdict =
          not_judged(law, "no net flux is left at the end, and that before is too small against its noise");
    findings.add(verdict);
    line.slope = factor * unit;
  } else {
    line.why_not = "the mean net flux does not stand out of the noise; " +
                   walkers_that_would_do(
                       std::max(signal > 0 ? std::sqrt(least_signal / signal) : INFINITY, sigma / widest), 1);
    findings.skip(law, line.why_not);
  }
  if (has_terms) line.slope = drift_and_slope(run, findings, regression, path, words);
  return line;
}

}  // namespace fluxwalk
