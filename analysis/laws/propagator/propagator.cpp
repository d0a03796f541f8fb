/// \file
/// The propagator: how far walkers are from their start (the self part of van Hove's function), against its
/// exact law on the lattice.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "fluxwalk/answer_limits.hpp"
#include "fluxwalk/theory.hpp"
#include "fluxwalk/transitions.hpp"
#include "laws/counts_at_times.hpp"
#include "laws/figure.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

/// One step from a state to another, with the change of the displacement along one axis.
struct Move {
  std::size_t from, to;
  int shift;
  double chance;
};

/// The furthest displacement that is followed. \throws theory::TooCostly if that takes too many operations.
/// \param drift the largest mean displacement per step of any state
double require_affordable(double moves, double drift, std::int64_t steps) {
  const auto t = static_cast<double>(steps);
  const double furthest = answer_limits::furthest(t, drift);
  if (moves * (2 * furthest + 1) * t > answer_limits::propagator)
    throw theory::TooCostly("the propagator would cost too much");
  return furthest;
}

/// Probability of each displacement, given the state in which a walker starts, by the master equation.
class Propagator {
 public:
  /// \param num_states sites, layers, or 1 where all are alike
  /// \throws theory::TooCostly
  Propagator(std::size_t num_states, std::vector<Move> moves, std::int64_t steps)
      : num_states_(num_states), moves_(std::move(moves)) {
    std::vector<double> drift(num_states, 0.0);
    for (const Move& move : moves_) drift[move.from] += move.shift * move.chance;
    double most = 0;
    for (const double one : drift) most = std::max(most, std::abs(one));
    const double furthest = require_affordable(static_cast<double>(moves_.size()), most, steps);
    furthest_ = static_cast<std::int64_t>(furthest);
    now_.assign(num_states * width(), 0.0);
    for (std::size_t state = 0; state < num_states; ++state) now_[index(state, 0)] = 1;
  }

  void advance(std::int64_t steps) {
    for (std::int64_t step = 0; step < steps; ++step, ++time_) {
      next_.assign(now_.size(), 0.0);
      // One move earlier, the displacement is smaller by the shift.
      const std::int64_t reach = std::min(time_ + 1, furthest_);
      for (const Move& move : moves_) {
        const std::int64_t first = std::max(-reach, -furthest_ + move.shift),
                           last = std::min(reach, furthest_ + move.shift);
        double* into = &next_[index(move.from, first)];
        const double* later = &now_[index(move.to, first - move.shift)];
        for (std::int64_t r = 0; r <= last - first; ++r) into[r] += move.chance * later[r];
      }
      now_.swap(next_);
    }
  }

  /// Of walkers that start in the states with these probabilities: [displacement -range ... range]; the first
  /// and the last also hold all larger displacements.
  std::vector<double> columns(const std::vector<double>& start, std::int64_t range) const {
    std::vector<double> sums(static_cast<std::size_t>(2 * range + 1), 0.0);
    for (std::size_t state = 0; state < num_states_; ++state) {
      if (!(start[state] > 0)) continue;
      for (std::int64_t r = -furthest_; r <= furthest_; ++r)
        sums[static_cast<std::size_t>(std::clamp(r, -range, range) + range)] +=
            start[state] * now_[index(state, r)];
    }
    return sums;
  }

 private:
  std::size_t width() const { return static_cast<std::size_t>(2 * furthest_ + 1); }
  std::size_t index(std::size_t state, std::int64_t r) const {
    return state * width() + static_cast<std::size_t>(r + furthest_);
  }

  std::size_t num_states_;
  std::vector<Move> moves_;
  std::int64_t furthest_ = 0, time_ = 0;
  std::vector<double> now_, next_;  // [state][displacement]
};

/// The moves of the sites of an experiment along an axis. \throws theory::TooCostly before it makes them
std::vector<Move> moves_of(const Experiment& experiment, int axis, std::int64_t steps) {
  require_affordable(static_cast<double>(experiment.system.lattice.num_sites()), 0, steps);
  const Transitions transitions(experiment);
  std::vector<Move> moves;
  for (std::int64_t site = 0; site < transitions.num_sites(); ++site) {
    const auto from = static_cast<std::size_t>(site);
    if (transitions.stay(site) > 0) moves.push_back({from, from, 0, transitions.stay(site)});
    for (int direction = 0; direction < transitions.num_directions(); ++direction) {
      const std::int64_t target = transitions.target(site, direction);
      const double chance = transitions.hop(site, direction);
      if (!(chance > 0) || target == Transitions::outside) continue;
      const int sign = transitions.crossing(site, direction).is_forward ? 1 : -1;
      moves.push_back({from, static_cast<std::size_t>(target),
                       direction % transitions.dimension() == axis ? sign : 0, chance});
    }
  }
  return moves;
}

/// The chain that a walker sees along one axis of a box of like sites.
Experiment chain_along(const Experiment& experiment, int axis) {
  Experiment chain;
  chain.system.lattice.shape[0] = experiment.system.lattice.shape[axis];
  chain.system.hop_law.minus[0] = experiment.system.hop_law.minus[axis];
  chain.system.hop_law.plus[0] = experiment.system.hop_law.plus[axis];
  chain.system.hop_law.stay = 1 - chain.system.hop_law.minus[0] - chain.system.hop_law.plus[0];
  chain.system.faces[0] = experiment.system.faces[axis];
  return chain;
}

/// Expected values of a run along an axis: numbers of walkers by group, and their chances.
struct Expected {
  std::vector<double> numbers;
  std::vector<RunView::Distributions> chances;  ///< [group][time][column]
};

Expected expected_of(Propagator walk, const RunView& view, const std::vector<double>& numbers,
                     const std::vector<std::vector<double>>& starts) {
  Expected expected{numbers, std::vector<RunView::Distributions>(numbers.size())};
  std::int64_t now = 0;
  for (const std::int64_t time : view.measure.propagator_times) {
    walk.advance(time - now);
    now = time;
    for (std::size_t group = 0; group < numbers.size(); ++group)
      expected.chances[group].push_back(walk.columns(starts[group], view.measure.propagator_range));
  }
  return expected;
}

/// \throws theory::TooCostly
Expected expected_along(const Run& run, int axis) {
  const RunView& view = run.view;
  const Experiment& experiment = view.experiment;
  const std::int64_t last = view.measure.propagator_times.back();
  if (view.sites_are_alike() && view.is_free(axis)) {  // the same from every site
    const HopLaw& law = experiment.system.hop_law;
    const double stay = 1 - law.minus[axis] - law.plus[axis];
    Propagator walk(
        1, {{0, 0, 0, std::max(0.0, stay)}, {0, 0, -1, law.minus[axis]}, {0, 0, 1, law.plus[axis]}}, last);
    return expected_of(std::move(walk), view, {view.walkers}, {{1.0}});
  }
  if (view.has_chances() && experiment.system.is_closed()) {  // the axes are independent of each other
    const Experiment chain = chain_along(experiment, axis);
    const auto starts = view.for_groups([&](const Population& population) {
      return theory::profiles(experiment, population, axis, {0}).front();
    });
    if (!starts) throw theory::TooCostly("where the walkers start would cost too much");
    Propagator walk(static_cast<std::size_t>(chain.system.lattice.shape[0]), moves_of(chain, 0, last), last);
    return expected_of(std::move(walk), view, view.numbers(), *starts);
  }
  const theory::Occupancy& sites = run.site_occupancy(last);
  std::vector<double> numbers;
  std::vector<std::vector<double>> starts;
  for (const Starters& group : run.starters_apart(sites)) {
    numbers.push_back(group.number);
    starts.push_back(group.fraction);
  }
  return expected_of(Propagator(static_cast<std::size_t>(experiment.system.lattice.num_sites()),
                                moves_of(experiment, axis, last), last),
                     view, numbers, starts);
}

void draw(const RunView& view, Findings& findings, int axis, const Expected* expected) {
  const std::string a = axis_name(axis);
  const Counts& counts = view.total.propagator[axis];
  Figure figure;
  figure.id = "propagator_" + a;
  figure.title = "Displacements along " + a;
  figure.caption = fmt::format(
      "Points: the share of the walkers at each displacement since their start, at several times.{} The "
      "first and "
      "the last point also hold the walkers that are further away.",
      expected != nullptr ? " Lines: the exact law of the lattice." : "");
  figure.x_label = with_unit("displacement along " + a, view.scales.unit(1, 0));
  figure.y_label = "share of the walkers";
  figure.residual_label = "deviation / σ";
  figure.data.name = figure.id;
  figure.data.long_name = "displacements along " + a;
  std::vector<double> displacement;
  for (std::size_t i = 0; i < counts.columns(); ++i)
    displacement.push_back((static_cast<double>(i) - view.measure.propagator_range) * view.scales.length);
  figure.data.add("displacement", view.scales.unit(1, 0), "displacement since the start", displacement);
  int color = 0;
  for (const std::size_t row : spread_out(counts.rows(), 5)) {
    const std::int64_t time = view.measure.propagator_times[row];
    const std::string step = std::to_string(time), label = moment_label(view, time);
    const ExpectedCounts counted =
        expected != nullptr ? expected_counts(expected->numbers, expected->chances, row) : ExpectedCounts();
    std::vector<double> share, exact, sigma, residual;
    for (std::size_t i = 0; i < counts.columns(); ++i) {
      const auto n = static_cast<double>(counts(row, i));
      share.push_back(n / view.walkers);
      if (expected == nullptr) continue;
      exact.push_back(counted.mean[i] / view.walkers);
      sigma.push_back(counted.sigma[i] / view.walkers);
      const bool is_normal = counted.mean[i] >= 10 && counted.sigma[i] > 0;
      residual.push_back(is_normal ? (n - counted.mean[i]) / counted.sigma[i] : not_a_number);
    }
    figure.data.add("share_" + step, "1", "share of the walkers after " + step + " steps", share);
    if (expected != nullptr)
      figure.data.add("exact_" + step, "1", "exact share after " + step + " steps", exact)
          .add("sigma_" + step, "1", "standard deviation of the share after " + step + " steps", sigma)
          .add("residual_" + step, "1", "standardised residual after " + step + " steps", residual);
    figure.series.push_back({label, "displacement", "share_" + step,
                             expected != nullptr ? "sigma_" + step : "", Mark::points, false, color});
    if (expected != nullptr) {
      figure.series.push_back(
          {label + ", exact", "displacement", "exact_" + step, "", Mark::line, false, color});
      figure.series.push_back({label, "displacement", "residual_" + step, "", Mark::points, true, color});
    }
    ++color;
  }
  findings.add(figure);
}

}  // namespace

Applies propagator_law_applies(const Experiment& experiment) {
  if (!experiment.measure.propagator_times.empty()) return {};
  return experiment.system.has_turnover() ? not_here(not_followed) : lacks("add [measure.propagator]");
}

void propagator_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  std::int64_t places = 0, walkers = 0;
  for (int axis = 0; axis < view.dimension; ++axis) {
    const Counts& counts = view.total.propagator[axis];
    if (counts.empty() || view.walkers < 1) continue;
    const std::string a = axis_name(axis);
    const Law law = {"propagator_" + a, "Propagator", "P(displacement along " + a + ") = exact law",
                     "The displacements along " + a +
                         " since the start at each time, against their exact law on the lattice."};
    std::optional<Expected> expected;
    try {
      expected = expected_along(run, axis);
    } catch (const theory::TooCostly&) {
      findings.skip(law, too_costly);
    }
    if (expected) {
      const Comparisons made =
          by_chances(view, counts, view.measure.propagator_times, expected->numbers, expected->chances);
      places += made.places;
      walkers += made.walkers;
      least_likely_time(view, findings, made, law);
    }
    draw(view, findings, axis, expected ? &*expected : nullptr);
  }
  if (places > 0)
    findings.add(
        identity({"displacements_out_of_reach", "Displacements out of reach",
                  "no walker at a displacement that no walker can have",
                  "Displacements of more sites than steps, and those of the wrong parity at that time, "
                  "must not occur.",
                  Topic::conservation},
                 places, walkers, walkers));
}

}  // namespace fluxwalk
