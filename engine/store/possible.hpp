#pragma once
#include "fluxwalk/results.hpp"

namespace fluxwalk::store {

/// Checks what was read against what is possible in the experiment, before anything is computed from it: no
/// count is negative or so large that a sum of counts overflows, as many walkers have started as the
/// experiment says, and none is lost. \throws Failure that names the first impossible table.
void require_possible(const Results& results);

}  // namespace fluxwalk::store
