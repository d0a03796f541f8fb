#pragma once
/// \file
/// D from how long walkers take: to leave through the ends of one axis, or to reach a layer for the first
/// time.
///
/// The mean of min(T, n) is measured; T is the waiting time and n the horizon of the run. Its exact value
/// Σ_{t < n} S(t), S(t) = P(T > t), is computed for three values of a factor q on both hop probabilities of
/// the axis. The parabola through them gives q (again about the solution, if that is far).
/// D = q (p+ + p-)/2 - q² v²/2. Exact variance of min(T, n): Σ (2t+1) S(t) - (Σ S)².

#include "sample/measured.hpp"

namespace fluxwalk {

/// T is the number of steps before a walker has left; the mean of min(T, steps) is draws / walkers.
Measured diffusivity_from_exit_times(const RunView& view, int axis);

/// T is the time of arrival at the first of the axis's first-passage targets that is a layer; bins must be
/// one step wide.
Measured diffusivity_from_first_passage(const RunView& view, int axis);

}  // namespace fluxwalk
