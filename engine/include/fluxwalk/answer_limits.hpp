#pragma once
/// \file
/// What the exact answers of an analysis may cost. Beyond these limits the analysis does without an answer.
/// The analysis asks them before it works, and the plan asks them to say how much memory the answers take.

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace fluxwalk::answer_limits {

/// Site-steps of the distribution of one population, and of its returns to the start.
inline constexpr double distribution = 2e10;
/// Site-steps of the expected occupancy, over all populations; also of other answers made from it.
inline constexpr double occupancy = 4e9;
/// Sites of a box whose expected occupancy is worked out.
inline constexpr double sites = 4e6;
/// (Sites) × (moments) × (steps) of the displacements if all sites are alike: the simulation itself is fast
/// then, and the answer must not cost more.
inline constexpr double moments_of_alike_sites = 2e8;
/// (Moves per step) × (reach) × (steps) of the propagator.
inline constexpr double propagator = 2e9;
/// Site-steps of one lattice on the ladder to the continuum.
inline constexpr double ladder = 2e9;
/// Values in the covariance of given numbers of walkers.
inline constexpr double covariance_values = 2e7;

/// Sites of a cell problem. In space its factors fill more of the matrix than in a plane.
constexpr std::int64_t sites_of_cell_problem(int dimension) noexcept {
  return dimension < 3 ? 40'000 : 8000;
}

/// A whole displacement that a walker exceeds in `steps` with a probability below 1e-300 (Hoeffding:
/// 2 exp(-s² / 2t), s = 40 √t), or all steps in one direction if that is less.
/// \param drift the largest mean displacement per step, as a positive number
inline double furthest(double steps, double drift) noexcept {
  return std::min(steps, std::ceil(drift * steps + 40 * std::sqrt(steps)));
}

}  // namespace fluxwalk::answer_limits
