#pragma once
/// \file
/// D and drift from displacements.
///
/// Both are sums over the moment times of a weight times the count there. If each displacement is a free
/// walk, its increments are independent and its spread grows in proportion to time, so every moment time
/// contributes to D: the weights are those of generalised least squares. In a medium, and between walls, D(t)
/// changes with time, and the late growth gives the D of the medium: between the last moment time and the
/// last one up to half of it (or the start).

#include "laws/spreading/exact_moments.hpp"
#include "sample/measured.hpp"

namespace fluxwalk {

/// Σ r_a and Σ r_a r_b over the walkers in the box at a moment time.
double sum_of(const BatchTallies& sum, std::size_t row, int a);
double sum_of(const BatchTallies& sum, int dimension, std::size_t row, int a, int b);

/// RunView covariance S_ab of the displacements at a moment time, with the divisor N-1; NaN for N < 2.
double sample_covariance(const BatchTallies& sum, int dimension, std::size_t row, int a, int b);

/// D_ab. For a free walk: generalised least squares of S_ab(t) on 2 t through the origin. Cov(S(s), S(t))
/// depends on min(s, t) alone, so the increments are uncorrelated and the solution is their weighted mean.
/// Times with a variance that vanishes to leading order (every walker of a chain that never stays has r² = 1
/// after one step) are left out: they would make it trivially exact. Weights and variance come from the hop
/// law, so the estimate is linear in S, without bias, and its variance is exact. Otherwise: half the late
/// growth of S_ab per step. `exact` may be null.
Measured diffusivity_from_msd(const RunView& view, int a, int b, const ExactMoments* exact = nullptr);

/// v: the mean displacement over time at the last moment time. For a free walk earlier times add no
/// information.
Measured drift_from_displacement(const RunView& view, int axis, const ExactMoments* exact = nullptr);

/// Growth of the mean displacement per step at late times: the drift of a medium, without the contribution of
/// the start.
Measured late_drift(const RunView& view, int axis, const ExactMoments* exact);

}  // namespace fluxwalk
