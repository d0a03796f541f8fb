#pragma once
/// \file
/// Effective diffusion in a periodic medium: the late value of D(t). Lattice units throughout.

#include <array>
#include <stdexcept>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/too_costly.hpp"

namespace fluxwalk::theory {

/// The late limit of a walk in a periodic medium: <r>/t -> drift, Cov(r_a, r_b)/2t -> diffusivity.
struct Homogenised {
  std::array<double, max_dimension> drift{};
  std::array<std::array<double, max_dimension>, max_dimension> diffusivity{};
};

/// From the cell problem. With the chances T_ij to hop from site i to j over the distance e_ij, the
/// equilibrium π T = π, and the mean hop v_i = Σ_j T_ij e_ij from a site, the drift is V = Σ_i π_i v_i. The
/// corrector χ, (1 - T) χ = v - V, makes r(t) + χ(x(t)) - V t a martingale. Its steps d_ij = e_ij + χ_j -
/// χ_i - V have half the covariance D_ab = ½ Σ_i π_i Σ_j T_ij d_a d_b (Pavliotis & Stuart, Multiscale
/// Methods, ch. 13). Exact on the lattice, with drift too.
///
/// A D below 1e-13 of that of the hop law is set to 0: it is only rounding.
/// \throws NoHomogenised with the reason, in words; TooCostly beyond 40000 sites (8000 in three dimensions)
Homogenised homogenised(const Experiment& experiment);

/// The medium has no single effective D, or none that can be computed.
class NoHomogenised : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace fluxwalk::theory
