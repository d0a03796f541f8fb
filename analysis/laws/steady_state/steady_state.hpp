#pragma once
/// \file
/// Parts of the law of the steady state.

#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

/// The last profile against the steady one.
void steady_profile_law(const Run& run, Findings& findings, const AxisPath& path);
/// If the sites of a layer differ (obstacles) no weights make every plane count alike: this uses the mean of
/// all planes, with the error of the batches.
void mean_flux_law(const Run& run, Findings& findings, const AxisPath& path);
/// In the steady state the same flux passes every plane of the axis.
void steady_flux_everywhere(const Run& run, Findings& findings, const AxisPath& path);

}  // namespace fluxwalk
