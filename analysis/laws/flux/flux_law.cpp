/// \file
/// Fick's first law, and its form in a medium: the flux through a plane comes from the walkers on its two
/// sides.
#include "laws/flux/flux_law.hpp"

#include <cmath>

#include "judging/check.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

FluxWords::FluxWords(const Run& run, int axis) : axis_(axis_name(axis)) {
  const Experiment& experiment = run.view.experiment;
  const Medium& medium = experiment.system.medium;
  drifts_ = std::abs(experiment.system.hop_law.drift(axis)) > 1e-12;
  is_forced_ = has_potential(experiment);
  is_fickian_ = run.is_fickian();
  is_by_gradient_ = medium.is_uniform() && (drifts_ || is_fickian_);
  has_only_mobility_ = !medium.mobility.empty() && medium.hop.empty() && !is_forced_ && !drifts_;
  has_gradient_ = run.view.has_gradient(axis);
}

/// With two layers the same numbers only say that the flux is proportional to their difference.
std::string FluxWords::title() const {
  if (is_fickian_) return has_gradient_ ? "Fick's first law" : "Flux between two layers";
  return is_forced_ ? "Flux down the chemical potential" : "Flux law of the medium";
}

Law FluxWords::slope() const {
  if (!is_by_gradient_) {
    Law law = whole();
    law.name = "fick_first_law_slope_" + axis_;
    if (is_fickian_ && !drifts_) law.topic = has_gradient_ ? Topic::fick_first_law : Topic::local_flux;
    return law;
  }
  return {"fick_first_law_slope_" + axis_, title(),
          drifts_ ? "J = v c - D_b ∂c/∂" + axis_ + ": slope D_b, not the D of spreading"
                  : "J = -D ∂c/∂" + axis_ + ": slope D",
          drifts_
              ? "Apart from the drift, the net flux runs down the gradient, in proportion to it; the factor "
                "is that of the hop law. A cloud spreads with D = D_b - v²/2, because drift makes a hop "
                "less random."
              : "The net flux runs down the gradient, in proportion to it; the factor is that of the hop "
                "law.",
          has_gradient_ ? Topic::fick_first_law : Topic::local_flux};
}

Law FluxWords::whole() const {
  Law law{"fick_first_law_whole_" + axis_, title(),
          "J = w₊ c - w₋ c' across each plane of " + axis_ + ": factor 1",
          "The net flux is what the walkers on the two sides of each plane send: w₊ and w₋ are the "
          "probabilities to cross it.",
          is_fickian_ ? Topic::advection : Topic::medium_flux};
  if (is_forced_) {
    law.statement = "J = -(D c/kT) ∂μ/∂" + axis_ + ": factor 1";
    law.explanation =
        "The flux runs down the chemical potential μ = ln c + U, in proportion to its gradient and to the "
        "concentration.";
  } else if (has_only_mobility_) {
    law.statement = "J = -D(" + axis_ + ") ∂c/∂" + axis_ + ": factor 1";
    law.explanation = "The net flux runs down the gradient, in proportion to it and to the mobility D(" +
                      axis_ + ") there.";
  }
  return law;
}

Law FluxWords::intercept() const {
  return {"fick_first_law_intercept_" + axis_, title(),
          drifts_ ? "no flux beside v c - D_b ∂c/∂" + axis_ : "J = 0 where ∂c/∂" + axis_ + " = 0",
          drifts_ ? "Drift and gradient together explain the whole net flux."
                  : "Where there is no gradient, as many walkers cross in one direction as in the other."};
}

Law FluxWords::drift() const {
  return {"fick_first_law_drift_" + axis_, "Advection",
          "J = v c - " + std::string(drifts_ ? "D_b" : "D") + " ∂c/∂" + axis_ + ": drift v",
          "The part of the flux that is proportional to the concentration itself: the drift.",
          Topic::advection};
}

Law FluxWords::everywhere() const {
  return {
      "fick_first_law_everywhere_" + axis_, title() + " at each plane",
      "J_b = w₊ n_{b-1} - w₋ n_b (w: hop probability), apart from chance, at every plane b of " + axis_ +
          " and time",
      "In groups of neighbouring planes and times too, the net crossings are those that the walkers on the "
      "two sides make on average."};
}

std::string FluxWords::formula() const {
  if (is_forced_) return drifts_ ? "with the drift and the potential" : "-(D c/kT) ∂μ/∂" + axis_;
  const std::string plain = drifts_ ? "v c - D_b ∂c/∂" + axis_ : "-D ∂c/∂" + axis_;
  return plain + (is_by_gradient_ ? "" : " with what the medium lets pass");
}

namespace {

std::string why_no_flux(const Experiment& experiment, int axis) {
  const HopLaw& law = experiment.system.hop_law;
  if (!experiment.measure.has_residence) return residence_not_counted;
  const bool is_certain =
      law.plus[axis] * (1 - law.plus[axis]) + law.minus[axis] * (1 - law.minus[axis]) <= 0;
  return is_certain && why_no_single_walk(experiment) == nullptr ? "nothing is left to chance along this axis"
                                                                 : "";
}

/// Why the terms of the flux cannot be fitted to the counts; empty if they can.
std::string why_no_terms(const RunView& view, const FluxRegression& regression, int axis) {
  if (std::string why = why_no_flux(view.experiment, axis); !why.empty()) return why;
  if (regression.planes().list.empty()) return "none of the watched planes lies between two ordinary layers";
  return view.total.started <= 0 ? "there are no walkers" : "";
}

void everywhere(const RunView& view, Findings& findings, const FluxRegression& regression,
                const FluxWords& words) {
  const FluxRegression::Residuals residuals = regression.residuals(view.total);
  if (residuals.dof >= 1)
    findings.add(goodness_of_fit(view, words.everywhere(), residuals.chi_square, residuals.dof,
                                 residuals.one_way_information));
  else if (!regression.known().is_exact())
    findings.skip(words.everywhere(), "too few hops for groups of planes and times");
}

void along(const Run& run, Findings& findings, int axis) {
  const RunView& view = run.view;
  const FluxWords words(run, axis);
  FluxLine line;
  if (view.why_no_single_walk() == nullptr) {
    const FluxRegression regression(view, axis);
    if (const std::string why = why_no_terms(view, regression, axis); !why.empty()) {
      findings.add_diffusivity(axis, flux_estimates(view, regression, axis, why).diffusivity);
      return findings.skip(words.slope(), why);
    }
    line = flux_by_terms(view, findings, regression, axis, words);
    everywhere(view, findings, regression, words);
    return flux_figure(view, findings, regression, axis, words, line);
  }
  if (const std::string why = why_no_flux(view.experiment, axis); !why.empty())
    return findings.skip(words.slope(), why);
  const AxisPath* path = run.along(axis);
  if (path == nullptr) return findings.skip(words.slope(), too_costly);
  auto planes = WatchedPlanes::of_medium(view, *path);
  if (!planes)
    return findings.skip(words.slope(),
                         "the hops along it differ within a layer, and layers are what was counted");
  const FluxRegression regression(view, axis, std::move(*planes), Foreknowledge(view, *path));
  line = flux_by_factor(run, findings, regression, *path, words);
  everywhere(view, findings, regression, words);
  flux_figure(view, findings, regression, axis, words, line);
}

}  // namespace

Applies flux_law_applies(const Experiment& experiment) {
  if (!watches_planes(experiment)) return lacks(add_flux);
  const auto is_asked = [&](int axis) { return !experiment.measure.planes[axis].empty(); };
  const auto why_not = [&](int axis) { return why_no_flux(experiment, axis); };
  return unless(on_every_axis(experiment, is_asked, why_not));
}

void flux_law(const Run& run, Findings& findings) {
  for (int axis = 0; axis < run.view.dimension; ++axis)
    if (!run.view.measure.planes[axis].empty()) along(run, findings, axis);
}

}  // namespace fluxwalk
