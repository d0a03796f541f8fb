#pragma once
/// \file
/// The equilibrium of the walkers of a closed box.

#include <vector>

#include "laws/findings.hpp"

namespace fluxwalk {

/// A potential, or hops that differ by direction and site, may leave more walkers at one site than at
/// another.
bool equilibrium_is_uneven(const Experiment& experiment);

/// π of the sites, of sum 1; empty if there is no equilibrium, or more than one, or it would cost too much.
/// `last`: chances of the sites at the end.
std::vector<double> equilibrium_of(const RunView& view, const std::vector<double>& last);

/// How far the exact answer at the last histogram still is from the uniform distribution. If that is less
/// than the run could detect, also whether the walkers are uniform. For sites that are all alike.
void equilibrium_law(const RunView& view, Findings& findings, const std::vector<double>& last);

}  // namespace fluxwalk
