/// \file
/// A half-space that fills from its face: the exact lattice against 2 n √(Dt/π).
#include <cmath>
#include <numbers>
#include <numeric>

#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

void uptake_law(const Run& run, Findings& findings) {
  const Sample& sample = run.sample;
  const Experiment& experiment = sample.experiment;
  const bool is_bare = experiment.system.medium.is_uniform() && run.is_fickian() &&
                       experiment.system.sources.empty() && experiment.system.populations.empty() &&
                       experiment.system.turnover.decay <= 0 && experiment.system.turnover.reproduction <= 0;
  if (!is_bare) return;
  for (int axis = 0; axis < sample.dimension; ++axis) {
    const AxisPath* path = run.along(axis);
    if (path == nullptr || !path->resistors || std::abs(experiment.system.hop_law.drift(axis)) > 1e-12)
      continue;
    const auto a = static_cast<std::size_t>(axis);
    for (const Side side : {low, high}) {
      const Reservoir& reservoir = experiment.system.faces[a][side].reservoir;
      const double entries = path->occupancy.entries(axis, side);
      if (!(entries > 0) || path->occupancy.entries(axis, side == low ? high : low) > 0) continue;
      const double far = side == low ? path->last.back() : path->last.front();
      const double p = experiment.system.hop_law.plus[a];
      const double beyond =
          entries / (p * (reservoir.is_half_cell ? 2 : 1));  // at the ghost sites of the face
      if (far > 1e-6 * beyond) continue;                     // it has come through
      const double uptake = std::accumulate(path->last.begin(), path->last.end(), 0.0);
      const double smooth =
          2 * beyond * std::sqrt(p * static_cast<double>(experiment.system.steps) / std::numbers::pi);
      // Between the ghost site and the first layer's cell lies half a spacing that belongs to no layer.
      const double gap = reservoir.is_half_cell ? 0 : beyond / 2;
      findings.add(discretisation(
          sample,
          {"uptake_continuum_" + axis_name(axis), "Filling of a half-space",
           "exact uptake of the lattice along " + axis_name(axis) + " against 2 n √(Dt/π)",
           "What has entered a half-space grows as the square root of time. The half spacing between the "
           "reservoir's site and the first layer is subtracted."},
          uptake, smooth - gap, std::string("1")));
    }
  }
}

}  // namespace fluxwalk
