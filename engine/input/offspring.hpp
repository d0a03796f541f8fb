#pragma once
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::input {

/// How many walkers one and its descendants come to by the end of the run, at most, in the mean: if none left
/// the box.
double most_offspring(const Experiment& experiment);

/// Steps that a walker and its descendants do in the box until the run ends, at most, in the mean: one number
/// for each site where it may stand at the beginning. Exact if the run has no more than 1e8 hops from sites;
/// beyond that the slowest decay seen so far goes on. Empty if not even one step can be worked out.
std::vector<double> most_steps_from(const Experiment& experiment);

}  // namespace fluxwalk::input
