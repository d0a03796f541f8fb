#pragma once
/// \file
/// The parts of the law of displacements.

#include "laws/findings.hpp"
#include "laws/spreading/estimators.hpp"

namespace fluxwalk {

constexpr double enough_walkers = 1000;  ///< for sums of squares to be close to normal
/// Variance of a sum over walkers in units of the square of what one rare hop (or one rare stay) adds to it:
/// about the number of these events. With fewer events the sum is far from normal.
constexpr double enough_events = 100;
constexpr const char* too_few_events = "made of fewer than 100 events: too few to be close to normal";

/// S_ab at the last time as one chi-square, of free walks.
void dispersion_tensor(const RunView& view, Findings& findings);
/// All Σ r_a and Σ r_a r_b of one time as one chi-square; the least likely of all times.
void displacement_moments(const RunView& view, Findings& findings, const ExactMoments& exact);
/// D at late times against the homogenised medium, if the medium is periodic. `exact` may be null.
void effective_diffusivity(const RunView& view, Findings& findings, const ExactMoments* exact);
/// <r_a²> and D(t) along each axis. `exact` may be null.
void displacement_figures(const Run& run, Findings& findings, const ExactMoments* exact);

}  // namespace fluxwalk
