#pragma once
/// \file
/// The chapters of an analysis with reservoirs, sources, decay, reproduction or a medium: the same laws, held
/// against the exact mean field. What they share.

#include <optional>

#include "fluxwalk/estimate.hpp"
#include "laws/expected_occupancy.hpp"
#include "laws/findings.hpp"

namespace fluxwalk {

void profiles(const FieldRun& run, Findings& findings);       ///< ∂c/∂t with inflow: profiles, histograms
void field_steady(const FieldRun& run, Findings& findings);   ///< the steady flux and its profile
void field_numbers(const FieldRun& run, Findings& findings);  ///< how many are in the box, came and went
void field_bonds(const FieldRun& run, Findings& findings);    ///< the law of each plane: J = -D ∂c
void field_turnover(const FieldRun& run, Findings& findings);      ///< decay, reproduction, penetration
void field_potential(const FieldRun& run, Findings& findings);     ///< μ even where c is not
void field_sources(const FieldRun& run, Findings& findings);       ///< the flux jumps by what a source gives
void field_spreading(const FieldRun& run, Findings& findings);     ///< σ² = 2 D t of a cloud
void field_membranes(const FieldRun& run, Findings& findings);     ///< κ, and resistances in series
void field_free_energy(const FieldRun& run, Findings& findings);   ///< F = Σ P ln (P/π) falls
void field_displacement(const FieldRun& run, Findings& findings);  ///< D(t), <r²>, and their exact values
void field_departures(const FieldRun& run, Findings& findings);    ///< exits and first passages
void field_uptake(const FieldRun& run, Findings& findings);        ///< the half-space, and 2 n √(Dt/π)

inline constexpr const char* no_bin_at_rest =
    "no flux bin lies wholly within the steady state: use narrower bins";
inline constexpr double few_walkers = 100;  ///< counts of fewer are not normal enough

/// The last profile against the one at rest.
void field_profile_at_rest(const FieldRun& run, Findings& findings, const AxisPath& path);
/// Where sites of a layer differ (obstacles) no weights make every plane count alike: the mean of all planes,
/// with the error of the batches.
void field_flux_of_box(const FieldRun& run, Findings& findings, const AxisPath& path);
/// At rest the same flux passes every plane of the axis (one of the chapters on the steady state).
void field_everywhere(const FieldRun& run, Findings& findings, const AxisPath& path);

/// Factor from walkers that cross all of an axis's area in a step to a flux in the units of the experiment.
inline double flux_factor(const Sample& sample, int axis) {
  return sample.scales.factor(1 - sample.dimension, -1) / sample.area(axis);
}
/// From walkers in a layer to a concentration, likewise.
inline double concentration_factor(const Sample& sample, int axis) {
  return sample.scales.factor(-sample.dimension, 0) / sample.area(axis);
}

/// A run that ended before the steady state does not judge it: the finding says how many steps would.
void too_short(const FieldRun& run, Findings& findings, const Law& law, const Approach& approach);

/// The first flux bin that lies wholly within the steady state, or near it where none does (expectations must
/// then be the exact means of the bins, or not depend on the profile); if there is none, the law cannot be
/// judged, and the finding says why.
std::optional<std::size_t> first_bin_at_rest(const FieldRun& run, Findings& findings, const Law& law,
                                             const AxisPath& path);

/// Fick's first law only where the flux runs down the gradient of the concentration.
std::string steady_flux_title(const FieldRun& run);

/// Sum over flux bins first ... end-1 of a column.
double sum_of_bins(const Counts& counts, std::size_t column, std::size_t first);
/// Net crossings of a watched plane over the bins from `first` on.
double net_from(const BatchTallies& tallies, int axis, std::size_t column, std::size_t first);
double net_mean(const AxisPath& path, std::size_t plane, std::size_t first);

}  // namespace fluxwalk
