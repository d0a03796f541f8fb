#pragma once
/// \file
/// D and drift from displacements. For axes with periodic faces in a box that nobody leaves: there the
/// displacement is a free walk.

#include "sample/measured.hpp"

namespace fluxwalk {

/// Sample covariance S_ab of the displacements at a moment time, with the divisor N-1; NaN for N < 2.
double sample_covariance(const BatchTallies& sum, int dimension, std::size_t time, int a, int b);

/// Column of the pair (a, b) in BatchTallies::displacement_product.
std::size_t pair_column(int dimension, int a, int b);

/// D_ab by generalised least squares of S_ab(t) on 2 t through the origin. Cov(S(s), S(t)) depends on min(s,
/// t) alone, so the increments are uncorrelated and the solve is a weighted mean of them. Times whose
/// variance vanishes to leading order (every walker of a chain that never stays has r² = 1 after one step)
/// are left out: they would make it trivially exact. Weights and variance come from the hop law, so the
/// estimate is linear in S, without bias, its variance exact.
Measured diffusivity_from_msd(const Sample& sample, int a, int b);

/// v from the mean displacement at the last moment time, which holds all that earlier times know.
Measured drift_from_displacement(const Sample& sample, int axis);

}  // namespace fluxwalk
