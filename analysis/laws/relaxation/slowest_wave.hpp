#pragma once
/// \file
/// D from the decay of the slowest wave of the concentration.

#include "sample/measured.hpp"

namespace fluxwalk {

/// With a right eigenfunction f of the walk along an axis, A(t) = Σ_i f_i N_i(t) has E[A(t+k) | past] = λ^k
/// A(t), so that the residuals A(t_j+1) - λ^k A(t_j) are uncorrelated, with the exact conditional variance
/// Q_j = Σ_i N_i(t_j) [(P^k f²)_i - (λ^k f_i)²]. λ solves Σ_j w_j A(t_j) [A(t_j+1) - λ^k A(t_j)] = 0 with
/// weights known at t_j; its variance is Σ w² A² Q / (Σ w A² k λ^(k-1))². Then
/// D = p = (1 - λ) / (2 (1 - cos θ)).
Measured diffusivity_from_relaxation(const RunView& view, int axis);

}  // namespace fluxwalk
