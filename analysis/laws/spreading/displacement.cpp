/// \file
/// How far walkers travel: D and drift, <r> and <r²>, against the free walk or the medium's exact moments.
#include "laws/spreading/displacement.hpp"

#include <cmath>

#include "judging/check.hpp"
#include "judging/statistics.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

void mean_displacement(const RunView& view, Findings& findings, const ExactMoments* exact, int axis) {
  constexpr double few = 30;
  const std::string a = axis_name(axis);
  const bool is_free = walks_freely(view, axis);
  const std::size_t last = view.measure.moment_times.size() - 1;
  const auto time = static_cast<double>(view.measure.moment_times[last]);
  Law law{"mean_displacement_" + a, "Drift",
          is_free ? "<r_" + a + ">/t = v = (p+ - p-) ℓ/τ"
                  : "<r_" + a + ">/t at the last time, exact for this lattice and its walls",
          "Mean displacement of a walker along " + a + " over the time it took" +
              (is_free ? ". It is near zero, unless one direction is more likely."
                       : ", against that of the medium, worked out site by site."),
          Topic::advection};  // <r> alone says nothing about how walkers spread
  const Measured drift = drift_from_displacement(view, axis, exact);
  findings.add(drift.estimate);
  if (!drift.estimate.has_value()) return findings.skip(std::move(law), drift.estimate.not_applicable);
  if (!is_free && exact == nullptr) return findings.skip(std::move(law), too_costly);
  if (view.walkers < few)
    return findings.skip(std::move(law), "fewer than 30 walkers: their mean is far from normal");
  const double unit = view.scales.factor(1, -1);
  const double error = drift.estimate.exact_sigma / unit;
  if (!(error > 0)) return findings.skip(std::move(law), "the displacement has no randomness");
  if (std::pow(error * view.walkers * time, 2) < enough_events)
    return findings.skip(std::move(law), too_few_events);
  const HopLaw& hops = view.experiment.system.hop_law;
  const double spread =
      is_free ? std::sqrt(2 * hops.dispersion(axis, axis) / time + std::pow(hops.drift(axis), 2))
              : std::sqrt(exact->mean(last, power(axis, 2)) / view.walkers) / time;
  findings.add(compare(view, std::move(law), drift.estimate, spread * unit));
}

/// Skewness of Σ r² of independent walkers if r is Gaussian: that of noncentral chi-squares.
double gaussian_skewness(const RunView& view, const ExactMoments& exact, std::size_t row) {
  double squares = 0, cubes = 0;
  for (int a = 0; a < view.dimension; ++a) {
    const double m = exact.mean(row, power(a)) / view.walkers;
    const double s = exact.mean(row, power(a, 2)) / view.walkers - m * m;
    squares += 2 * s * s + 4 * m * m * s;
    cubes += 8 * s * s * s + 24 * m * m * s * s;
  }
  return squares > 0 ? cubes / std::pow(squares, 1.5) / std::sqrt(view.walkers) : 0.0;
}

void mean_square(const RunView& view, Findings& findings, const ExactMoments& exact) {
  const int d = view.dimension;
  const std::size_t last = view.measure.moment_times.size() - 1;
  double square = 0, variance = 0, drift2 = 0;
  for (int a = 0; a < d; ++a) {
    const double spread = exact.mean(last, power(a, 2));
    const double mean = without_rounding(exact.mean(last, power(a)), std::sqrt(spread * view.walkers));
    square += spread;
    drift2 += std::pow(mean / view.walkers, 2);
    for (int b = 0; b < d; ++b) variance += exact.covariance(last, power(a, 2), power(b, 2));
  }
  const bool is_free = walks_freely(view), drifts = drift2 > 1e-12;
  Law law{"mean_squared_displacement", "Mean squared displacement",
          !is_free ? "<r²> at the last time, exact for this lattice and its walls"
          : drifts ? "<r²> = 2 Σ_a D_aa t + v² t²"
                   : "<r²> = 2 Σ_a D_aa t",
          is_free ? std::string("The mean of the squared displacement grows in proportion to ") +
                        (drifts ? "time, and that of the drift to its square" : "time") + "; compared at " +
                        moment_text(view, view.measure.moment_times[last]) + "."
                  : "How far walkers have come, squared and averaged, against that of the medium, worked out "
                    "site by site." +
                        std::string(view.experiment.system.is_closed()
                                        ? ""
                                        : " Walkers that have left the box count as 0.")};
  const Jackknife errors = jackknife(
      view.results.batches, view.total,
      [&](const BatchTallies& sum) {
        double total = 0;
        for (int a = 0; a < d; ++a) total += sum_of(sum, d, last, a, a);
        return std::vector<double>{sum.started > 0 ? total / static_cast<double>(sum.started) : not_a_number};
      },
      Reads::no_layers());
  const double sigma = std::sqrt(variance) / view.walkers;
  const Measured msd = measured(
      view, {"mean_squared_displacement", "<r²>", "mean of r² over the walkers at the last time", 2, 0},
      errors, 0, sigma, square / view.walkers);
  findings.add(msd.estimate);
  const double error = std::isnan(sigma) ? errors.standard_error[0] : sigma;
  if (std::isnan(error))
    return findings.skip(law, "its error comes from the scatter of the batches, and there is only one batch");
  const double one_event = 1 + 2 * std::sqrt(drift2);  // what one hop adds to r²
  if (!(std::pow(error * view.walkers, 2) >= enough_events * one_event * one_event))
    return findings.skip(law, too_few_events);
  Verdict verdict = compare(view, law, msd.estimate, square / view.walkers * view.scales.factor(2, 0));
  if (!std::isnan(sigma))
    verdict.p_value = statistics::skewed_p(verdict.statistic_value, gaussian_skewness(view, exact, last));
  findings.add(verdict);
}

/// Why no square of a displacement is judged; null if it is.
const char* why_no_squares(const RunView& view, const ExactMoments* exact) {
  if (exact == nullptr) return too_costly;
  if (view.walkers < 2) return "it takes two walkers to have a mean square";
  // For free walks the skewness is known well enough with fewer.
  return !walks_freely(view) && view.walkers < enough_walkers
             ? "fewer than 1000 walkers: sums of squares are far from normal"
             : nullptr;
}

}  // namespace

Applies displacement_law_applies(const Experiment& experiment) {
  return counted_or(!experiment.measure.moment_times.empty(), "add [measure.moments]",
                    experiment.system.has_turnover() ? not_followed : "");
}

void displacement_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const int d = view.dimension;
  const bool is_free = walks_freely(view);
  const auto skip_squares = [&](const char* why) {
    findings.skip("mean_squared_displacement", "Mean squared displacement", why);
    findings.skip(is_free ? "dispersion_tensor" : "displacement_moments",
                  is_free ? "Dispersion tensor" : "Displacements", why);
  };
  const char* why_not =
      !view.walkers_are_given()
          ? "walkers enter, appear, vanish or are born: they are not followed from the start"
      : view.walkers < 1 ? "no walker started"
                         : nullptr;
  if (why_not != nullptr) {
    for (int a = 0; a < d; ++a)
      findings.skip("mean_displacement_" + axis_name(a), "Drift", why_not, Topic::advection);
    return skip_squares(why_not);
  }
  const std::unique_ptr<ExactMoments> exact = ExactMoments::of(run);
  for (int a = 0; a < d; ++a) {
    findings.add_diffusivity(a, diffusivity_from_msd(view, a, a, exact.get()));
    for (int b = a + 1; b < d; ++b) findings.add(diffusivity_from_msd(view, a, b, exact.get()).estimate);
    if (!walks_freely(view, a)) findings.add(late_drift(view, a, exact.get()).estimate);
    mean_displacement(view, findings, exact.get(), a);
  }
  effective_diffusivity(view, findings, exact.get());
  displacement_figures(run, findings, exact.get());
  if (const char* why = why_no_squares(view, exact.get()); why != nullptr) return skip_squares(why);
  mean_square(view, findings, *exact);
  if (is_free)
    dispersion_tensor(view, findings);
  else
    displacement_moments(view, findings, *exact);
}

}  // namespace fluxwalk
