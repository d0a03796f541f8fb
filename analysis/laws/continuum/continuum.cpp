/// \file
/// The exact answer of the lattice against the law of the continuum; no walker takes part.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "fluxwalk/theory.hpp"
#include "judging/check.hpp"
#include "laws/figure.hpp"
#include "laws/findings.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"
#include "sample/gls.hpp"

namespace fluxwalk {

namespace {

constexpr const char* no_last_profile =
    "the last profile is compared with the continuum law: add [measure.profile]";

/// The walkers of all populations as one, by their distribution over the layers of an axis.
Population mixed(const Experiment& experiment, int axis) {
  constexpr double whole = 9007199254740992;  // 2^53: fractions to rounding as whole numbers
  const double walkers = experiment.system.mean_walkers();
  if (!(walkers > 0)) return experiment.system.populations.front();
  Population all;
  std::vector<double> layers(static_cast<std::size_t>(experiment.system.lattice.shape[axis]), 0.0);
  for (const Population& population : experiment.system.populations) {
    add_scaled(layers, theory::start_layers(experiment, population, axis), population.mean() / walkers);
  }
  LayerWeights& along = all.along[axis];
  along = {0, {}};
  for (const double fraction : layers)
    along.weights.push_back(static_cast<std::uint64_t>(std::llround(fraction * whole)));
  return all;
}

/// The power with which the error falls. If it differs, even the finest lattices are too coarse to show it: a
/// fact, which says nothing against the law.
Verdict order_verdict(Law law, double order, int expected) {
  constexpr double tolerance = 0.25;
  Verdict verdict = described(std::move(law), Rung::discretisation);
  verdict.measured = order;
  verdict.expected = expected;
  verdict.error = 0;
  verdict.unit = std::string("1");
  verdict.statistic = Statistic::difference;
  verdict.statistic_value = order - expected;
  verdict.tolerance = tolerance;
  if (std::abs(order - expected) <= tolerance)
    verdict.outcome = Outcome::consistent;
  else
    verdict.not_applicable = "the error falls as spacing^" + number_text(order) + ", not yet as spacing^" +
                             std::to_string(expected) +
                             ": even the finest of these lattices are too coarse, or the time too short, for "
                             "the power to show";
  return verdict;
}

std::string why_no_ladder(const Experiment& experiment, int axis) {
  if (const char* why = why_no_single_walk(experiment); why != nullptr)
    return fmt::format("{}: no smooth law in closed form", why);
  return theory::has_continuum_profile(experiment, axis)
             ? ""
             : "no smooth law in closed form: drift between walls, a partial face, no spreading, or walkers "
               "leaving sideways";
}

/// Exact lattice answers on ever finer lattices against the continuum: no walker is involved.
void ladder(const RunView& view, Findings& findings, int axis) {
  constexpr double rounding = 1e-10;
  const int rungs = view.experiment.settings.analysis.ladder_rungs;
  const std::string a = axis_name(axis);
  const Population population = mixed(view.experiment, axis);
  const auto skip = [&](const std::string& which, const char* why) {
    findings.skip("continuum_" + which + a, which.empty() ? "The continuum" : "The continuum emerges", why);
  };
  if (const std::string why = why_no_ladder(view.experiment, axis); !why.empty())
    return skip("", why.c_str());
  const std::vector<theory::LadderRung> steps = theory::ladder(view.experiment, population, axis, rungs);
  if (steps.empty()) return skip("", too_costly);
  if (!std::isfinite(steps.front().error)) return skip("", "practically no walker is left at the end");
  findings.add(discretisation(
      view,
      {"continuum_" + a, "The continuum", "lattice and ∂c/∂t = D ∂²c/∂" + a + "² agree at the end",
       "Distance of the exact answer of this lattice from the continuum law at " +
           moment_text(view, view.experiment.system.steps) +
           ": root mean square, relative to the mean concentration. No walker takes part. A finer lattice, "
           "or more time, makes it smaller."},
      steps.front().error, 0, "1"));

  std::vector<double> refinement, spacing, error, guide;
  for (const theory::LadderRung& rung : steps) {
    if (!(rung.error > rounding)) break;
    refinement.push_back(static_cast<double>(rung.refinement));
    spacing.push_back(view.scales.length / refinement.back());
    error.push_back(rung.error);
  }
  if (refinement.size() < 2) {
    return skip("order_", steps.size() < 2
                              ? "finer lattices would take too long to work out, or have no hop law"
                              : "lattice and smooth law agree to rounding: nothing is left to fall");
  }
  const std::size_t first = refinement.size() > 3 ? refinement.size() - 3 : 0;
  const auto n = static_cast<Eigen::Index>(refinement.size() - first);
  Eigen::VectorXd x(n), y(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    x(i) = std::log(spacing[first + static_cast<std::size_t>(i)]);
    y(i) = std::log(error[first + static_cast<std::size_t>(i)]);
  }
  const Line line = fit_line(x, y, Eigen::MatrixXd::Identity(n, n));
  const double order = line.slope;
  const int expected = theory::expected_order(view.experiment, axis);
  std::string explanation =
      "On ever finer lattices with the same D the exact answers approach the continuum law, as this power of "
      "the spacing (fitted to the finest ones).";
  if (steps.size() < static_cast<std::size_t>(rungs))
    explanation += fmt::format(
        " Of the {} lattices asked for, {} are worked out: the others would take too long, or have no hop "
        "law.",
        rungs, steps.size());
  Law law = {"continuum_order_" + a, "The continuum emerges",
             "error falls as spacing^" + std::to_string(expected), std::move(explanation)};
  findings.add(order_verdict(std::move(law), order, expected));
  for (const double s : spacing) guide.push_back(std::exp(line.intercept + line.slope * std::log(s)));
  const std::string unit = view.scales.unit(1, 0);
  Figure figure;
  figure.id = "ladder_" + a;
  figure.title = "The continuum emerges along " + a;
  figure.caption =
      "Points: distance of the exact answer of ever finer lattices from the continuum law, at the end of the "
      "experiment; no walker takes part. Solid line: a power law through the finest lattices; its slope on "
      "these "
      "axes is " +
      number_text(order) + ".";
  figure.x_label = unit == "1" ? "spacing (ℓ)" : with_unit("spacing", unit);
  figure.y_label = "relative rms error";
  figure.log_x = figure.log_y = true;
  figure.data.name = figure.id;
  figure.data.long_name = "error of the lattice against the continuum";
  figure.data.add("refinement", "1", "refinement of the lattice", refinement)
      .add("spacing", unit, "lattice spacing", spacing)
      .add("error", "1", "relative root mean square error", error)
      .add("fit", "1", "power law through the finest lattices", guide);
  figure.series = {{"exact lattice", "spacing", "error", "", Mark::points, false, 0},
                   {"slope " + number_text(order), "spacing", "fit", "", Mark::line, false, 0}};
  findings.add(figure);
}

/// An empty box of alike sites, which only a reservoir on one side fills.
bool may_be_uptake(const Experiment& experiment, int axis) {
  const LatticeWalk& system = experiment.system;
  return system.medium.is_uniform() && system.has_reservoir() && !has_potential(experiment) &&
         system.sources.empty() && system.populations.empty() && system.turnover.decay <= 0 &&
         system.turnover.reproduction <= 0 && std::abs(system.hop_law.drift(axis)) <= 1e-12 &&
         is_fed(experiment, axis, low) != is_fed(experiment, axis, high);
}

/// A half-space that fills from its face: the exact lattice against 2 n √(Dt/π). Returns whether the
/// experiment is one.
bool uptake(const Run& run, Findings& findings, int axis) {
  const RunView& view = run.view;
  const Experiment& experiment = view.experiment;
  if (!may_be_uptake(experiment, axis)) return false;
  const AxisPath* path = run.along(axis);
  if (path == nullptr || !path->resistors) return false;
  bool is_half_space = false;
  for (const Side side : {low, high}) {
    const Reservoir& reservoir = experiment.system.faces[axis][side].reservoir;
    const double entries = path->occupancy.entries(axis, side);
    if (!(entries > 0) || path->occupancy.entries(axis, side == low ? high : low) > 0) continue;
    const double far = side == low ? path->last.back() : path->last.front();
    const double p = experiment.system.hop_law.plus[axis];
    const double beyond = entries / (p * (reservoir.is_half_cell ? 2 : 1));  // at the ghost sites of the face
    if (far > 1e-6 * beyond) continue;                                       // it has come through
    is_half_space = true;
    const double uptake = std::accumulate(path->last.begin(), path->last.end(), 0.0);
    const double smooth =
        2 * beyond * std::sqrt(p * static_cast<double>(experiment.system.steps) / std::numbers::pi);
    // Between the ghost site and the first layer's cell lies half a spacing that belongs to no layer.
    const double gap = reservoir.is_half_cell ? 0 : beyond / 2;
    findings.add(discretisation(
        view,
        {"uptake_continuum_" + axis_name(axis), "Filling of a half-space",
         "exact uptake of the lattice along " + axis_name(axis) + " against 2 n √(Dt/π)",
         "What has entered a half-space grows as the square root of time. The half spacing between the "
         "reservoir's site and the first layer is subtracted."},
        uptake, smooth - gap, std::string("1")));
  }
  return is_half_space;
}

}  // namespace

Applies continuum_law_applies(const Experiment& experiment) {
  const AnalysisSettings& settings = experiment.settings.analysis;
  for (int axis = 0; axis < experiment.system.lattice.dimension; ++axis)
    if (may_be_uptake(experiment, axis)) return {};
  if (!has_profiles(experiment) || settings.ladder_rungs <= 0) {
    if (settings.continuum_tolerance) return unless(no_last_profile);
    const auto any_axis = [](int) { return true; };
    const auto why_not = [&](int axis) { return why_no_ladder(experiment, axis); };
    const std::string why = on_every_axis(experiment, any_axis, why_not);
    return why.empty() ? lacks(add_profile) : not_here(why);
  }
  const auto is_asked = [&](int axis) { return experiment.measure.has_profile[axis]; };
  const auto why_not = [&](int axis) { return why_no_ladder(experiment, axis); };
  return unless(on_every_axis(experiment, is_asked, why_not));
}

void continuum_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const AnalysisSettings& settings = view.experiment.settings.analysis;
  const bool has_walkers = !view.experiment.system.populations.empty();
  bool is_reported = false;
  for (int axis = 0; axis < view.dimension; ++axis) {
    const bool has_profile = settings.ladder_rungs > 0 && view.measure.has_profile[axis];
    if (uptake(run, findings, axis)) {
      is_reported = true;
    } else if (has_profile && view.why_no_single_walk() != nullptr) {
      findings.skip("continuum_" + axis_name(axis), "The continuum", why_no_ladder(view.experiment, axis));
      is_reported = true;
    } else if (has_profile && has_walkers) {
      ladder(view, findings, axis);
      is_reported = true;
    }
  }
  if (settings.continuum_tolerance && !is_reported)
    findings.skip("continuum", "The continuum", no_last_profile);
}

}  // namespace fluxwalk
