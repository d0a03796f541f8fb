#pragma once
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::input {

/// Upper limit of the mean number of walkers that one walker and its descendants become by the end of the
/// run, if none leaves the box.
double most_offspring(const Experiment& experiment);

/// Upper limit of the mean number of steps that a walker and its descendants make in the box until the run
/// ends: one number for each site where the walker may stand at the beginning. Exact if the run has no more
/// than 1e8 hops from sites; beyond that the slowest decay seen so far is assumed to continue. Empty if not
/// even one step can be computed.
std::vector<double> most_steps_from(const Experiment& experiment);

}  // namespace fluxwalk::input
