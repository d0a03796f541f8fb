/// \file
/// How many walkers are in the box, came and went.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "fluxwalk/visible_text.hpp"
#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

namespace {

/// Numbers in the box, by time, from any table that has them.
std::map<std::int64_t, double> counted(const RunView& view) {
  std::map<std::int64_t, double> numbers;
  const Measurements& measure = view.measure;
  for (const Counts& profile : view.total.profile)
    for (std::size_t row = 0; row < profile.rows(); ++row)
      numbers[measure.profile_times[row]] = static_cast<double>(
          std::accumulate(profile.row(row), profile.row(row) + profile.columns(), std::int64_t{0}));
  for (std::size_t row = 0; row < view.total.survivors.rows(); ++row)
    numbers[measure.survivor_times[row]] = static_cast<double>(view.total.survivors(row, 0));
  if (!view.total.balance.empty())
    numbers[view.experiment.system.steps] = static_cast<double>(view.total.balance(0, Balance::in_box));
  return numbers;
}

/// p of a count of this mean, variance and skewness: exact where it is Poisson.
double p_of(double count, const theory::Cumulants& exact) {
  const bool is_poisson = std::abs(exact.variance - exact.mean) < 1e-9 * exact.mean &&
                          std::abs(exact.third - exact.mean) < 1e-9 * exact.mean;
  if (is_poisson) return statistics::poisson_p(count, exact.mean);
  return statistics::skewed_p((count - exact.mean) / std::sqrt(exact.variance), exact.skewness());
}

/// Judges a number of walkers that came in.
void number_given(const Run& run, Findings& findings, Law law, std::string symbol, std::int64_t counted,
                  const theory::Cumulants& exact) {
  if (!(exact.mean > 0)) return;
  const auto count = static_cast<double>(counted);
  Estimate estimate = described(run.view, {law.name, std::move(symbol), law.statement, 0, 0});
  estimate.value = count;
  estimate.expected = exact.mean;
  estimate.exact_sigma = std::sqrt(exact.variance);
  findings.add(estimate);
  Verdict verdict = compare(run.view, std::move(law), estimate, exact.mean);
  verdict.p_value = p_of(count, exact);
  findings.add(verdict);
}

/// What changes the number of walkers in this experiment.
std::string coming_and_going(const Experiment& experiment) {
  std::vector<std::string> come, go;
  if (experiment.system.has_reservoir()) come.emplace_back("from reservoirs");
  if (!experiment.system.sources.empty()) come.emplace_back("from sources");
  if (experiment.system.turnover.reproduction > 0) come.emplace_back("by splitting");
  if (experiment.system.lets_out()) go.emplace_back("leave through faces");
  if (experiment.system.turnover.decay > 0) go.emplace_back("decay");
  if (come.empty()) return "Walkers " + listed(go) + ".";
  return "Walkers come " + listed(come) + (go.empty() ? "." : ", and " + listed(go) + ".");
}

void number_figure(const Run& run, Findings& findings, const std::map<std::int64_t, double>& numbers,
                   const std::vector<theory::Cumulants>& exact) {
  std::vector<double> time, count, mean, sigma, residual;
  std::size_t k = 0;
  for (const auto& [when, number] : numbers) {
    const theory::Cumulants& here = exact[k++];
    time.push_back(static_cast<double>(when) * run.view.scales.time);
    count.push_back(number);
    mean.push_back(here.mean);
    sigma.push_back(std::sqrt(here.variance));
    residual.push_back(here.variance > 0 ? (number - here.mean) / sigma.back() : not_a_number);
  }
  Figure figure;
  figure.id = "numbers";
  figure.title = "Walkers in the box";
  figure.caption =
      "Points: walkers in the box, with the exact standard deviation of that number. Solid line: its exact "
      "mean. " +
      coming_and_going(run.view.experiment);
  figure.x_label = time_label(run.view);
  figure.y_label = "walkers";
  figure.residual_label = "deviation / σ";
  figure.data.name = "numbers";
  figure.data.long_name = "walkers in the box";
  figure.data.add("time", run.view.scales.unit(0, 1), "time", time)
      .add("number", "1", "walkers counted", count)
      .add("sigma", "1", "exact standard deviation", sigma)
      .add("mean", "1", "exact mean", mean)
      .add("residual", "1", "standardised residual", residual);
  figure.series = {{"counted", "time", "number", "sigma", Mark::points, false, 0},
                   {"exact", "time", "mean", "", Mark::line, false, 0},
                   {"residual", "time", "residual", "", Mark::points, true, 0}};
  findings.add(figure);
}

/// What the verdict says about the number, by what changes it.
Law law_of(const Experiment& experiment) {
  const double k = experiment.system.turnover.decay, b = experiment.system.turnover.reproduction;
  const std::string rest = " Mean and variance are exact, because walkers do not influence each other.";
  if (b > 0)
    return {
        "numbers", "Growth", "<N(t+1)> = (1+b)(1-k) <N(t)> + what comes in - what leaves",
        "A walker that splits becomes two: the number grows by the same factor in each step, and scatters "
        "more than that of independent walkers (Galton and Watson)." +
            rest};
  if (k > 0)
    return {"numbers", "Balance of sources and decay",
            "<N(t+1)> = (1-k) <N(t)> + what comes in - what leaves",
            "The number changes until as many decay and leave as come in." + rest};
  return {"numbers", "Number of walkers", "<N(t+1)> = <N(t)> + what comes in - what leaves",
          "The number changes until as many leave as come in." + rest};
}

}  // namespace

Applies number_law_applies(const Experiment& experiment) {
  if (experiment.system.is_closed()) return not_here("no walker comes or goes");
  if (why_no_single_walk(experiment) == nullptr && !gives_exact_numbers(experiment))
    return not_here("the law of survival covers it");
  return has_profiles(experiment) || !experiment.measure.survivor_times.empty() ||
                 experiment.system.has_turnover()
             ? Applies()
             : lacks("add [measure.survivors] or [measure.profile]");
}

void number_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const Experiment& experiment = view.experiment;
  if (view.results.batches.empty()) return;
  // If all walkers are there from the start and the chances of each are known, the law of survival covers it.
  if (view.has_chances() || (view.why_no_single_walk() == nullptr && view.starts_apart)) return;
  const Law law = law_of(experiment);
  const auto numbers = counted(view);
  std::vector<std::int64_t> times;
  for (const auto& [time, number] : numbers) times.push_back(time);
  const auto exact = run.numbers(times);
  if (!numbers.empty() && exact.empty()) {
    findings.skip(law, too_costly);
  } else if (!numbers.empty()) {
    double worst_p = 2, looks = 0;
    std::size_t worst = 0, k = 0;
    for (const auto& [time, number] : numbers) {
      const theory::Cumulants& here = exact[k++];
      if (!(here.variance > 1e-9 * here.mean) || here.variance < 25 || std::abs(here.skewness()) > 0.3)
        continue;  // from too few walkers, or too few families
      looks += 1;
      const double p = p_of(number, here);
      if (p >= worst_p) continue;
      worst_p = p;
      worst = k - 1;
    }
    number_figure(run, findings, numbers, exact);
    if (looks < 1) {
      findings.skip(law, "too few walkers, or a number without randomness");
    } else {
      const auto estimate_at = [&](std::size_t i) {
        Estimate estimate = described(view, {"numbers", "N", "walkers in the box at the end", 0, 0});
        estimate.value = std::next(numbers.begin(), static_cast<std::ptrdiff_t>(i))->second;
        estimate.expected = exact[i].mean;
        estimate.exact_sigma = std::sqrt(exact[i].variance);
        return estimate;
      };
      findings.add(estimate_at(numbers.size() - 1));
      Law at_worst = law;
      at_worst.explanation += looks > 1
                                  ? fmt::format(" Compared at {:.0f} times; shown is the least likely, {}.",
                                                looks, moment_text(view, times[worst]))
                                  : fmt::format(" Compared at {}.", moment_text(view, times[worst]));
      Verdict verdict = compare(view, at_worst, estimate_at(worst), exact[worst].mean);
      of_least_likely(verdict, looks, worst_p);
      verdict.resolution = statistics::normal_resolution(verdict.error, view.alpha / looks);
      findings.add(verdict);
    }
  }
  if (view.total.balance.empty()) return;
  const theory::Occupancy* occupancy = nullptr;
  for (int axis = 0; axis < view.dimension && occupancy == nullptr; ++axis)
    if (const AxisPath* path = run.along(axis)) occupancy = &path->occupancy;
  if (occupancy == nullptr) return;
  theory::Cumulants entries;
  double given = 0;
  const auto steps = static_cast<double>(experiment.system.steps);
  for (const theory::Occupancy::Bath& bath : occupancy->baths()) {
    const double mean = bath.sites * bath.concentration * bath.probability * steps;
    const double q = bath.is_deterministic ? bath.probability : 0.0;  // binomial, or Poisson
    entries.mean += mean;
    entries.variance += mean * (1 - q);
    entries.third += mean * (1 - q) * (1 - 2 * q);
  }
  for (const theory::Occupancy::SourceTerm& term : occupancy->source_terms())
    given += std::accumulate(term.rates.begin(), term.rates.end(), 0.0) *
             static_cast<double>(std::min(term.end, experiment.system.steps) -
                                 std::min(term.begin, experiment.system.steps));
  number_given(
      run, findings,
      {"entered", "Reservoirs", "walkers that came in from the reservoirs",
       "In each step a reservoir sends in the walkers beyond its face, times their probability to hop in."},
      "N_in", view.total.balance(0, Balance::entered), entries);
  number_given(
      run, findings,
      {"from_sources", "Sources", "walkers that came from sources",
       "Sources give a Poisson number of walkers in each step, whatever else happens.", Topic::sources},
      "N_S", view.total.balance(0, Balance::from_sources), {given, given, given});
}

}  // namespace fluxwalk
