#pragma once
/// \file
/// Walkers that come and go, to test the analysis: numbers at the sites, split by the rules that
/// theory/rules.hpp takes from the manual. Uses neither the engine's kernels nor its random numbers.

#include "fluxwalk/results.hpp"

namespace fluxwalk::testing {

/// Steps in the wrong order.
struct Disorder {
  bool enters_first = false;  ///< a walker that comes in hops in the same step
  bool decays_first = false;  ///< decay before the hops
};

/// Simulates all batches of `truth`. The results say that they are of `claimed`: where the two differ, they
/// are those of a wrong engine. Both measure the same.
Results simulate_occupancy(const Experiment& truth, const Experiment& claimed, std::uint64_t seed,
                           Disorder disorder = {});
inline Results simulate_occupancy(const Experiment& experiment, std::uint64_t seed, Disorder disorder = {}) {
  return simulate_occupancy(experiment, experiment, seed, disorder);
}

}  // namespace fluxwalk::testing
