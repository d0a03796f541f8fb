/// \file
/// Concentration profiles and histograms of the sites against the exact lattice answer, time by time.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "fluxwalk/theory.hpp"
#include "judging/chi_square.hpp"
#include "judging/statistics.hpp"
#include "laws/counts_at_times.hpp"
#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

namespace {

using Distributions = RunView::Distributions;

/// Any walkers, against the expected occupancy and its covariance.
Comparisons by_occupancy(const Counts& counts, const std::vector<Snapshot>& snapshots) {
  Comparisons result;
  for (std::size_t row = 0; row < snapshots.size(); ++row) {
    const Snapshot& expected = snapshots[row];
    for (std::size_t place = 0; place < counts.columns(); ++place) {
      if (expected.mean[place] > 0) continue;
      ++result.places;
      result.walkers += counts(row, place);
    }
    const OccupancyChiSquare test = occupancy_chi_square(counts.row(row), expected, expected.mean);
    if (test.dof >= 1)
      result.list.push_back({row, expected.time, test.value, test.dof, test.p(), test.dof, test.walkers});
  }
  return result;
}

ExpectedCounts expected_of(const Snapshot& snapshot) {
  ExpectedCounts expected{snapshot.mean, {}};
  for (const double mean : snapshot.mean) expected.sigma.push_back(std::sqrt(mean));
  return expected;
}

/// \param expected the layers at the time of a row
/// \param steady mean numbers in the layers in the steady state; null if there is none, or it is not drawn
void profile_figure(const RunView& view, Findings& findings, int axis,
                    const std::function<ExpectedCounts(std::size_t)>& expected,
                    const std::vector<double>* steady) {
  const std::string a = axis_name(axis);
  const Counts& counts = view.total.profile[axis];
  const double factor = concentration_factor(view, axis);
  const std::string unit = view.scales.unit(-view.dimension, 0);
  Figure figure;
  figure.id = "profile_" + a;
  figure.title = "Concentration along " + a;
  figure.caption =
      "Points: walkers counted in each layer, at several times, as a concentration. Solid lines: the exact "
      "mean of the lattice." +
      std::string(steady != nullptr ? " Dashed line: the steady state." : "");
  figure.x_label = position_label(view, axis);
  figure.y_label = with_unit("concentration c", unit);
  figure.residual_label = "deviation / σ";
  figure.data.name = figure.id;
  figure.data.long_name = "concentration along " + a;
  std::vector<double> position;
  for (std::size_t i = 0; i < counts.columns(); ++i)
    position.push_back(static_cast<double>(i) * view.scales.length);
  figure.data.add("position", view.scales.unit(1, 0), "position of the layer", position);
  int color = 0;
  for (const std::size_t row : spread_out(counts.rows(), 5)) {
    const ExpectedCounts exact = expected(row);
    std::vector<double> count, mean, sigma, residual;
    for (std::size_t i = 0; i < exact.mean.size(); ++i) {
      const auto n = static_cast<double>(counts(row, i));
      const bool is_normal = exact.mean[i] >= 10 && exact.sigma[i] > 1e-9 * exact.mean[i];
      count.push_back(n * factor);
      mean.push_back(exact.mean[i] * factor);
      sigma.push_back(exact.sigma[i] * factor);
      residual.push_back(is_normal ? (n - exact.mean[i]) / exact.sigma[i] : not_a_number);
    }
    const std::int64_t time = view.measure.profile_times[row];
    const std::string step = std::to_string(time), label = moment_label(view, time);
    figure.data.add("c_" + step, unit, "concentration after " + step + " steps", count)
        .add("exact_" + step, unit, "exact mean after " + step + " steps", mean)
        .add("sigma_" + step, unit, "standard deviation of independent walkers after " + step + " steps",
             sigma)
        .add("residual_" + step, "1", "standardised residual after " + step + " steps", residual);
    figure.series.push_back({label, "position", "c_" + step, "sigma_" + step, Mark::points, false, color});
    figure.series.push_back({label + ", exact", "position", "exact_" + step, "", Mark::line, false, color});
    figure.series.push_back({label, "position", "residual_" + step, "", Mark::points, true, color});
    ++color;
  }
  if (steady != nullptr) {
    std::vector<double> scaled;
    for (const double n : *steady) scaled.push_back(n * factor);
    figure.data.add("steady", unit, "exact steady state", scaled);
    figure.series.push_back({"steady", "position", "steady", "", Mark::dashed_line, false, color});
  }
  findings.add(figure);
}

/// What the compared times can show: only the start, a distribution that no longer changes (uniform or not),
/// or one that changes.
enum class Shows { start, even, rest, change };

using Row = std::vector<double>;

/// Uniform except for places that no walker reaches: then it is the same for every D.
bool is_even(const Row& mean) {
  const double most = *std::max_element(mean.begin(), mean.end());
  return std::all_of(mean.begin(), mean.end(),
                     [most](double n) { return !(n > 0) || most - n <= 1e-6 * most; });
}

bool are_alike(const Row& a, const Row& b) {
  const double most = std::max(*std::max_element(a.begin(), a.end()), *std::max_element(b.begin(), b.end()));
  return std::equal(a.begin(), a.end(), b.begin(),
                    [most](double x, double y) { return std::abs(x - y) <= Approach::limit * most; });
}

/// \param mean expected numbers at the time of a row
/// \param steady those of the steady state; null where it is not known
Shows what_shows(const std::vector<Comparison>& list, const Schedule& times,
                 const std::function<Row(std::size_t)>& mean, const Row* steady) {
  std::vector<std::size_t> later;
  for (const Comparison& one : list)
    if (one.time > 0) later.push_back(one.row);
  if (later.empty()) return Shows::start;
  std::vector<Row> known;  // what the distribution is like if it does not change
  if (times.front() == 0) known.push_back(mean(0));
  if (steady != nullptr) known.push_back(*steady);
  if (known.empty() && later.size() > 1) known.push_back(mean(later.front()));
  bool are_even = true, are_known = !known.empty();
  for (const std::size_t row : later) {
    const Row here = mean(row);
    are_even = are_even && is_even(here);
    are_known = are_known &&
                std::any_of(known.begin(), known.end(), [&](const Row& one) { return are_alike(one, here); });
    if (!are_even && !are_known) return Shows::change;
  }
  return are_even ? Shows::even : Shows::rest;
}

/// The topic of a comparison of profiles.
struct Kind {
  Topic topic;
  std::string title;
};

/// Fick's second law is about the curvature of a concentration that changes.
Kind kind_of(const Run& run, bool has_gradient, Shows shows) {
  if (shows == Shows::start) return {Topic::occupancy, "Start distribution"};
  if (!run.is_fickian()) return {Topic::medium_profile, "Concentration in the medium"};
  if (!has_gradient) return {Topic::occupancy, "Numbers in the layers"};
  if (shows == Shows::change) return {Topic::fick_second_law, "Fick's second law"};
  if (run.view.experiment.system.is_closed()) return {Topic::steady_state, "Equilibrium"};
  if (shows == Shows::even) return {Topic::occupancy, "Numbers in the layers"};
  return {Topic::steady_state, "Steady profile"};
}

std::string statement_along(const RunView& view, int axis) {
  const Experiment& experiment = view.experiment;
  const std::string a = axis_name(axis);
  std::string law = experiment.system.medium.is_uniform()
                        ? "∂c/∂t = D ∂²c/∂" + a + "²" +
                              (std::abs(experiment.system.hop_law.drift(axis)) > 1e-12 ? " - v ∂c/∂" + a : "")
                        : "∂c/∂t = -∂J/∂" + a;
  const bool has_sources = !experiment.system.sources.empty() || experiment.system.turnover.reproduction > 0;
  return law + (has_sources ? " + sources" : "") + (experiment.system.turnover.decay > 0 ? " - losses" : "");
}

/// The same law for all runs: the chances of each group if all walkers are there from the start and
/// independent, else the expected occupancy.
class Profiles {
 public:
  Profiles(const Run& run, Findings& findings) : run_(run), view_(run.view), findings_(findings) {}

  void along(int axis) {
    const Counts& counts = view_.total.profile[axis];
    if (counts.empty()) return;
    const Schedule& times = view_.measure.profile_times;
    const auto law = [&](Shows shows) -> Law {
      const Kind kind = kind_of(run_, view_.has_gradient(axis), shows);
      return {"profile_" + axis_name(axis), kind.title, statement_along(view_, axis),
              "The concentration along " + axis_name(axis) +
                  " at each time, against the exact mean of the lattice.",
              kind.topic};
    };
    if (view_.has_chances()) {
      const auto& exact = view_.profiles(axis);
      if (!exact) return findings_.skip(law(Shows::change), too_costly);
      const auto expected = [&](std::size_t row) { return expected_counts(view_.numbers(), *exact, row); };
      const Comparisons made = by_chances(view_, counts, times, view_.numbers(), *exact);
      judge(
          made, times, [&](std::size_t row) { return expected(row).mean; }, nullptr, law);
      profile_figure(view_, findings_, axis, expected, nullptr);
    } else {
      const AxisPath* path = run_.along(axis);
      if (path == nullptr || path->profiles.size() != counts.rows())
        return findings_.skip(law(Shows::change), too_costly);
      const Row* steady = path->steady ? &*path->steady : nullptr;
      judge(
          by_occupancy(counts, path->profiles), times,
          [&](std::size_t row) { return path->profiles[row].mean; }, steady, law);
      profile_figure(
          view_, findings_, axis, [&](std::size_t row) { return expected_of(path->profiles[row]); }, steady);
    }
  }

  void sites() {
    const Counts& counts = view_.results.histogram;
    if (counts.empty()) return;
    const Schedule& times = view_.measure.histogram_times;
    bool has_gradient = false;
    for (int axis = 0; axis < view_.dimension; ++axis)
      has_gradient = has_gradient || view_.has_gradient(axis);
    const auto law = [&](Shows shows) -> Law {
      const Kind kind = kind_of(run_, has_gradient, shows);
      return {"profile_sites", kind.title + ", site by site", "number at each site and time = exact mean",
              "The number of walkers at the sites at each time, against the exact mean of the lattice.",
              kind.topic};
    };
    if (view_.has_chances()) {
      const auto& exact = view_.histograms();
      if (!exact) return findings_.skip(law(Shows::change), too_costly);
      judge(
          by_chances(view_, counts, times, view_.numbers(), *exact), times,
          [&](std::size_t row) { return expected_counts(view_.numbers(), *exact, row).mean; }, nullptr, law);
    } else {
      const auto* snapshots = run_.sites();
      if (snapshots == nullptr) return findings_.skip(law(Shows::change), too_costly);
      judge(
          by_occupancy(counts, *snapshots), times, [&](std::size_t row) { return (*snapshots)[row].mean; },
          nullptr, law);
    }
  }

  void places_out_of_reach() {
    if (places_ == 0) return;
    findings_.add(
        identity({"out_of_reach", "Places out of reach", "no walker at a site that cannot be reached",
                  "Obstacles, sites too far away, and sites of the wrong parity at that time must be empty.",
                  Topic::conservation},
                 places_, walkers_, walkers_));
  }

 private:
  void judge(const Comparisons& comparisons, const Schedule& times,
             const std::function<Row(std::size_t)>& mean, const Row* steady,
             const std::function<Law(Shows)>& law) {
    places_ += comparisons.places;
    walkers_ += comparisons.walkers;
    const Shows shows =
        comparisons.list.empty() ? Shows::change : what_shows(comparisons.list, times, mean, steady);
    least_likely_time(view_, findings_, comparisons, law(shows));
  }

  const Run& run_;
  const RunView& view_;
  Findings& findings_;
  std::int64_t places_ = 0, walkers_ = 0;
};

}  // namespace

Applies profiles_apply(const Experiment& experiment) {
  return has_profiles(experiment) || !experiment.measure.histogram_times.empty()
             ? Applies()
             : lacks("add [measure.profile] or [measure.histogram]");
}

void profiles(const Run& run, Findings& findings) {
  if (run.view.has_chances() ? run.view.walkers < 1 : run.view.results.batches.empty()) return;
  Profiles law(run, findings);
  for (int axis = 0; axis < run.view.dimension; ++axis) law.along(axis);
  law.sites();
  law.places_out_of_reach();
}

}  // namespace fluxwalk
