#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "judging/check.hpp"
#include "laws/figure.hpp"
#include "laws/findings.hpp"
#include "laws/flux/flux_regression.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

namespace {

/// One bin and bond of the regression, a step.
struct Cell {
  double known;                  ///< gradient as known before the bin's hops were drawn
  double gradient, flux, steps;  ///< gradient of c; net crossings a step; steps in the bin
  double variance;               ///< of the net crossings of the whole bin
};

/// Gradients beyond this lie so far out (a point source in its first steps) that with them all others would
/// be squeezed into one place: three times the largest but for a fifth.
double farthest_drawn(std::vector<double> gradients) {
  for (double& gradient : gradients) gradient = std::abs(gradient);
  const auto place = gradients.begin() + static_cast<std::ptrdiff_t>(4 * (gradients.size() - 1) / 5);
  std::nth_element(gradients.begin(), place, gradients.end());
  return *place > 0 ? 3 * *place : *std::max_element(gradients.begin(), gradients.end());
}

/// J against the gradient in groups of like gradient. Where the walk drifts, v c̄ is taken off the flux first.
/// Groups go by the gradient known beforehand: the one measured holds a part of the noise of the flux it is
/// held against, and sorting by it would sort the noise.
void flux_figure(const Sample& sample, Findings& findings, const FluxRegression& regression, int axis,
                 const FluxEstimates& estimates) {
  constexpr std::size_t most_points = 40;
  const std::string a = axis_name(axis);
  const double v = sample.experiment.system.hop_law.drift(axis);
  const bool drifts = std::abs(v) > 1e-12;
  std::vector<Cell> cells;
  for (std::size_t bin = 0; bin < regression.num_bins(); ++bin) {
    const double width = regression.width(bin);
    for (const Bonds::Bond& bond : regression.bonds().list) {
      const double left = regression.residence(sample.total, bin, bond.left);
      const double right = regression.residence(sample.total, bin, bond.right);
      if (left + right <= 0) continue;
      const double flux = regression.net(sample.total, bin, bond) - v * (left + right) / 2;
      const double known = (regression.predicted(sample.total, bin, bond.right) -
                            regression.predicted(sample.total, bin, bond.left)) /
                           width;
      cells.push_back({known, (right - left) / width, flux / width, width, regression.variance(left, right)});
    }
  }
  if (cells.empty()) return;
  std::sort(cells.begin(), cells.end(), [](const Cell& x, const Cell& y) { return x.known < y.known; });

  // Per area and in units of the experiment: walkers per site become walkers per ℓ^d.
  const double to_gradient = sample.scales.factor(-sample.dimension - 1, 0) / sample.area(axis);
  const double to_flux = flux_factor(sample, axis);
  const double slope = -estimates.bond_diffusivity.estimate.value / sample.scales.factor(2, -1);
  const double offset = drifts ? 0.0 : estimates.second.estimate.value / sample.scales.factor(0, -1);
  const double law = -sample.experiment.system.hop_law.bond_diffusivity(axis);
  std::vector<double> gradient, flux, sigma, fitted, expected, residual;
  // Groups of like share in Σ |gradient|: steep places, though few, are drawn apart from the many that are
  // nearly flat.
  double all_gradients = 0;
  for (const Cell& cell : cells) all_gradients += std::abs(cell.known) * cell.steps;
  double passed = 0;
  std::size_t first = 0;
  for (std::size_t g = 1; g <= most_points; ++g) {
    const double end = all_gradients * static_cast<double>(g) / static_cast<double>(most_points);
    double steps = 0, gradients = 0, fluxes = 0, variance = 0;
    for (; first < cells.size() && (g == most_points || passed < end); ++first) {
      const Cell& cell = cells[first];
      passed += std::abs(cell.known) * cell.steps;
      steps += cell.steps;
      gradients += cell.gradient * cell.steps;
      fluxes += cell.flux * cell.steps;
      variance += cell.variance;
    }
    if (steps <= 0) continue;
    const double x = gradients / steps, y = fluxes / steps, error = std::sqrt(variance) / steps;
    gradient.push_back(x * to_gradient);
    flux.push_back(y * to_flux);
    sigma.push_back(error * to_flux);
    fitted.push_back((offset + slope * x) * to_flux);
    expected.push_back(law * x * to_flux);
    residual.push_back(error > 0 ? (y - offset - slope * x) / error : not_a_number);
  }
  const double farthest = farthest_drawn(gradient);
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    if (std::abs(gradient[i]) > farthest) {
      ++left_out;
      continue;
    }
    for (auto* column : {&gradient, &flux, &sigma, &fitted, &expected, &residual})
      (*column)[i - left_out] = (*column)[i];
  }
  for (auto* column : {&gradient, &flux, &sigma, &fitted, &expected, &residual})
    column->resize(column->size() - left_out);
  const std::string gradient_unit = sample.scales.unit(-sample.dimension - 1, 0);
  const std::string flux_unit = sample.scales.unit(1 - sample.dimension, -1);
  Figure figure;
  figure.id = "flux_vs_gradient_" + a;
  figure.title = "Flux against gradient along " + a;
  const Estimate& fit = estimates.bond_diffusivity.estimate;
  const std::string d = drifts ? "D_b" : "D";
  figure.caption =
      std::string("Each point gathers planes and times of similar gradient") +
      (drifts ? "; the flux of the drift, v c, is subtracted." : ".") + " Dashed line: slope -" + d +
      " with the " + d + " of the hop law" + (drifts ? " (not the D of spreading)." : ".") +
      (fit.has_value() ? " Solid line: fitted to all planes and times; its slope is -" + d + "."
                       : " No line is fitted: " + fit.not_applicable + ".") +
      (left_out == 0 ? ""
                     : fmt::format(" {} point(s) at far steeper gradients are not drawn{}.", left_out,
                                   fit.has_value() ? ", but take part in the fit" : ""));
  figure.x_label = with_unit("gradient ∂c/∂" + a, gradient_unit);
  figure.y_label = with_unit(drifts ? "flux J - v c" : "flux J", flux_unit);
  figure.residual_label = "deviation / σ";
  figure.data.name = figure.id;
  figure.data.long_name = "flux against gradient along " + a;
  figure.data.add("gradient", gradient_unit, "gradient of the concentration", gradient)
      .add("flux", flux_unit, "net flux, crossings an area and time", flux)
      .add("sigma", flux_unit, "exact standard deviation of the flux", sigma)
      .add("fitted", flux_unit, "fitted line", fitted)
      .add("expected", flux_unit, "the hop law's line", expected)
      .add("residual", "1", "standardised residual", residual);
  figure.series = {{"measured", "gradient", "flux", "sigma", Mark::points, false, 0},
                   {"hop law", "gradient", "expected", "", Mark::dashed_line, false, 1}};
  if (fit.has_value()) {
    figure.series.push_back({"fit", "gradient", "fitted", "", Mark::line, false, 0});
    figure.series.push_back({"residual", "gradient", "residual", "", Mark::points, true, 0});
  }
  findings.add(figure);
}

}  // namespace

void first_law(const Sample& sample, Findings& findings) {
  if (sample.measure.flux_edges.size() < 2) return;
  for (int axis = 0; axis < sample.dimension; ++axis) {
    if (sample.measure.planes[static_cast<std::size_t>(axis)].empty()) continue;
    const std::string a = axis_name(axis);
    const FluxRegression regression(sample, axis);
    const FluxEstimates estimates = flux_estimates(sample, regression, axis);
    findings.add_diffusivity(axis, estimates.diffusivity);
    for (const Measured* other : {&estimates.bond_diffusivity, &estimates.second, &estimates.third}) {
      if (other->estimate.has_value()) findings.add(other->estimate);
    }
    const bool has_slope = estimates.bond_diffusivity.estimate.has_value();
    const bool drifts = std::abs(sample.experiment.system.hop_law.drift(axis)) > 1e-12;
    // Between two layers the same numbers say that the flux is proportional to their difference, and no more.
    const bool has_gradient = sample.has_gradient(axis);
    const Topic topic = has_gradient ? Topic::fick_first_law : Topic::local_flux;
    const std::string title = has_gradient ? "Fick's first law" : "Flux between two layers";
    const Law slope_law = {"fick_first_law_slope_" + a, title,
                           drifts ? "J = v c - D_b ∂c/∂" + a + ": slope D_b, not the D of spreading"
                                  : "J = -D ∂c/∂" + a + ": slope D",
                           std::string(drifts ? "Apart from the drift, the net flux runs down the gradient"
                                              : "The net flux runs down the gradient") +
                               ", in proportion to it; the factor is that of the hop law.",
                           topic};
    if (!has_slope) findings.skip(slope_law, estimates.bond_diffusivity.estimate.not_applicable);
    if (!regression.why_not().empty()) continue;
    if (has_slope) {
      findings.add(compare(sample, slope_law, estimates.bond_diffusivity.estimate,
                           estimates.bond_diffusivity.estimate.expected));
    }
    // What the second term must be small against: the flux itself, or the traffic both ways where all is
    // even.
    const double one_way = regression.one_way_flux(sample.total);
    const double flux_scale = has_slope ? regression.rms_flux(sample.total) : one_way;
    const Law intercept_law = {
        "fick_first_law_intercept_" + a, title,
        drifts ? "no flux beside v c - D_b ∂c/∂" + a : "J = 0 where ∂c/∂" + a + " = 0",
        drifts ? "Drift and gradient together explain the whole net flux."
               : "Where there is no gradient, as many walkers cross in one direction as in the other."};
    const Law drift_law = {
        "fick_first_law_drift_" + a, "Advection",
        "J = v c - " + std::string(drifts ? "D_b" : "D") + " ∂c/∂" + a + ": drift v",
        "The part of the flux that is proportional to the concentration itself: the drift.",
        Topic::advection};
    const auto check_intercept = [&](const Measured& intercept) {
      return compare(sample, intercept_law, intercept.estimate, flux_scale * sample.scales.factor(0, -1));
    };
    const auto check_drift = [&](const Measured& drift) {
      const HopLaw& law = sample.experiment.system.hop_law;
      const double scale = drifts ? law.drift(axis) : law.bond_diffusivity(axis);
      return compare(sample, drift_law, drift.estimate, scale * sample.scales.factor(1, -1));
    };
    const auto check_term = [&](bool is_drift, const Measured& term) {
      if (term.estimate.has_value()) return is_drift ? check_drift(term) : check_intercept(term);
      const Law& law = is_drift ? drift_law : intercept_law;
      return not_judged(law, term.estimate.not_applicable);
    };
    findings.add(check_term(drifts, estimates.second));
    // Beside the second the third has little to say unless it can be conclusive.
    Verdict third = check_term(!drifts, estimates.third);
    if (third.is_judged() && !(third.resolution <= third.tolerance)) {
      third = not_judged(
          {third.name, third.law, third.statement, "", third.topic},
          "fitted beside slope and " + std::string(drifts ? "drift" : "intercept") +
              ", its error is too wide to say anything: more walkers, or a profile that varies more, would");
    }
    findings.add(third);
    const FluxRegression::Residuals residuals = regression.residuals(sample.total);
    const std::string everywhere_statement =
        "J_b - (p+ n_{b-1} - p- n_b) is chance at every plane b of " + a + " and time";
    if (residuals.dof < 1) {
      findings.skip({"fick_first_law_everywhere_" + a, title + ", place by place", everywhere_statement, ""},
                    "too few hops for groups of planes and times");
    } else {
      findings.add(
          goodness_of_fit(sample,
                          {"fick_first_law_everywhere_" + a, title + ", place by place", everywhere_statement,
                           "In groups of neighbouring planes and times too, the net crossings are "
                           "those that the walkers on the two sides make on average."},
                          residuals.chi_square, residuals.dof, residuals.one_way_information));
    }
    flux_figure(sample, findings, regression, axis, estimates);
  }
}

}  // namespace fluxwalk
