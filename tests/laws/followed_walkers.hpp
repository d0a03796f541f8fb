#pragma once
/// \file
/// Walkers that are followed one by one in a medium, for testing the analysis: by the rules that
/// theory/rules.hpp reads off the manual. Nothing of the engine's kernels or of its random numbers.

#include "fluxwalk/results.hpp"

namespace fluxwalk::testing {

/// Simulates all batches of `truth`; it may measure moments, survivors, exits and first passages. The results
/// say that they are of `claimed`: where the two differ, of a wrong engine.
Results simulate_followed(const Experiment& truth, const Experiment& claimed, std::uint64_t seed);
inline Results simulate_followed(const Experiment& experiment, std::uint64_t seed) {
  return simulate_followed(experiment, experiment, seed);
}

}  // namespace fluxwalk::testing
