#pragma once
/// \file
/// Walkers for testing the analysis, independent of the engine's kernels: one plain loop; and tallies without
/// any noise.

#include <pcg_random.hpp>
#include <random>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/results.hpp"
#include "fluxwalk/theory.hpp"

namespace fluxwalk::testing {

/// A chain with all planes watched, residence, profiles, moments, survivors, exits and first passage.
Experiment chain(std::int32_t layers, double minus, double plus, Face low, Face high, std::int64_t steps,
                 std::int64_t flux_width);
Population population(const Experiment& experiment, std::int64_t walkers, std::vector<std::int32_t> at,
                      bool is_poisson = false);
Population uniform(const Experiment& experiment, std::int64_t walkers);
std::vector<std::int64_t> every(std::int64_t width, std::int64_t last);
/// Puts the last time of a schedule elsewhere.
void end_at(Schedule& times, std::int64_t last);

/// Simulates all batches, one walker after the other. `true_law` and the experiment's law may differ: then it
/// is a wrong engine.
Results simulate(const Experiment& experiment, std::uint64_t seed, const HopLaw& true_law);
inline Results simulate(const Experiment& experiment, std::uint64_t seed) {
  return simulate(experiment, seed, experiment.system.hop_law);
}

/// Tallies of a chain equal to their means, rounded: an engine without noise. Equal batches.
Results noiseless(const Experiment& experiment, const HopLaw& true_law);

/// \throws std::out_of_range if there is none of this name.
template <class Item>
const Item& named(const std::vector<Item>& list, const std::string& name) {
  for (const Item& item : list) {
    if (item.name == name) return item;
  }
  throw std::out_of_range("nothing is named " + name);
}

}  // namespace fluxwalk::testing
