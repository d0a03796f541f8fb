/// \file
/// The terms of the flux, each separately: a slope, an intercept, a drift.
#include <fmt/core.h>

#include <cmath>

#include "judging/check.hpp"
#include "judging/statistics.hpp"
#include "laws/flux/flux_law.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

constexpr double largest_error = 0.1;  ///< relative, of a slope that is still shown

/// `error`: that of the slope, relative; not a number where there is no slope at all.
std::string why_no_slope(const RunView& view, int axis, double error) {
  if (view.starts_even(axis))
    return "the walkers start evenly along the axis and stay so: there is no gradient";
  if (!(error > 0)) return "no gradient was counted along the axis";
  constexpr double hopeless = 1000;  // times the error of a slope that is shown
  if (error > hopeless * largest_error)
    return "the concentration hardly varies along the axis: a gradient is needed to measure the slope of the "
           "flux";
  const double ratio =
      statistics::normal_resolution(error, view.alpha) / view.experiment.settings.analysis.tolerance;
  return fmt::format("too few walkers: the slope of the flux would have an error of {:.2g} %; {}",
                     100 * error, walkers_that_would_do(error, std::min(largest_error, error / ratio)));
}

}  // namespace

FluxEstimates flux_estimates(const RunView& view, const FluxRegression& regression, int axis,
                             const std::string& why_not) {
  const std::string a = axis_name(axis);
  const HopLaw& law = view.experiment.system.hop_law;
  const bool drifts = std::abs(law.drift(axis)) > 1e-12;
  const Quality bond = diffusivity("bond_diffusivity_from_flux_" + a, "D_b," + a,
                                   "slope of the flux against the gradient, over all planes and times");
  const Quality dispersion = diffusivity("diffusivity_from_flux_" + a, "D_" + a + a,
                                         drifts ? "D_b - v²/2 from the slope of the flux and the fitted drift"
                                                : "flux against gradient, over all planes and times");
  const Quality zero{"flux_intercept_" + a, "J_0," + a,
                     "net crossings per plane and time where there is no gradient: intercept of the fit", 0,
                     -1};
  const Quality wind{"drift_from_flux_" + a, "v_" + a,
                     "flux against concentration, over all planes and times", 1, -1};
  const Quality &second = drifts ? wind : zero, &third = drifts ? zero : wind;
  const FluxTerm beside = drifts ? FluxTerm::drift : FluxTerm::intercept,
                 other = drifts ? FluxTerm::intercept : FluxTerm::drift;
  const auto none = [&](const std::string& why) {
    return FluxEstimates{not_applicable(view, bond, why), not_applicable(view, dispersion, why),
                         not_applicable(view, second, why), not_applicable(view, third, why)};
  };
  if (!why_not.empty()) return none(why_not);

  const auto jackknifed = [&](const std::function<std::vector<double>(const BatchTallies&)>& values) {
    return jackknife(view.results.batches, view.total, values, Reads::layers_of(axis));
  };
  // The intercept counts walkers: it is scaled to all of them where a batch is left out.
  const auto scaled = [&](FluxTerm term, const FluxFit& fit, Eigen::Index place, const BatchTallies& sum) {
    return fit.value(place) *
           (term == FluxTerm::intercept ? view.walkers / static_cast<double>(sum.started) : 1.0);
  };
  const std::vector<FluxTerm> pair = {beside, FluxTerm::slope};
  const FluxFit main = regression.fit(view.total, pair);
  const double expected_slope = law.bond_diffusivity(axis), expected_drift = drifts ? law.drift(axis) : 0.0;
  const double slope_error = main.is_determined ? std::sqrt(main.covariance(1, 1)) : not_a_number;
  // The limit is far below the error at which selection by the measured value would bias the result.
  if (view.starts_even(axis) || !(slope_error > 0 && slope_error < expected_slope * largest_error)) {
    FluxEstimates result = none(why_no_slope(view, axis, slope_error / expected_slope));
    const FluxFit mean = regression.fit(view.total, {beside});
    if (!mean.is_determined) return result;
    const Jackknife errors = jackknifed([&](const BatchTallies& sum) {
      return std::vector<double>{scaled(beside, regression.fit(sum, {beside}), 0, sum)};
    });
    result.second = measured(view, second, errors, 0, std::sqrt(mean.covariance(0, 0)), expected_drift);
    return result;
  }

  const Jackknife errors = jackknifed([&](const BatchTallies& sum) {
    const FluxFit part = regression.fit(sum, pair);
    const double v = drifts ? part.value(0) : 0.0;
    return std::vector<double>{scaled(beside, part, 0, sum), part.value(1), part.value(1) - v * v / 2};
  });
  const double v = drifts ? main.value(0) : 0.0;
  const double dispersion_variance =
      main.covariance(1, 1) - 2 * v * main.covariance(0, 1) + v * v * main.covariance(0, 0);
  FluxEstimates result;
  result.bond_diffusivity = measured(view, bond, errors, 1, slope_error, expected_slope);
  result.diffusivity =
      measured(view, dispersion, errors, 2, std::sqrt(dispersion_variance), law.dispersion(axis, axis));
  result.second = measured(view, second, errors, 0, std::sqrt(main.covariance(0, 0)), expected_drift);

  const std::vector<FluxTerm> all = {FluxTerm::intercept, FluxTerm::drift, FluxTerm::slope};
  const FluxFit full = regression.fit(view.total, all);
  if (!full.is_determined) {
    result.third = not_applicable(view, third, "the concentration is the same at every plane");
    return result;
  }
  const Jackknife full_errors = jackknifed([&](const BatchTallies& sum) {
    return std::vector<double>{scaled(other, regression.fit(sum, all), other, sum)};
  });
  result.third = measured(view, third, full_errors, 0, std::sqrt(full.covariance(other, other)), 0.0);
  return result;
}

FluxLine flux_by_terms(const RunView& view, Findings& findings, const FluxRegression& regression, int axis,
                       const FluxWords& words) {
  const FluxEstimates estimates = flux_estimates(view, regression, axis);
  findings.add_diffusivity(axis, estimates.diffusivity);
  for (const Measured* other : {&estimates.bond_diffusivity, &estimates.second, &estimates.third}) {
    if (other->estimate.has_value()) findings.add(other->estimate);
  }
  const Estimate& slope = estimates.bond_diffusivity.estimate;
  FluxLine line{0, not_a_number, slope.not_applicable};
  if (slope.has_value()) {
    findings.add(compare(view, words.slope(), slope, slope.expected));
    line.slope = slope.value / view.scales.factor(2, -1);
    if (!words.drifts()) line.offset = estimates.second.estimate.value / view.scales.factor(0, -1);
  } else {
    findings.skip(words.slope(), slope.not_applicable);
  }
  // The second term must be small against this: the flux itself, or the one-way flux if the concentration is
  // uniform.
  const HopLaw& law = view.experiment.system.hop_law;
  const double flux_scale =
      slope.has_value() ? regression.rms_flux(view.total) : regression.one_way_flux(view.total);
  const double drift_scale = words.drifts() ? law.drift(axis) : law.bond_diffusivity(axis);
  const auto check = [&](bool is_drift, const Estimate& term) {
    const Law what = is_drift ? words.drift() : words.intercept();
    if (!term.has_value()) return not_judged(what, term.not_applicable);
    return is_drift ? compare(view, what, term, drift_scale * view.scales.factor(1, -1))
                    : compare(view, what, term, flux_scale * view.scales.factor(0, -1));
  };
  findings.add(check(words.drifts(), estimates.second.estimate));
  // The third term adds little to the second unless it can be conclusive.
  Verdict third = check(!words.drifts(), estimates.third.estimate);
  if (third.is_judged() && !(third.resolution <= third.tolerance)) {
    third = not_judged(
        {third.name, third.law, third.statement, "", third.topic},
        "fitted beside slope and " + std::string(words.drifts() ? "drift" : "intercept") +
            ", its error is too wide to say anything: more walkers, or a profile that varies more, would");
  }
  findings.add(third);
  return line;
}

}  // namespace fluxwalk
