#pragma once
/// \file
/// Shared by several laws: units of a flux and of a concentration, bins in the steady state, net crossings.

#include <optional>

#include "fluxwalk/estimate.hpp"
#include "laws/expected_occupancy.hpp"
#include "laws/findings.hpp"

namespace fluxwalk {

inline constexpr const char* no_bin_at_rest =
    "no flux bin lies wholly within the steady state: use narrower bins";
inline constexpr double few_walkers = 100;  ///< counts of fewer are not normal enough

/// Factor from walkers that cross the whole area of an axis in a step to a flux in the units of the
/// experiment.
inline double flux_factor(const RunView& view, int axis) {
  return view.scales.factor(1 - view.dimension, -1) / view.area(axis);
}
/// From walkers in a layer to a concentration, likewise.
inline double concentration_factor(const RunView& view, int axis) {
  return view.scales.factor(-view.dimension, 0) / view.area(axis);
}

/// A run that ended before the steady state does not judge it: the finding says how many steps are needed.
void too_short(const Run& run, Findings& findings, const Law& law, const Approach& approach);

/// The first flux bin that lies wholly in the steady state, or near it if there is none (expected values must
/// then be the exact means of the bins, or not depend on the profile). If there is none near it, the law
/// cannot be judged, and the finding says why.
std::optional<std::size_t> first_bin_at_rest(const Run& run, Findings& findings, const Law& law,
                                             const AxisPath& path);

/// Fick's first law only if the flux follows the gradient of the concentration.
std::string steady_flux_title(const Run& run);

/// Sum over flux bins first ... end-1 of a column.
double sum_of_bins(const Counts& counts, std::size_t column, std::size_t first);
/// Net crossings of a watched plane over the bins from `first` on.
double net_from(const BatchTallies& tallies, int axis, std::size_t column, std::size_t first);
double net_mean(const AxisPath& path, std::size_t plane, std::size_t first);

}  // namespace fluxwalk
