#pragma once
/// \file
/// D from how long walkers stay before they leave through the ends of one axis.

#include "estimators/measured.hpp"

namespace fluxwalk {

/// The mean of min(T, steps), T being the number of steps before a walker has left, is draws / walkers. Its
/// exact value Σ_{t < steps} S(t) is worked out for three values of a factor q on both hop probabilities of
/// the axis, and q solved for on the parabola through them (again about the solution, if that is far). D = q
/// (p+ + p-)/2 - q² v²/2. Exact variance of min(T, n): Σ (2t+1) S(t) - (Σ S)².
Measured diffusivity_from_exit_times(const Sample& sample, int axis);

}  // namespace fluxwalk
