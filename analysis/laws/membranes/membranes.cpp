/// \file
/// Membranes: bonds that let only a fraction of the attempts pass.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"
#include "sample/jackknife.hpp"

namespace fluxwalk {

namespace {

constexpr std::size_t most_judged = 4;  // membranes judged one by one

/// Walker-steps of a layer over the bins from `first` on.
double residence(const BatchTallies& tallies, int axis, std::size_t layer, std::size_t first) {
  return sum_of_bins(tallies.residence[axis], layer, first);
}

/// Straight line through the walker-steps of the layers begin ... end-1, extrapolated to a plane.
template <class Residence>
double extrapolated(Residence residence_of, std::size_t begin, std::size_t end, double plane) {
  const auto n = static_cast<double>(end - begin);
  const double middle = (static_cast<double>(begin) + static_cast<double>(end - 1)) / 2;
  double sum = 0, moment = 0, square = 0;
  for (std::size_t layer = begin; layer < end; ++layer) {
    const double x = static_cast<double>(layer) - middle, r = residence_of(layer);
    sum += r;
    moment += x * r;
    square += x * x;
  }
  return sum / n + moment / square * (plane - 0.5 - middle);
}

/// `is_bare`: without the membrane all attempts would pass.
void total_permeability(const Run& run, Findings& findings, const AxisPath& path, std::size_t plane,
                        bool is_bare) {
  const RunView& view = run.view;
  const std::string a = axis_name(path.axis), b = std::to_string(plane);
  const double up = path.occupancy.up(path.axis, plane - 1), down = path.occupancy.down(path.axis, plane);
  const double left = residence(view.total, path.axis, plane - 1, 0);
  const double right = residence(view.total, path.axis, plane, 0);
  const double variance = up * (1 - up) * left + down * (1 - down) * right;
  Estimate kappa = described(
      view, {"permeability_" + a + "_" + b, "κ_total",
             "flux through plane " + b + " of " + a + " over the difference of the sites beside it", 1, -1});
  const Law law = {
      kappa.name, "Membrane",
      "J = κ Δc between the sites beside plane " + b + " of " + a + ": κ_total = α p ℓ/τ" +
          (is_bare ? "" : " times the mobility of the bond"),
      "A membrane lets the fraction α of the attempts pass: its flux is proportional to the jump of the "
      "concentration."};
  const double sigma = std::sqrt(variance) / std::abs(left - right);
  constexpr double widest = 0.1;  // relative error
  if (!(sigma < widest * up))
    return findings.skip(law, "the jump of the concentration does not stand out of the noise; " +
                                  walkers_that_would_do(sigma / up, widest));
  const double unit = view.scales.factor(1, -1);
  kappa.value = net_from(view.total, path.axis, plane, 0) / (left - right) * unit;
  kappa.expected = up * unit;
  kappa.exact_sigma = sigma * unit;
  findings.add(kappa);
  findings.add(compare(view, law, kappa, kappa.expected));
}

/// Chance of a walker to cross each of the planes begin ... end-1 of an axis, if all planes have the same
/// chance both ways: profiles are straight there.
std::optional<double> even_rate(const AxisPath& path, std::size_t begin, std::size_t end) {
  const double rate = path.occupancy.up(path.axis, begin - 1);
  for (std::size_t plane = begin; plane < end; ++plane)
    for (const double other :
         {path.occupancy.up(path.axis, plane - 1), path.occupancy.down(path.axis, plane)})
      if (!(std::abs(other - rate) < 1e-9 * rate)) return std::nullopt;
  return rate;
}

/// Of the membrane alone: the jump of the straight profiles on its two sides, in the steady state.
void own_permeability(const Run& run, Findings& findings, const AxisPath& path, std::size_t plane,
                      std::size_t begin, std::size_t end) {
  const RunView& view = run.view;
  const std::string a = axis_name(path.axis), b = std::to_string(plane);
  const Law law = {"membrane_" + a + "_" + b, "Membrane",
                   "κ of the membrane at plane " + b + " of " + a + " alone = (D/ℓ) α/(1 - α)",
                   "A bond without a membrane has a resistance too. The membrane alone has a larger κ than "
                   "the two sites: its "
                   "jump is that between the straight profiles drawn up to it from both sides."};
  if (!path.steady || plane - begin < 2 || end - plane < 2)
    return findings.skip(law, "there is no steady profile, or there are fewer than two layers on a side");
  const std::optional<double> before = even_rate(path, begin + 1, plane);
  const std::optional<double> after = even_rate(path, plane + 1, end);
  if (!before || !after)
    return findings.skip(law, "the sites on a side of it differ, and the profile there is not straight");
  // The bond without the membrane: half of it on either side, in series.
  const auto [less, more] = std::minmax(*before, *after);
  const double p = less * (more / ((less + more) / 2));
  const double alpha = path.occupancy.up(path.axis, plane - 1) / p;
  if (!path.approach.near) return too_short(run, findings, law, path.approach);
  // Straight profiles are those of the exact steady state: near it they are still too curved.
  if (!path.approach.settled)
    return findings.skip(
        law, fmt::format("the profiles beside it are not straight yet: it needs about {} and had {}",
                         duration_text(view, path.approach.steps_to_rest(view.experiment.system.steps)),
                         duration_text(view, static_cast<double>(view.experiment.system.steps))));
  const std::size_t first = run.first_bin(*path.approach.settled);
  if (first >= run.num_bins()) return findings.skip(law, no_bin_at_rest);
  const auto jump_of = [&](auto residence_of) {
    const auto at = static_cast<double>(plane);
    return extrapolated(residence_of, begin, plane, at) - extrapolated(residence_of, plane, end, at);
  };
  const auto estimator = [&](const BatchTallies& tallies) -> std::vector<double> {
    return {net_from(tallies, path.axis, plane, first) /
            jump_of([&](std::size_t layer) { return residence(tallies, path.axis, layer, first); })};
  };
  const Jackknife result =
      jackknife(view.results.batches, view.total, estimator, Reads::layers_of(path.axis));
  const double pure = p * alpha / (1 - alpha);
  const double left_over = net_mean(path, plane, first) / jump_of([&](std::size_t layer) {
                             double sum = 0;
                             for (std::size_t bin = first; bin < path.residence.size(); ++bin)
                               sum += path.residence[bin][layer];
                             return sum;
                           }) -
                           pure;
  if (std::abs(left_over) > view.experiment.settings.analysis.tolerance * pure)
    return findings.skip(
        law,
        "the deviation from the steady state still bends the profiles beside it, and changes their "
        "jump by more than the tolerance");
  // With many walkers even a small deviation from the steady state is visible; its size is known.
  constexpr double visible = 0.1;  // of the standard error
  const double noise = result.standard_error[0];
  const bool shows = noise > 0 && std::abs(left_over) > visible * noise;
  const Measured kappa =
      measured(view,
               {law.name, "κ_membrane",
                "flux over the jump of the straight profiles beside plane " + b + " of " + a, 1, -1},
               result, 0, not_a_number, shows ? pure + left_over : pure);
  constexpr double widest = 0.2;  // relative error
  const double error = kappa.estimate.standard_error / kappa.estimate.expected;
  if (!kappa.estimate.has_value() || error >= widest)
    return findings.skip(law, "the jump between the straight profiles does not stand out of the noise; " +
                                  walkers_that_would_do(error, widest));
  findings.add(kappa.estimate);
  Verdict verdict = compare(view, law, kappa.estimate, kappa.estimate.expected);
  if (shows) {
    verdict.bias = std::abs(left_over) * view.scales.factor(1, -1);
    verdict.resolution += verdict.bias;
  }
  findings.add(verdict);
}

/// Planes, including faces of the box, with a bond of less than full transmission. Plane 0 of a ring is also
/// its last plane, and is listed once.
std::vector<std::size_t> planes_of_membranes(const RunView& view, int axis) {
  const std::vector<double>& transmission = view.experiment.system.medium.transmission[axis];
  const Lattice& lattice = view.experiment.system.lattice;
  std::vector<std::size_t> membranes;
  if (transmission.empty()) return membranes;
  const auto layers = static_cast<std::size_t>(view.layers(axis));
  std::vector<bool> is_membrane(layers + 1, false);
  for (std::int64_t site = 0; site < lattice.num_sites(); ++site) {
    PerAxis<std::int32_t> position = lattice.position(site);
    const auto look = [&] {
      if (transmission[static_cast<std::size_t>(lattice.bond(axis, position))] < 1)
        is_membrane[static_cast<std::size_t>(position[axis])] = true;
    };
    look();
    if (++position[axis] == view.layers(axis)) look();
  }
  if (view.is_ring(axis)) is_membrane[layers] = false;
  for (std::size_t plane = 0; plane < is_membrane.size(); ++plane)
    if (is_membrane[plane]) membranes.push_back(plane);
  return membranes;
}

std::string why_no_membrane(const Experiment& experiment, int axis) {
  if (!experiment.measure.has_residence) return residence_not_counted;
  const bool is_all = static_cast<std::int64_t>(experiment.measure.planes[axis].size()) ==
                      experiment.system.lattice.shape[axis] + 1;
  return is_all ? "" : "not all planes are watched: measure.flux." + axis_name(axis) + " = \"all\"";
}

std::string why_no_permeability(const Run& run, const AxisPath* path, int axis, std::size_t plane) {
  const RunView& view = run.view;
  const bool is_first = plane == 0;
  if (is_first || plane == static_cast<std::size_t>(view.layers(axis))) {
    const Face& face = view.experiment.system.faces[axis][is_first ? low : high];
    const std::string where = "plane " + std::to_string(plane) + " of " + axis_name(axis);
    return face.blocks()
               ? where + " is a reflecting face, which no walker crosses: the membrane there changes nothing"
               : where + " is a face of the box: only membranes between two layers of it are judged";
  }
  if (std::string why = why_no_membrane(view.experiment, axis); !why.empty()) return why;
  if (path == nullptr) return too_costly;
  if (!path->is_layered) return "the hops along it differ within a layer, and layers are what was counted";
  const double up = path->occupancy.up(axis, plane - 1), down = path->occupancy.down(axis, plane);
  if (!(up > 0 || down > 0)) return "no walker passes it";
  if (!(std::abs(up - down) < 1e-9 * std::max(up, down)))
    return "a walker is not as likely to pass it one way as the other: a drift, a potential, hop factors or "
           "a "
           "mirror beside it";
  return "";
}

}  // namespace

Applies membrane_law_applies(const Experiment& experiment) {
  const auto& transmission = experiment.system.medium.transmission;
  const auto has_membrane = [&](int axis) { return !transmission[axis].empty(); };
  const bool is_watched = watches_planes(experiment);
  bool any = false, any_watched = false;
  for (int axis = 0; axis < experiment.system.lattice.dimension; ++axis) {
    any = any || has_membrane(axis);
    any_watched =
        any_watched || (has_membrane(axis) && is_watched && !experiment.measure.planes[axis].empty());
  }
  if (!any) return not_here("there is no membrane");
  if (!any_watched)
    return lacks("add [measure.flux] with residence = true and all planes across the membrane");
  const auto is_asked = [&](int axis) {
    return has_membrane(axis) && !experiment.measure.planes[axis].empty();
  };
  const auto why_not = [&](int axis) { return why_no_membrane(experiment, axis); };
  return unless(on_every_axis(experiment, is_asked, why_not));
}

void membrane_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const Medium& medium = view.experiment.system.medium;
  for (int axis = 0; axis < view.dimension; ++axis) {
    if (view.measure.planes[axis].empty()) continue;
    const std::vector<std::size_t> membranes = planes_of_membranes(view, axis);
    const AxisPath* path = membranes.empty() ? nullptr : run.along(axis);
    const auto layers = static_cast<std::size_t>(view.layers(axis));
    const bool is_bare = medium.hop.empty() && medium.mobility.empty() &&
                         medium.acceptance != Acceptance::glauber && !has_potential(view.experiment);
    const bool has_sources =
        !view.experiment.system.sources.empty() || view.experiment.system.turnover.decay > 0;
    for (std::size_t m = 0; m < std::min(membranes.size(), most_judged); ++m) {
      const std::size_t plane = membranes[m];
      if (const std::string why = why_no_permeability(run, path, axis, plane); !why.empty()) {
        const std::string at = axis_name(axis) + "_" + std::to_string(plane);
        findings.skip("permeability_" + at, "Membrane", why);
        continue;
      }
      total_permeability(run, findings, *path, plane, is_bare);
      const std::size_t begin = m == 0 ? 0 : membranes[m - 1],
                        end = m + 1 < membranes.size() ? membranes[m + 1] : layers;
      if (path->resistors && path->resistors->is_open() && !has_sources)
        own_permeability(run, findings, *path, plane, begin, end);
    }
  }
}

}  // namespace fluxwalk
