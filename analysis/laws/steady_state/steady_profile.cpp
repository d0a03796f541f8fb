/// \file
/// The steady profile, and the flux through a box in which no weights give all planes the same flux.
#include <fmt/core.h>

#include <cmath>
#include <numeric>

#include "laws/laws.hpp"
#include "laws/steady_state/steady_state.hpp"

namespace fluxwalk {

namespace {

/// Enough independent walkers take part for the batches to scatter as normal numbers. Their number may be
/// given; if walkers split it is the number of families.
bool are_many(const Run& run, const AxisPath& path) {
  const theory::Occupancy& occupancy = path.occupancy;
  const Experiment& experiment = run.view.experiment;
  if (experiment.system.turnover.reproduction > 0)
    return std::abs(theory::numbers(occupancy, {experiment.system.steps})[0].skewness()) <
           1 / std::sqrt(few_walkers);
  const auto sum = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
  };
  const double by_chance = sum(occupancy.poisson()) +
                           (sum(occupancy.entries()) + sum(occupancy.sources(experiment.system.steps - 1))) *
                               static_cast<double>(experiment.system.steps);
  return by_chance == 0 || by_chance >= few_walkers;
}

}  // namespace

void steady_profile_law(const Run& run, Findings& findings, const AxisPath& path) {
  const RunView& view = run.view;
  const std::string a = axis_name(path.axis);
  const bool is_closed = view.experiment.system.is_closed();
  Law law = {"steady_profile_" + a, is_closed ? "Equilibrium" : "Steady state",
             is_closed ? "n_i = N π_i at the end, along " + a : "∂c/∂t = 0 at the end, along " + a,
             "The last profile against the steady one, which no longer changes."};
  const Counts& counts = view.total.profile[path.axis];
  if (counts.empty() || path.profiles.size() != counts.rows()) return;
  const Snapshot& last = path.profiles.back();
  if (!path.approach.near || last.time < *path.approach.near)
    return too_short(run, findings, law, path.approach);
  OccupancyChiSquare test = occupancy_chi_square(counts.row(counts.rows() - 1), last, *path.steady);
  if (test.dof < 1) return findings.skip(law, "too few walkers are expected");
  double shift = 0, all = 0;
  for (std::size_t i = 0; i < last.mean.size(); ++i) {
    const double rest = (*path.steady)[i];
    all += rest;
    if (rest > 0) shift += (last.mean[i] - rest) * (last.mean[i] - rest) / rest;
  }
  // With many walkers even a small deviation from the steady state is visible. Its size is known: the counts
  // are compared with the exact mean, and its distance from the steady profile is added to the resolution.
  double left = 0;
  if (shift > 0.1 * std::sqrt(2 * test.dof)) {
    left = std::sqrt(shift / all);
    test = occupancy_chi_square(counts.row(counts.rows() - 1), last, last.mean);
    if (test.dof < 1) return findings.skip(law, "too few walkers are expected");
    law.explanation += fmt::format(
        " At the last profile the exact mean is {:.2g} % (root mean square) from the steady one; the counts "
        "are compared with it, and this difference is added to the resolution.",
        100 * left);
  }
  Verdict verdict = goodness_of_fit(view, law, test.value, test.dof, test.walkers);
  verdict.p_value = test.p();
  verdict.bias = left;
  verdict.resolution += left;
  findings.add(verdict);
}

void mean_flux_law(const Run& run, Findings& findings, const AxisPath& path) {
  const RunView& view = run.view;
  const std::string a = axis_name(path.axis);
  const Law law = {
      "steady_flux_" + a, steady_flux_title(run), "J of the exact steady state, along " + a,
      path.occupancy.is_ring(path.axis)
          ? "On a ring drift keeps walkers going round: there is a steady flux without a difference of "
            "concentration to drive it, and potential and membranes reduce it."
          : "The steady flux through a box whose sites differ within a layer, such as the pores between "
            "obstacles, against the exact answer of the lattice.",
      Topic::steady_flux};
  const std::optional<std::size_t> settled = first_bin_at_rest(run, findings, law, path);
  if (!settled) return;
  const std::size_t first = *settled;
  const auto& planes = view.measure.planes[path.axis];
  const auto& edges = view.measure.flux_edges;
  const double factor = flux_factor(run.view, path.axis) / static_cast<double>(edges.back() - edges[first]) /
                        static_cast<double>(planes.size());
  const auto net = [&](const BatchTallies& tallies) {
    double sum = 0;
    for (std::size_t column = 0; column < planes.size(); ++column)
      sum += net_from(tallies, path.axis, column, first);
    return sum;
  };
  if (!are_many(run, path))
    return findings.skip(law, "fewer than 100 walkers, or families of them, are expected to take part");
  Estimate flux = described(view, {law.name, "J_" + a, "mean over the watched planes, in the steady state",
                                   1 - view.dimension, -1});
  double expected = 0, traffic = 0;
  for (const std::int64_t plane : planes) {
    expected += net_mean(path, static_cast<std::size_t>(plane), first);
    for (std::size_t bin = first; bin < path.forward.size(); ++bin)
      traffic += path.forward[bin][static_cast<std::size_t>(plane)];
  }
  flux.value = net(view.total) * factor;
  flux.expected = expected * factor;
  flux.standard_error = error_of_sum(run.view.results.batches, net) * factor;
  flux.batches = static_cast<std::int64_t>(view.results.batches.size());
  findings.add(flux);
  findings.add(compare(view, law, flux, path.flows() ? flux.expected : traffic * factor));
}

}  // namespace fluxwalk
