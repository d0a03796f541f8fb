#pragma once
/// \file
/// Moments of the displacement in one step, and what they say about sample (co)variances of many walkers.

#include "fluxwalk/experiment.hpp"

namespace fluxwalk {

/// Covariance of the displacement of one step along two axes, ℓ²: 2 D_ab.
double step_covariance(const HopLaw& law, int dimension, int a, int b);

/// Fourth joint cumulant κ(a,b,c,d) of one step, ℓ⁴. Cumulants of t independent steps are t times as large.
double step_cumulant(const HopLaw& law, int dimension, int a, int b, int c, int d);

/// Covariance of the sample covariances S_ab(s) and S_cd(t) of N independent free walkers, with the divisor
/// N-1: κ_abcd m / N + (σ_ac σ_bd + σ_ad σ_bc) m² / (N-1) with m = min(s, t), because the increments after m
/// are independent of what was before. Exact for every N >= 2 (Kendall & Stuart, vol. 1, ch. 13).
double covariance_of_sample_covariances(const HopLaw& law, int dimension, int a, int b, int c, int d,
                                        double min_time, double walkers);

}  // namespace fluxwalk
