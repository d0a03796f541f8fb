#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "fluxwalk/theory.hpp"
#include "judging/check.hpp"
#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/findings.hpp"
#include "laws/flux/crossing_moments.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

constexpr double most_site_steps = 2e8;
/// With fewer walkers, one of them crosses so often that the sum is not normal.
constexpr double few_walkers = 1000;

/// The watched interior plane nearest to where the walkers start; 0 if there is none.
std::int32_t watched_plane(const RunView& view, int axis) {
  const std::vector<double> start = view.start_layers(axis);
  double centre = 0.5;  // planes stand half a layer before the layer of their number
  for (std::size_t i = 0; i < start.size(); ++i) centre += static_cast<double>(i) * start[i];
  std::int32_t best = 0;
  for (const std::int64_t watched : view.measure.planes[axis]) {
    const auto plane = static_cast<std::int32_t>(watched);
    if (plane <= 0 || plane >= view.layers(axis)) continue;
    if (best == 0 || std::abs(plane - centre) < std::abs(best - centre)) best = plane;
  }
  return best;
}

std::vector<double> column_of(const Counts& counts, std::size_t column) {
  std::vector<double> values;
  for (std::size_t row = 0; row < counts.rows(); ++row)
    values.push_back(static_cast<double>(counts(row, column)));
  return values;
}

void crossings_figure(const RunView& view, Findings& findings, int axis, std::int32_t plane,
                      std::size_t column) {
  const std::string a = axis_name(axis), p = std::to_string(plane);
  const Schedule& edges = view.measure.flux_edges;
  const std::vector<double> forward = column_of(view.total.forward[axis], column);
  const std::vector<double> backward = column_of(view.total.backward[axis], column);
  const std::vector<double> exact_forward = mean_crossings(view, axis, plane, Way::forward);
  const std::vector<double> exact_backward = mean_crossings(view, axis, plane, Way::backward);
  const double per_step = view.scales.factor(0, -1);
  std::vector<double> time, counted_forward, counted_backward, mean_forward, mean_backward;
  const std::vector<std::size_t> first = group_bins(forward.size(), 200);
  for (std::size_t g = 0; g + 1 < first.size(); ++g) {
    const auto width = static_cast<double>(edges[first[g + 1]] - edges[first[g]]);
    const auto rate = [&](const std::vector<double>& counts) {
      double sum = 0;
      for (std::size_t bin = first[g]; bin < first[g + 1]; ++bin) sum += counts[bin];
      return sum / width * per_step;
    };
    time.push_back(static_cast<double>(edges[first[g]] + edges[first[g + 1]]) / 2 * view.scales.time);
    counted_forward.push_back(rate(forward));
    counted_backward.push_back(rate(backward));
    mean_forward.push_back(rate(exact_forward));
    mean_backward.push_back(rate(exact_backward));
  }
  const bool drifts = std::abs(view.experiment.system.hop_law.drift(axis)) > 1e-12;
  Figure figure;
  figure.id = "crossings_" + a;
  figure.title = "Crossings of plane " + p + " (" + a + ")";
  figure.caption = "Crossings of one plane in each direction, " + per_time(view) + ". " +
                   (drifts ? "Drift makes one direction more likely. "
                           : "No walker prefers a direction: more cross from the side with more walkers. ") +
                   "Solid lines: the exact answer of the lattice.";
  figure.x_label = time_label(view);
  figure.y_label = rate_label(view, "crossings");
  const std::string unit = view.scales.unit(0, -1);
  figure.data.name = figure.id;
  figure.data.long_name = "crossings of plane " + p + " of " + a;
  figure.data.add("time", view.scales.unit(0, 1), "middle of the bins", time)
      .add("forward", unit, "forward crossings " + per_time(view), counted_forward)
      .add("backward", unit, "backward crossings " + per_time(view), counted_backward)
      .add("exact_forward", unit, "exact mean of the forward crossings", mean_forward)
      .add("exact_backward", unit, "exact mean of the backward crossings", mean_backward);
  figure.series = {{"forward", "time", "forward", "", Mark::points, false, 0},
                   {"forward, exact", "time", "exact_forward", "", Mark::line, false, 0},
                   {"backward", "time", "backward", "", Mark::points, false, 1},
                   {"backward, exact", "time", "exact_backward", "", Mark::line, false, 1}};
  findings.add(figure);
}

bool has_inner_plane(const Experiment& experiment, int axis) {
  const Ascending& planes = experiment.measure.planes[axis];
  return std::any_of(planes.begin(), planes.end(), [&](std::int64_t plane) {
    return plane > 0 && plane < experiment.system.lattice.shape[axis];
  });
}

std::string why_no_crossings(const Experiment& experiment, int axis) {
  if (const char* why = why_no_single_walk(experiment); why != nullptr)
    return fmt::format("{}: it is the net crossings that are judged, against the walkers on the two sides",
                       why);
  if (!has_inner_plane(experiment, axis)) return "no plane inside the box is watched";
  if (experiment.measure.only_net) return "only the net crossings were counted";
  if (!theory::is_autonomous(experiment, axis)) return leave_sideways;
  return "";
}

}  // namespace

Applies crossings_apply(const Experiment& experiment) {
  if (!watches_planes(experiment))
    return why_no_single_walk(experiment) == nullptr
               ? lacks("add [measure.flux] with x = \"all\" and every = ...")
               : not_here("the net crossings are judged");
  const auto is_asked = [&](int axis) { return !experiment.measure.planes[axis].empty(); };
  const auto why_not = [&](int axis) { return why_no_crossings(experiment, axis); };
  return unless(on_every_axis(experiment, is_asked, why_not));
}

void crossings(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const Schedule& edges = view.measure.flux_edges;
  for (int axis = 0; axis < view.dimension; ++axis) {
    if (view.measure.planes[axis].empty()) continue;
    const std::string title = "Crossings of one plane";
    const auto skip = [&](const std::string& name, const std::string& what, const std::string& why) {
      findings.skip({"crossings_" + name + axis_name(axis), title, what, ""}, why);
    };
    const bool has_walkers = !view.groups.empty() || view.why_no_single_walk() != nullptr;
    if (!has_walkers) continue;
    const std::int32_t plane = watched_plane(view, axis);
    const std::string crossings_of_plane =
        view.why_no_single_walk() != nullptr || plane == 0
            ? ""
            : "crossings of plane " + std::to_string(plane) + " of " + axis_name(axis);
    if (const std::string why = why_no_crossings(view.experiment, axis); !why.empty()) {
      skip("", crossings_of_plane, why);
      continue;
    }
    if (!view.starts_apart) {
      skip("", crossings_of_plane, starts_are_given);
      continue;
    }
    if (static_cast<double>(edges.back()) * view.layers(axis) > most_site_steps) {
      skip("", crossings_of_plane, too_costly);
      continue;
    }
    const auto& planes = view.measure.planes[axis];
    const auto column =
        static_cast<std::size_t>(std::find(planes.begin(), planes.end(), plane) - planes.begin());
    for (const Way way : {Way::forward, Way::backward}) {
      const std::string name = way == Way::forward ? "forward" : "backward";
      const std::string what = name + " " + crossings_of_plane;
      const auto counted = [&](const BatchTallies& sum) -> std::vector<double> {
        double total = 0;
        for (const double count : column_of((way == Way::forward ? sum.forward : sum.backward)[axis], column))
          total += count;
        // per walker, so that leaving a batch out gives the right value
        return {sum.started > 0 ? total * view.walkers / static_cast<double>(sum.started) : not_a_number};
      };
      const CrossingMoments exact = crossing_moments(view, axis, plane, way, edges.back());
      if (exact.mean < 100 || !(exact.variance > 1e-9 * exact.mean)) {
        skip(name + "_", what,
             exact.mean < 100 ? "fewer than 100 crossings are expected"
                              : "every crossing is certain: their number has no randomness");
        continue;
      }
      const Measured crossings = measured(
          view, {"crossings_" + name + "_" + axis_name(axis), "N_" + name, what + " in the whole run", 0, 0},
          jackknife(view.results.batches, view.total, counted, Reads::layers_of(axis)), 0,
          std::sqrt(exact.variance), exact.mean);
      findings.add(crossings.estimate);
      Verdict verdict =
          compare(view,
                  {"crossings_" + name + "_" + axis_name(axis), title, what,
                   "How many cross the plane in this direction, against the exact mean; a walker may cross "
                   "often."},
                  crossings.estimate, exact.mean);
      if (view.walkers < few_walkers) {
        const auto p = crossings_p(view, axis, plane, way, edges.back(), crossings.estimate.value);
        if (!p) {
          skip(name + "_", what,
               "too few walkers for a normal law, and the exact one would take too long to work out");
          continue;
        }
        verdict.p_value = *p;
        verdict.explanation += " With fewer than 1000 walkers p is that of the exact distribution.";
      } else {
        verdict.p_value = statistics::skewed_p(verdict.statistic_value, exact.skewness);
      }
      findings.add(std::move(verdict));
    }
    crossings_figure(view, findings, axis, plane, column);
  }
}

}  // namespace fluxwalk
