#pragma once
#include "fluxwalk/results.hpp"

namespace fluxwalk::store {

/// Holds what was read against what the experiment makes possible, before anything is computed from it: no
/// count is negative or so large that a sum of counts overflows, as many walkers have started as the
/// experiment says, and none is lost. \throws Failure that names the first table that cannot be.
void require_possible(const Results& results);

}  // namespace fluxwalk::store
