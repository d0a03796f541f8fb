/// \file
/// The steady flux through resistances in series, and its profile.
#include <algorithm>
#include <cmath>

#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "laws/steady_state/steady_state.hpp"

namespace fluxwalk {

namespace {

/// Σ_b (r_b/R) net_b over the bins from `first` on: its mean is J in each step.
double mixed_net(const BatchTallies& tallies, const AxisPath& path, std::size_t first) {
  double sum = 0;
  for (std::size_t plane = 0; plane < path.resistors->share().size(); ++plane)
    sum += path.resistors->share()[plane] * net_from(tallies, path.axis, plane, first);
  return sum;
}

/// Its exact variance: every walker's own mean in it is zero, and different steps are uncorrelated. If
/// walkers split, and all are descendants of a few, the number of walkers is taken from the counted
/// crossings.
double mixed_variance(const Run& run, const AxisPath& path, std::size_t first, double steps) {
  const std::vector<double>& share = path.resistors->share();
  const auto a = static_cast<std::size_t>(path.axis);
  const Counts &forward = run.view.total.forward[a], &backward = run.view.total.backward[a];
  const bool is_counted = run.view.experiment.system.turnover.reproduction > 0 && !forward.empty();
  double variance = 0;
  for (std::size_t bin = first; bin < path.forward.size(); ++bin)
    for (std::size_t plane = 0; plane < share.size(); ++plane)
      variance +=
          share[plane] * share[plane] *
          (is_counted ? static_cast<double>(forward(bin, plane)) + static_cast<double>(backward(bin, plane))
                      : path.forward[bin][plane] + path.backward[bin][plane]);
  const theory::Occupancy& occupancy = path.occupancy;  // fixed numbers fluctuate less
  const auto less = [&](Side side) {
    return occupancy.entries(path.axis, side) - occupancy.entry_variance(path.axis, side);
  };
  return variance -
         steps * (share.front() * share.front() * less(low) + share.back() * share.back() * less(high));
}

void flux_figure(const Run& run, Findings& findings, const AxisPath& path, std::size_t first, double steps) {
  const RunView& view = run.view;
  const std::string a = axis_name(path.axis), unit = view.scales.unit(1 - view.dimension, -1);
  const double factor = flux_factor(run.view, path.axis) / steps;
  std::vector<double> position, flux, error, exact;
  for (std::size_t plane = 0; plane < path.resistors->share().size(); ++plane) {
    position.push_back((static_cast<double>(plane) - 0.5) * view.scales.length);
    flux.push_back(net_from(view.total, path.axis, plane, first) * factor);
    error.push_back(
        error_of_sum(run.view.results.batches,
                     [&](const BatchTallies& batch) { return net_from(batch, path.axis, plane, first); }) *
        factor);
    exact.push_back(net_mean(path, plane, first) * factor);
  }
  const Turnover& turnover = view.experiment.system.turnover;
  const bool is_kept =
      view.experiment.system.sources.empty() && turnover.decay <= 0 && turnover.reproduction <= 0;
  Figure figure;
  figure.id = "steady_flux_" + a;
  figure.title = "Steady flux along " + a;
  figure.caption =
      "Points: the flux through each plane in the steady state (from " +
      moment_text(view, view.measure.flux_edges[first]) +
      " on), with errors from the scatter of the batches. Solid line: its exact mean." +
      (is_kept ? " The same flux passes every plane: what goes in at one end comes out at the other." : "");
  figure.x_label = position_label(view, path.axis);
  figure.y_label = with_unit("flux J", unit);
  figure.data.name = figure.id;
  figure.data.long_name = "steady flux through the planes across " + a;
  figure.data.add("position", view.scales.unit(1, 0), "position of the plane", position)
      .add("flux", unit, "net flux", flux)
      .add("sigma", unit, "standard error from the batches", error)
      .add("exact", unit, "exact mean", exact);
  figure.series = {{"measured", "position", "flux", "sigma", Mark::points, false, 0},
                   {"exact", "position", "exact", "", Mark::line, false, 1}};
  findings.add(figure);
}

/// P = J/Δc between the reservoirs if all layers and the reservoirs have the same weight: 1/P is the sum of
/// the resistances of bonds and membranes.
void permeability(const Run& run, Findings& findings, const AxisPath& path, const Estimate& flux) {
  const auto& weights = path.resistors->log_weight();
  const bool is_level = run.is_fickian() && std::all_of(weights.begin(), weights.end(),
                                                        [](double w) { return std::abs(w) < 1e-9; });
  const double jump = path.resistors->low_phi() - path.resistors->high_phi();
  if (!is_level || std::abs(jump) < 1e-9 * (path.resistors->low_phi() + path.resistors->high_phi())) return;
  const double difference = jump * concentration_factor(run.view, path.axis);
  const std::string a = axis_name(path.axis);
  Estimate p = described(
      run.view, {"permeability_" + a, "P",
                 "steady flux over the difference of the reservoirs: resistances in series add up", 1, -1});
  p.value = flux.value / difference;
  p.expected = flux.expected / difference;
  p.exact_sigma = flux.exact_sigma / std::abs(difference);
  p.standard_error = flux.standard_error / std::abs(difference);
  p.batches = flux.batches;
  findings.add(p);
}

void flux_of_line(const Run& run, Findings& findings, const AxisPath& path) {
  const RunView& view = run.view;
  const std::string a = axis_name(path.axis);
  const HopLaw& hops = view.experiment.system.hop_law;
  const bool flows = path.flows();
  const bool is_plain = flows && view.experiment.system.medium.is_uniform() && run.is_fickian() &&
                        std::abs(hops.drift(path.axis)) < 1e-12;
  const Law law = {
      "steady_flux_" + a, steady_flux_title(run), "J = (φ_L - φ_R) / Σ resistances, along " + a,
      std::string(
          "In the steady state the flux is the difference of φ = e^μ between the ends over the sum of "
          "all resistances") +
          (is_plain ? ": D Δc over the thickness" : "") +
          ". Measured over all planes, each weighted by its resistance.",
      is_plain && view.has_gradient(path.axis) ? Topic::fick_first_law : Topic::steady_flux};
  const std::optional<std::size_t> settled = first_bin_at_rest(run, findings, law, path);
  if (!settled) return;
  const std::size_t first = *settled;
  const auto& edges = view.measure.flux_edges;
  const auto steps = static_cast<double>(edges.back() - edges[first]);
  const double variance = mixed_variance(run, path, first, steps);  // the number that passes from end to end
  if (!(variance >= few_walkers))
    return findings.skip(law,
                         "fewer than 100 walkers are expected to pass from end to end in the steady state; " +
                             walkers_that_would_do(std::sqrt(few_walkers / variance), 1));
  const double factor = flux_factor(run.view, path.axis) / steps;
  Estimate flux =
      described(view, {law.name, "J_" + a, "all planes, weighted by their resistances, in the steady state",
                       1 - view.dimension, -1});
  flux.value = mixed_net(view.total, path, first) * factor;
  flux.expected = path.resistors->flux() * steps * factor;
  flux.exact_sigma = std::sqrt(variance) * factor;
  flux.standard_error =
      error_of_sum(run.view.results.batches,
                   [&](const BatchTallies& batch) { return mixed_net(batch, path, first); }) *
      factor;
  flux.batches = static_cast<std::int64_t>(view.results.batches.size());
  findings.add(flux);
  // If both ends are alike there is no net flux: then against the flux from one end alone.
  const double one_way = path.occupancy.entries(path.axis, low) * path.resistors->share().front() +
                         path.occupancy.entries(path.axis, high) * path.resistors->share().back();
  const double scale = (flows ? path.resistors->flux() : one_way > 0 ? one_way : 0.0) * steps * factor;
  Verdict verdict = compare(view, law, flux, scale);
  // In the long run it is the number that passes one way less the number that passes the other way.
  verdict.p_value =
      statistics::skewed_p(verdict.statistic_value, path.resistors->flux() * steps / std::pow(variance, 1.5));
  findings.add(verdict);
  flux_figure(run, findings, path, first, steps);
  permeability(run, findings, path, flux);
  if (!is_plain) return;
  Estimate d = described(view, diffusivity("diffusivity_from_steady_flux_" + a, "D_" + a + a,
                                           "steady flux over the gradient between the reservoirs"));
  d.expected = hops.bond_diffusivity(path.axis) * view.scales.factor(2, -1);
  const double ratio = d.expected / flux.expected;
  d.value = flux.value * ratio;
  d.exact_sigma = flux.exact_sigma * std::abs(ratio);
  d.standard_error = flux.standard_error * std::abs(ratio);
  d.batches = flux.batches;
  findings.add(d);
}

}  // namespace

Applies steady_law_applies(const Experiment& experiment) {
  // equilibrium_law covers it.
  if (why_no_single_walk(experiment) == nullptr)
    return not_here("without a medium, reservoirs, sources or turnover the box ends even, or empty");
  return has_profiles(experiment) || watches_planes(experiment)
             ? Applies()
             : lacks("add [measure.profile], or [measure.flux] with residence = true");
}

void steady_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  for (int axis = 0; axis < view.dimension; ++axis) {
    const AxisPath* path = run.along(axis);
    if (path == nullptr || !path->steady) continue;
    steady_profile_law(run, findings, *path);
    const bool is_fed = path->occupancy.entries(axis, low) + path->occupancy.entries(axis, high) > 0;
    const bool goes_round =
        path->occupancy.is_ring(axis) && std::abs(view.experiment.system.hop_law.drift(axis)) > 1e-12;
    if (view.measure.planes[axis].empty() || !(is_fed || goes_round)) continue;
    steady_flux_everywhere(run, findings, *path);
    if (!path->is_layered || goes_round) {
      mean_flux_law(run, findings, *path);
    } else if (path->resistors && path->resistors->is_open()) {
      if (run.watches_all_planes(axis))
        flux_of_line(run, findings, *path);
      else
        findings.skip("steady_flux_" + axis_name(axis), steady_flux_title(run),
                      "not all planes are watched: measure.flux." + axis_name(axis) + " = \"all\"",
                      Topic::steady_flux);
    }
  }
}

}  // namespace fluxwalk
