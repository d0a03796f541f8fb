#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "fluxwalk/theory.hpp"
#include "judging/check.hpp"
#include "judging/chi_square.hpp"
#include "laws/departures/chances.hpp"
#include "laws/figure.hpp"
#include "laws/findings.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

/// Each walker falls into one cell; the last cell holds the walkers that were not counted.
struct Fates {
  std::vector<double> counts;
  std::vector<double> numbers;               ///< [group] walkers
  std::vector<std::vector<double>> chances;  ///< [group][cell]
};

void close(const RunView& view, Fates& fates) {
  fates.counts.push_back(view.walkers - std::accumulate(fates.counts.begin(), fates.counts.end(), 0.0));
  for (auto& chances : fates.chances) {
    chances.push_back(std::max(next_to_nought, 1 - std::accumulate(chances.begin(), chances.end(), 0.0)));
  }
}

/// The comparison is of the events: their number, not the number of walkers, decides how small a deviation
/// can be detected.
void judge_fates(const RunView& view, Findings& findings, const Fates& fates, Law law) {
  double events = 0;  // expected
  for (std::size_t g = 0; g < fates.numbers.size(); ++g)
    events += fates.numbers[g] * (1 - fates.chances[g].back());
  CellPlan plan = plan_cells(view, events, 1);
  plan.most_cells -= 1;  // one cell is for the walkers that were not counted
  plan.has_rest = true;
  const ChiSquare test = multinomial_chi_square(fates.counts, fates.numbers, fates.chances, plan);
  law.explanation += fmt::format(
      " Of {:.0f} walkers, it happened to {:.0f} while it was watched; the other {:.0f} are one group.",
      view.walkers, view.walkers - fates.counts.back(), fates.counts.back());
  if (test.forbidden != 0) {
    findings.add(identity(
        {law.name + "_forbidden", law.law, "no walker where the probability is zero", law.explanation},
        static_cast<std::int64_t>(fates.counts.size()), test.forbidden, test.forbidden));
  }
  if (test.dof < 0.5) {
    findings.skip(
        law, "the counts have no randomness, or there are too few walkers to compare two groups of times");
    return;
  }
  findings.add(goodness_of_fit(view, std::move(law), test.value, test.dof, events));
}

/// Counts in time bins of one column, against the exact mean; up to 200 points, as a rate.
void rate_figure(const RunView& view, Findings& findings, const std::string& id, const std::string& title,
                 const std::string& caption, const std::string& events, const Schedule& edges,
                 const std::vector<std::string>& labels, const std::vector<std::vector<double>>& counts,
                 const std::vector<std::vector<double>>& exact) {
  Figure figure;
  figure.id = id;
  figure.title = title;
  figure.caption = caption;
  figure.x_label = time_label(view);
  figure.y_label = rate_label(view, events);
  figure.residual_label = "deviation / σ";
  figure.data.name = id;
  figure.data.long_name = title;
  const std::vector<std::size_t> first = group_bins(edges.size() - 1, 200);
  const std::string unit = view.scales.unit(0, -1);
  std::vector<double> time;
  for (std::size_t g = 0; g + 1 < first.size(); ++g) {
    time.push_back(static_cast<double>(edges[first[g]] + edges[first[g + 1]]) / 2 * view.scales.time);
  }
  figure.data.add("time", view.scales.unit(0, 1), "middle of the bins", time);
  for (std::size_t column = 0; column < labels.size(); ++column) {
    std::vector<double> rate, sigma, mean, residual;
    for (std::size_t g = 0; g + 1 < first.size(); ++g) {
      const auto width = static_cast<double>(edges[first[g + 1]] - edges[first[g]]) * view.scales.time;
      double count = 0, expected = 0;
      for (std::size_t bin = first[g]; bin < first[g + 1]; ++bin) {
        count += counts[column][bin];
        expected += exact[column][bin];
      }
      const double chance = std::min(1.0, expected / view.walkers);
      const double error = std::sqrt(std::max(0.0, expected * (1 - chance)));
      rate.push_back(count / width);
      mean.push_back(expected / width);
      sigma.push_back(error / width);
      residual.push_back(expected >= 10 && error > 0 ? (count - expected) / error : not_a_number);
    }
    const std::string n = std::to_string(column);
    figure.data.add("rate_" + n, unit, labels[column] + ", walkers " + per_time(view), rate)
        .add("sigma_" + n, unit, labels[column] + ", exact standard deviation", sigma)
        .add("exact_" + n, unit, labels[column] + ", exact mean", mean)
        .add("residual_" + n, "1", labels[column] + ", standardised residual", residual);
    const int color = static_cast<int>(column);
    figure.series.push_back({labels[column], "time", "rate_" + n, "sigma_" + n, Mark::points, false, color});
    figure.series.push_back({labels[column] + ", exact", "time", "exact_" + n, "", Mark::line, false, color});
    figure.series.push_back({labels[column], "time", "residual_" + n, "", Mark::points, true, color});
  }
  findings.add(figure);
}

void survival(const RunView& view, Findings& findings) {
  const Schedule& times = view.measure.survivor_times;
  const Counts& survivors = view.total.survivors;
  if (survivors.empty()) return;
  if (view.experiment.system.is_closed()) return findings.skip("survival", "Survival", nobody_leaves);
  if (!view.starts_apart) return findings.skip("survival", "Survival", starts_are_given);
  const auto exact = view.for_groups([&](const Population& population) {
    return theory::survival(view.experiment, population, times.back());
  });
  if (!exact) return findings.skip("survival", "Survival", too_costly);
  Fates fates;
  for (const Group& group : view.groups) fates.numbers.push_back(group.number);
  double before = view.walkers;
  std::vector<std::vector<double>> alive;
  for (std::size_t k = 0; k < times.size(); ++k) {
    fates.counts.push_back(before - static_cast<double>(survivors(k, 0)));
    before = static_cast<double>(survivors(k, 0));
  }
  for (const std::vector<double>& group : *exact) {
    fates.chances.emplace_back();
    double last = 1;
    for (const std::int64_t time : times) {
      const double now = group[static_cast<std::size_t>(time)];
      fates.chances.back().push_back(std::max(last - now, next_to_nought));
      last = now;
    }
  }
  close(view, fates);
  judge_fates(view, findings, fates,
              {"survival", "Survival", "S(t) = probability to be in the box still",
               "How many walkers leave between one time and the next, against the exact probabilities."});

  std::vector<double> time, fraction, sigma, mean, residual;
  for (const std::size_t k : spread_out(times.size(), 200)) {
    double expected = 0, variance = 0;
    for (std::size_t g = 0; g < exact->size(); ++g) {
      const double s = (*exact)[g][static_cast<std::size_t>(times[k])];
      expected += view.groups[g].number * s;
      variance += view.groups[g].number * s * (1 - s);
    }
    const double error = std::sqrt(std::max(0.0, variance));
    time.push_back(static_cast<double>(times[k]) * view.scales.time);
    fraction.push_back(static_cast<double>(survivors(k, 0)) / view.walkers);
    sigma.push_back(error / view.walkers);
    mean.push_back(expected / view.walkers);
    residual.push_back(error > 1e-9 * expected && expected >= 10
                           ? (static_cast<double>(survivors(k, 0)) - expected) / error
                           : not_a_number);
  }
  Figure figure;
  figure.id = "survival";
  figure.title = "Survival";
  figure.caption =
      "Fraction of the walkers that are still in the box. Late in the run it falls by the same factor in "
      "equal "
      "times, when only the slowest mode is left. Solid line: the exact answer of the lattice.";
  figure.x_label = time_label(view);
  figure.y_label = "fraction in the box";
  figure.residual_label = "deviation / σ";
  figure.log_y = std::all_of(fraction.begin(), fraction.end(), [](double f) { return f > 0; });
  figure.data.name = "survival";
  figure.data.long_name = "fraction of walkers in the box";
  figure.data.add("time", view.scales.unit(0, 1), "time", time)
      .add("fraction", "1", "fraction in the box", fraction)
      .add("sigma", "1", "exact standard deviation", sigma)
      .add("exact", "1", "exact chance", mean)
      .add("residual", "1", "standardised residual", residual);
  figure.series = {{"counted", "time", "fraction", "sigma", Mark::points, false, 0},
                   {"exact", "time", "exact", "", Mark::line, false, 0},
                   {"residual", "time", "residual", "", Mark::points, true, 0}};
  findings.add(figure);
}

/// The share of the walkers that arrived during the watched bins.
void arrived(const RunView& view, Findings& findings, std::size_t target, const GroupArrivals& exact) {
  const Schedule& edges = view.measure.first_passage_edges;
  const FirstPassageTarget& place = view.measure.first_passage_targets[target];
  const auto count = [target](const BatchTallies& sum) {
    double number = 0;
    for (std::size_t bin = 0; bin < sum.first_passage.rows(); ++bin)
      number += static_cast<double>(sum.first_passage(bin, target));
    return number;
  };
  const Jackknife errors = jackknife(
      view.results.batches, view.total,
      [&](const BatchTallies& sum) {
        return std::vector<double>{sum.started > 0 ? count(sum) / static_cast<double>(sum.started)
                                                   : not_a_number};
      },
      Reads::no_layers());
  double mean = not_a_number, sigma = not_a_number;
  if (exact) {
    mean = sigma = 0;
    for (std::size_t g = 0; g < exact->of.size(); ++g) {
      const auto begin = exact->of[g].begin();
      const double chance = std::accumulate(begin + edges.front(), begin + edges.back(), 0.0);
      mean += exact->numbers[g] * chance;
      sigma += exact->numbers[g] * chance * (1 - chance);
    }
    mean /= view.walkers;
    sigma = std::sqrt(std::max(0.0, sigma)) / view.walkers;
  }
  findings.add(measured(view,
                        {"arrived_" + std::to_string(target), "A_" + std::to_string(target),
                         fmt::format("fraction of the walkers that reach {} in steps {} to {}",
                                     in_words(place, view.dimension), edges.front(), edges.back() - 1)},
                        errors, 0, sigma, mean)
                   .estimate);
}

void exits(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const Schedule& edges = view.measure.exit_edges;
  const Counts& counts = view.total.exits;
  if (counts.empty()) return;
  if (view.experiment.system.is_closed()) return findings.skip("exits", "Exits by face", nobody_leaves);
  const GroupExits exact = exit_chances(run);
  if (!exact)
    return findings.skip("exits", "Exits by face", view.starts_apart ? too_costly : starts_are_given);
  Fates fates;
  fates.numbers = exact->numbers;
  fates.chances.resize(exact->of.size());
  std::vector<std::string> labels;
  std::vector<std::vector<double>> counted, expected;
  for (std::size_t face = 0; face < counts.columns(); ++face) {
    const Face& hit = view.experiment.system.faces[face / 2][face % 2];
    const bool is_open = hit.lets_out() && !hit.lets_in();
    std::vector<double> column, mean(counts.rows(), 0.0);
    for (std::size_t bin = 0; bin < counts.rows(); ++bin) {
      column.push_back(static_cast<double>(counts(bin, face)));
      for (std::size_t g = 0; g < exact->of.size(); ++g) {
        double chance = 0;
        for (std::int64_t t = edges[bin]; t < edges[bin + 1]; ++t)
          chance += exact->of[g][static_cast<std::size_t>(t)][face];
        fates.chances[g].push_back(chance);
        mean[bin] += fates.numbers[g] * chance;
      }
    }
    fates.counts.insert(fates.counts.end(), column.begin(), column.end());
    if (!is_open) continue;
    labels.push_back((face % 2 == 0 ? "low " : "high ") + axis_name(static_cast<int>(face / 2)) + " face");
    counted.push_back(std::move(column));
    expected.push_back(std::move(mean));
  }
  close(view, fates);
  judge_fates(view, findings, fates,
              {"exits", "Exits by face", "when and through which face walkers leave",
               "The times and faces of exit, against their exact probabilities."});
  rate_figure(view, findings, "exits", "Exits by face",
              "Walkers that leave through each face, " + per_time(view) +
                  ". Solid lines: the exact answer of the lattice.",
              "exits", edges, labels, counted, expected);
}

void first_passage(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const Schedule& edges = view.measure.first_passage_edges;
  const Counts& counts = view.total.first_passage;
  if (counts.empty()) return;
  std::vector<std::string> labels;
  std::vector<std::vector<double>> counted, expected;
  for (std::size_t target = 0; target < counts.columns(); ++target) {
    const FirstPassageTarget& place = view.measure.first_passage_targets[target];
    const bool is_return = place.kind == TargetKind::own_start;
    const std::string where = in_words(place, view.dimension);
    const Law law = {
        "first_passage_" + std::to_string(target), "First passage",
        is_return ? "when walkers first return to where they started" : "when walkers first reach " + where,
        is_return ? "The times of first return, against their exact probabilities: each walker's own start "
                    "site is its target, from time 1 on."
                  : "The times of first arrival, against their exact probabilities."};
    const GroupArrivals exact = arrival_chances(run, place);
    arrived(view, findings, target, exact);
    if (!exact) {
      findings.skip(law, view.starts_apart ? too_costly : starts_are_given);
      continue;
    }
    Fates fates;
    fates.numbers = exact->numbers;
    std::vector<double> mean(counts.rows(), 0.0);
    for (std::size_t bin = 0; bin < counts.rows(); ++bin)
      fates.counts.push_back(static_cast<double>(counts(bin, target)));
    counted.push_back(fates.counts);
    for (std::size_t g = 0; g < exact->of.size(); ++g) {
      fates.chances.emplace_back();
      for (std::size_t bin = 0; bin < counts.rows(); ++bin) {
        double chance = 0;
        for (std::int64_t t = edges[bin]; t < edges[bin + 1]; ++t)
          chance += exact->of[g][static_cast<std::size_t>(t)];
        fates.chances.back().push_back(chance);
        mean[bin] += fates.numbers[g] * chance;
      }
    }
    labels.push_back(where);
    expected.push_back(std::move(mean));
    close(view, fates);
    judge_fates(view, findings, fates, law);
  }
  if (labels.empty()) return;
  rate_figure(view, findings, "first_passage", "First passage",
              "Walkers that reach a target for the first time, " + per_time(view) +
                  ". Solid lines: the exact answer of the lattice.",
              "first arrivals", edges, labels, counted, expected);
}

}  // namespace

std::string in_words(const FirstPassageTarget& target, int dimension) {
  const auto site = [dimension](const PerAxis<std::int32_t>& position) {
    return fmt::format("[{}]", fmt::join(position.begin(), position.begin() + dimension, ", "));
  };
  switch (target.kind) {
    case TargetKind::layer:
      return "layer " + axis_name(target.axis) + " = " + std::to_string(target.layer);
    case TargetKind::own_start:
      return "own start";
    case TargetKind::box:
      break;
  }
  return target.from == target.to ? "site " + site(target.from)
                                  : "box " + site(target.from) + " to " + site(target.to);
}

Applies departures_apply(const Experiment& experiment) {
  const Measurements& measure = experiment.measure;
  const bool is_followed = !experiment.system.has_turnover();
  if (measure.survivor_times.empty() && measure.exit_edges.empty() && measure.first_passage_targets.empty())
    return !is_followed ? not_here(not_followed)
           : experiment.system.is_closed()
               ? lacks("add [measure.first_passage]")
               : lacks("add [measure.survivors], [measure.exits] or [measure.first_passage]");
  if (!is_followed) return unless(not_followed);
  const bool is_certain = experiment.system.is_closed() && measure.first_passage_targets.empty();
  return unless(is_certain ? nobody_leaves : "");
}

void departures(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const Measurements& measure = view.measure;
  const bool has_turnover = view.experiment.system.has_turnover();
  // With obstacles, or with walkers that come and go, the number in the box is a separate law.
  const bool has_survival = view.why_no_single_walk() == nullptr;
  if (has_survival && view.walkers >= 1) survival(view, findings);
  if (!has_survival && !measure.survivor_times.empty() && view.experiment.system.is_closed())
    findings.skip("survival", "Survival", nobody_leaves);
  const char* why_not = has_turnover ? not_followed : view.walkers < 1 ? "no walker started" : nullptr;
  if (why_not == nullptr) {
    exits(run, findings);
    first_passage(run, findings);
    return;
  }
  if (!measure.exit_edges.empty())
    findings.skip("exits", "Exits by face",
                  has_turnover
                      ? "walkers come and go: the number that leaves in a bin has no exact law here (the "
                        "balance counts their sum, and the numbers in the box depend on it)"
                      : why_not);
  for (std::size_t target = 0; target < measure.first_passage_targets.size(); ++target)
    findings.skip("first_passage_" + std::to_string(target), "First passage", why_not);
}

}  // namespace fluxwalk
