#pragma once
/// \file
/// What the parts of the flux law share: its words, its estimates, its figure.

#include <string>

#include "laws/findings.hpp"
#include "laws/flux/flux_regression.hpp"
#include "sample/measured.hpp"

namespace fluxwalk {

/// The names and words of the law along one axis, the same with and without reservoirs, media or turnover.
class FluxWords {
 public:
  FluxWords(const Run& run, int axis);

  bool drifts() const noexcept { return drifts_; }
  /// The hops are the same everywhere: apart from a drift the flux is compared with the gradient alone.
  bool is_by_gradient() const noexcept { return is_by_gradient_; }
  const std::string& axis() const noexcept { return axis_; }

  Law slope() const;      ///< of the net flux against the gradient; in a medium, against its driving force
  Law intercept() const;  ///< the flux where there is no gradient
  Law drift() const;      ///< the part that is proportional to the concentration itself
  Law whole() const;      ///< with a drift: the whole flux against the law's
  Law everywhere() const;
  /// The law of the planes as a formula, such as "-D ∂c/∂x".
  std::string formula() const;

 private:
  std::string title() const;

  std::string axis_;
  bool drifts_, is_forced_, is_fickian_, is_by_gradient_, has_only_mobility_, has_gradient_;
};

/// Slope of the flux against the gradient: D_b; and D = D_b - v²/2, the dispersion.
struct FluxEstimates {
  Measured bond_diffusivity, diffusivity;
  Measured second;  ///< the intercept on an axis without drift, else the drift velocity
  Measured third;   ///< the other one, from the fit of all three, where the fit can separate them
};
/// From the counts. `why_not`: why there is no such regression; empty if there is.
FluxEstimates flux_estimates(const RunView& view, const FluxRegression& regression, int axis,
                             const std::string& why_not = "");

/// A line through the flux as a function of the gradient, or why there is none.
struct FluxLine {
  double offset = 0, slope = not_a_number;  ///< in lattice units; NaN where no line was fitted
  std::string why_not;
};

/// Each term of the flux separately: intercept, drift and slope, with batch errors.
FluxLine flux_by_terms(const RunView& view, Findings& findings, const FluxRegression& regression, int axis,
                       const FluxWords& words);
/// The flux against the prediction from the concentrations; with a drift also its terms.
FluxLine flux_by_factor(const Run& run, Findings& findings, const FluxRegression& regression,
                        const AxisPath& path, const FluxWords& words);

/// Planes and times of similar driving force, each a point: J against the gradient if the hops are the same
/// everywhere, else against the flux predicted from the concentrations.
void flux_figure(const RunView& view, Findings& findings, const FluxRegression& regression, int axis,
                 const FluxWords& words, const FluxLine& line);

}  // namespace fluxwalk
