/// \file
/// Across the layers of a source, the flux jumps by the supply of the source.
#include <algorithm>
#include <cmath>

#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

namespace {

/// Layers first ... last of a source.
struct Fed {
  std::size_t first = 0, last = 0;
  double rate = 0;
};

std::optional<Fed> fed_layers(const AxisPath& path) {
  std::optional<Fed> fed;
  for (const theory::Occupancy::SourceTerm& term : path.occupancy.source_terms())
    for (std::size_t layer = 0; layer < term.rates.size(); ++layer) {
      if (!(term.rates[layer] > 0)) continue;
      if (!fed) fed = Fed{layer, layer, 0};
      fed->first = std::min(fed->first, layer);
      fed->last = std::max(fed->last, layer);
      fed->rate += term.rates[layer];
    }
  return fed;
}

}  // namespace

Applies source_law_applies(const Experiment& experiment) {
  if (experiment.system.sources.empty()) return not_here("there is no source");
  return watches_planes(experiment) ? Applies()
                                    : lacks("add [measure.flux] with the planes beside the source");
}

void source_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  for (int axis = 0; axis < view.dimension; ++axis) {
    const auto& planes = view.measure.planes[axis];
    const AxisPath* path = planes.empty() ? nullptr : run.along(axis);
    if (path == nullptr || !path->is_layered || path->occupancy.is_ring(axis)) continue;
    const auto fed = fed_layers(*path);
    if (!fed) continue;
    const std::string a = axis_name(axis), name = "source_jump_" + a, law = "Source";
    const auto column_of = [&](std::size_t plane) {
      const auto found = std::lower_bound(planes.begin(), planes.end(), static_cast<std::int32_t>(plane));
      return found != planes.end() && static_cast<std::size_t>(*found) == plane ? found - planes.begin() : -1;
    };
    const auto before = column_of(fed->first), after = column_of(fed->last + 1);
    if (before < 0 || after < 0) {
      findings.skip(name, law, "the planes on the two sides of the source are not watched");
      continue;
    }
    if (!(fed->rate * static_cast<double>(view.experiment.system.steps) >= 100)) {
      findings.skip(name, law, "fewer than 100 walkers are expected from the source");
      continue;
    }
    const bool settles = path->steady && path->approach.settled;
    std::size_t first = settles ? run.first_bin(*path->approach.settled) : 0;
    if (first >= run.num_bins()) first = 0;
    const auto& edges = view.measure.flux_edges;
    const auto steps = static_cast<double>(edges.back() - edges[first]);
    const auto jump = [&](const BatchTallies& tallies) {
      return net_from(tallies, axis, static_cast<std::size_t>(after), first) -
             net_from(tallies, axis, static_cast<std::size_t>(before), first);
    };
    const double factor = view.scales.factor(0, -1) / steps;
    Estimate estimate =
        described(view, {name, "ΔJ A", "flux on the right of the source minus that on its left", 0, -1});
    estimate.value = jump(view.total) * factor;
    estimate.standard_error = error_of_sum(run.view.results.batches, jump) * factor;
    estimate.batches = static_cast<std::int64_t>(view.results.batches.size());
    estimate.expected = (net_mean(*path, fed->last + 1, first) - net_mean(*path, fed->first, first)) * factor;
    findings.add(estimate);
    findings.add(compare(view,
                         {name, law, "J(right) - J(left) = source - decay - storage, along " + a,
                          first > 0 || settles ? "In the steady state the flux jumps, across the layers of "
                                                 "the source, by what the source gives "
                                                 "and does not decay there."
                                               : "What the source gives leaves its layers, fills them or "
                                                 "decays; the exact mean says how much."},
                         estimate, fed->rate * view.scales.factor(0, -1)));
  }
}

}  // namespace fluxwalk
