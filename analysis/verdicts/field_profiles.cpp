#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "verdicts/field_findings.hpp"
#include "verdicts/figure.hpp"

namespace fluxwalk {

namespace {

/// Places whose exact mean is zero, and the walkers found there.
struct OutOfReach {
  std::int64_t places = 0, walkers = 0;

  void look(const Counts& counts, const std::vector<Snapshot>& snapshots) {
    for (std::size_t row = 0; row < snapshots.size(); ++row)
      for (std::size_t i = 0; i < counts.columns(); ++i) {
        if (snapshots[row].mean[i] > 0) continue;
        ++places;
        walkers += counts(row, i);
      }
  }
};

/// Every time against its exact mean; the least likely is reported, its p-value times their number.
void judge(const FieldRun& run, Findings& findings, const Counts& counts,
           const std::vector<Snapshot>& snapshots, Law law) {
  double looks = 0, worst_p = 2, thinnest = INFINITY, thinnest_dof = 0;
  FieldChiSquare worst;
  std::int64_t worst_time = 0;
  for (std::size_t row = 0; row < snapshots.size(); ++row) {
    const FieldChiSquare test = field_chi_square(counts.row(row), snapshots[row], snapshots[row].mean);
    if (test.dof < 1) continue;
    looks += 1;
    if (test.walkers < thinnest) {
      thinnest = test.walkers;
      thinnest_dof = test.dof;
    }
    const double p = test.p();
    if (p >= worst_p) continue;
    worst_p = p;
    worst = test;
    worst_time = snapshots[row].time;
  }
  if (looks < 1) return findings.skip(law, "the counts have no randomness, or too few walkers are expected");
  law.explanation += looks > 1 ? fmt::format(
                                     " Compared at {:.0f} times; shown is the least likely, {}, in {:.0f} "
                                     "groups of neighbours.",
                                     looks, moment_text(run.sample, worst_time), worst.dof)
                               : fmt::format(" Compared at {}, in {:.0f} groups of neighbours.",
                                             moment_text(run.sample, worst_time), worst.dof);
  const double resolution = goodness_of_fit(run.sample, law, 0, thinnest_dof, thinnest, looks).resolution;
  Verdict verdict = goodness_of_fit(run.sample, std::move(law), worst.value, worst.dof, thinnest);
  of_least_likely(verdict, looks, worst_p);
  verdict.resolution = resolution;
  findings.add(verdict);
}

void figure_of(const FieldRun& run, Findings& findings, const AxisPath& path) {
  const Sample& sample = run.sample;
  const std::string a = axis_name(path.axis);
  const Counts& counts = sample.total.profile[static_cast<std::size_t>(path.axis)];
  const double factor = concentration_factor(run, path.axis);
  const std::string unit = sample.scales.unit(-sample.dimension, 0);
  Figure figure;
  figure.id = "profile_" + a;
  figure.title = "Concentration along " + a;
  figure.caption =
      "Points: walkers counted in each layer, at several times, as a concentration. Solid lines: the exact "
      "mean "
      "of the lattice." +
      std::string(path.steady ? " Dashed line: the steady state." : "");
  figure.x_label = position_label(sample, path.axis);
  figure.y_label = with_unit("concentration c", unit);
  figure.residual_label = "deviation / σ";
  figure.data.name = figure.id;
  figure.data.long_name = "concentration along " + a;
  std::vector<double> position;
  for (std::size_t i = 0; i < counts.columns(); ++i)
    position.push_back(static_cast<double>(i) * sample.scales.length);
  figure.data.add("position", sample.scales.unit(1, 0), "position of the layer", position);
  int color = 0;
  for (const std::size_t row : spread_out(counts.rows(), 5)) {
    const std::int64_t time = sample.measure.profile_times[row];
    const std::vector<double>& exact = path.profiles[row].mean;
    std::vector<double> count, mean, sigma, residual;
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const auto n = static_cast<double>(counts(row, i));
      count.push_back(n * factor);
      mean.push_back(exact[i] * factor);
      sigma.push_back(std::sqrt(exact[i]) * factor);
      residual.push_back(exact[i] >= 10 ? (n - exact[i]) / std::sqrt(exact[i]) : not_a_number);
    }
    const std::string step = std::to_string(time), label = moment_label(sample, time);
    figure.data.add("c_" + step, unit, "concentration after " + step + " steps", count)
        .add("exact_" + step, unit, "exact mean after " + step + " steps", mean)
        .add("sigma_" + step, unit, "noise of Poisson numbers after " + step + " steps", sigma)
        .add("residual_" + step, "1", "standardised residual after " + step + " steps", residual);
    figure.series.push_back({label, "position", "c_" + step, "sigma_" + step, Mark::points, false, color});
    figure.series.push_back({label + ", exact", "position", "exact_" + step, "", Mark::line, false, color});
    figure.series.push_back({label, "position", "residual_" + step, "", Mark::points, true, color});
    ++color;
  }
  if (path.steady) {
    std::vector<double> steady;
    for (const double n : *path.steady) steady.push_back(n * factor);
    figure.data.add("steady", unit, "exact steady state", steady);
    figure.series.push_back({"steady", "position", "steady", "", Mark::dashed_line, false, color});
  }
  findings.add(figure);
}

/// What a comparison of profiles is about: Fick's second law has to do with the curvature of a concentration
/// that changes.
struct Kind {
  Topic topic;
  std::string title;
};

Kind kind_of(const FieldRun& run, bool has_gradient, bool changes) {
  if (!run.is_fickian()) return {Topic::medium_profile, "Concentration in the medium"};
  if (!has_gradient) return {Topic::occupancy, "Numbers in the layers"};
  if (!changes) return {Topic::steady_state, "Steady profile"};
  return {Topic::fick_second_law, "Fick's second law"};
}

}  // namespace

void field_profiles(const FieldRun& run, Findings& findings) {
  const Sample& sample = run.sample;
  OutOfReach out_of_reach;
  for (int axis = 0; axis < sample.dimension; ++axis) {
    const Counts& counts = sample.total.profile[static_cast<std::size_t>(axis)];
    if (counts.empty()) continue;
    const std::string a = axis_name(axis), name = "field_profile_" + a;
    const AxisPath* path = run.along(axis);
    if (path == nullptr || path->profiles.size() != counts.rows()) {
      findings.skip(name, "Fick's second law", too_costly);
      continue;
    }
    const bool changes = !path->starts_at_rest() && sample.measure.profile_times.back() > 0;
    const Kind kind = kind_of(run, sample.has_gradient(axis), changes);
    out_of_reach.look(counts, path->profiles);
    judge(run, findings, counts, path->profiles,
          {name, kind.title, "∂c/∂t = -∂J/∂" + a + " + sources - losses",
           "The concentration along " + a + " at each time, against the exact mean of the lattice.",
           kind.topic});
    figure_of(run, findings, *path);
  }
  const Counts& histogram = sample.results.histogram;
  const auto* sites = histogram.empty() ? nullptr : run.sites();
  if (!histogram.empty() && sites == nullptr)
    findings.skip("field_sites", "Fick's second law, site by site", too_costly);
  if (sites != nullptr) {
    out_of_reach.look(histogram, *sites);
    bool has_gradient = false, changes = false;
    for (int axis = 0; axis < sample.dimension; ++axis) {
      const AxisPath* path = run.along(axis);
      has_gradient = has_gradient || sample.has_gradient(axis);
      changes = changes || path == nullptr || !path->starts_at_rest();
    }
    const Kind kind = kind_of(run, has_gradient, changes && sample.measure.histogram_times.back() > 0);
    judge(run, findings, histogram, *sites,
          {"field_sites", kind.title + ", site by site", "∂c/∂t = -div J + sources - losses",
           "The number of walkers at the sites at each time, against the exact mean of the lattice.",
           kind.topic});
  }
  if (out_of_reach.places == 0) return;
  findings.add(
      identity({"out_of_reach", "Places out of reach", "no walker at a site that cannot be reached",
                "Obstacles, sites too far away, and sites of the wrong colour of the checkerboard at "
                "that time must be empty.",
                Topic::conservation},
               out_of_reach.places, out_of_reach.walkers, out_of_reach.walkers));
}

}  // namespace fluxwalk
