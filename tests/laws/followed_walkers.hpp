#pragma once
/// \file
/// Follows walkers one by one in a medium, to test the analysis: by the rules that theory/rules.hpp takes
/// from the manual. Uses neither the engine's kernels nor its random numbers.

#include "fluxwalk/results.hpp"

namespace fluxwalk::testing {

/// Simulates all batches of `truth`; it may measure moments, survivors, exits and first passages. The results
/// say that they are of `claimed`: where the two differ, they are those of a wrong engine.
Results simulate_followed(const Experiment& truth, const Experiment& claimed, std::uint64_t seed);
inline Results simulate_followed(const Experiment& experiment, std::uint64_t seed) {
  return simulate_followed(experiment, experiment, seed);
}

}  // namespace fluxwalk::testing
