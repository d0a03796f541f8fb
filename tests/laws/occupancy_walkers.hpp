#pragma once
/// \file
/// Walkers that come and go, for testing the analysis: numbers at the sites, split by the rules that
/// theory/rules.hpp reads off the manual. Nothing of the engine's kernels or of its random numbers.

#include "fluxwalk/results.hpp"

namespace fluxwalk::testing {

/// What is done in the wrong order.
struct Disorder {
  bool enters_first = false;  ///< who comes in hops in the same step
  bool decays_first = false;  ///< decay before the hops
};

/// Simulates all batches of `truth`. The results say that they are of `claimed`: where the two differ, of a
/// wrong engine. Both measure the same.
Results simulate_occupancy(const Experiment& truth, const Experiment& claimed, std::uint64_t seed,
                           Disorder disorder = {});
inline Results simulate_occupancy(const Experiment& experiment, std::uint64_t seed, Disorder disorder = {}) {
  return simulate_occupancy(experiment, experiment, seed, disorder);
}

}  // namespace fluxwalk::testing
