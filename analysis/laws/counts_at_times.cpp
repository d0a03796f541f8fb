#include "laws/counts_at_times.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "judging/chi_square.hpp"
#include "judging/statistics.hpp"
#include "laws/figure.hpp"

namespace fluxwalk {

Comparisons by_chances(const RunView& view, const Counts& counts, const Schedule& times,
                       const std::vector<double>& numbers, const std::vector<RunView::Distributions>& exact) {
  Comparisons result;
  const bool is_closed = view.experiment.system.is_closed();
  CellPlan plan;
  double fewest = 0, most = 0;  // numbers of walkers for which the plan holds
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    std::vector<double> observed(counts.row(row), counts.row(row) + counts.columns());
    const std::int64_t* numbers_here = counts.row(row);  // integers: doubles would lose digits
    observed.push_back(
        static_cast<double>(std::accumulate(numbers_here, numbers_here + counts.columns(), view.total.started,
                                            std::minus<>())));  // those that have left
    std::vector<std::vector<double>> chances;
    double alive = 0;
    for (std::size_t g = 0; g < exact.size(); ++g) {
      const std::vector<double>& here = exact[g][row];
      const double stay = std::min(1.0, std::accumulate(here.begin(), here.end(), 0.0));
      alive += numbers[g] * (is_closed ? 1 : stay);
      chances.push_back(here);
      chances.back().push_back(is_closed ? 0.0 : std::max(1 - stay, next_to_nought));
    }
    // Walkers that have left say nothing about the profile: the plan is for the others, and is made again as
    // their number falls.
    if (!(alive >= fewest && alive <= most)) {
      fewest = is_closed ? alive : 0.8 * alive;
      most = alive;
      plan = plan_cells(view, fewest, static_cast<double>(counts.rows()));
      if (!is_closed) plan.most_cells -= 1;  // one cell is for the walkers that have left
      plan.has_rest = true;
    }
    for (std::size_t place = 0; place < observed.size(); ++place)
      result.places +=
          std::all_of(chances.begin(), chances.end(), [&](const auto& p) { return !(p[place] > 0); });
    const ChiSquare test = multinomial_chi_square(observed, numbers, chances, plan);
    result.walkers += test.forbidden;
    if (test.dof < 0.5) {
      result.num_too_thin += !is_closed && alive < 2 * plan.least;
      continue;
    }
    result.list.push_back({row, times[row], test.value, test.dof,
                           statistics::chi_square_p(test.value, test.dof), test.dof + 1, alive});
  }
  return result;
}

void least_likely_time(const RunView& view, Findings& findings, const Comparisons& comparisons, Law law) {
  const std::vector<Comparison>& list = comparisons.list;
  if (list.empty())
    return findings.skip(
        law, "the counts have no randomness, or there are too few walkers to compare two groups of places");
  const auto looks = static_cast<double>(list.size());
  const Comparison& worst = *std::min_element(
      list.begin(), list.end(), [](const Comparison& a, const Comparison& b) { return a.p < b.p; });
  const Comparison& thinnest =
      *std::min_element(list.begin(), list.end(), [](const Comparison& a, const Comparison& b) {
        return a.walkers < b.walkers || (a.walkers <= b.walkers && a.dof > b.dof);
      });
  const std::string when = moment_text(view, worst.time);
  law.explanation +=
      looks > 1
          ? fmt::format(
                " Compared at {:.0f} times; shown is the least likely, {}, in {:.0f} groups of neighbours.",
                looks, when, worst.groups)
          : fmt::format(" Compared at {}, in {:.0f} groups of neighbours.", when, worst.groups);
  if (!view.experiment.system.is_closed())
    law.explanation += fmt::format(" The resolution is that of {}, when fewest walkers are in the box.",
                                   moment_text(view, thinnest.time));
  if (comparisons.num_too_thin > 0)
    law.explanation +=
        fmt::format(" Too few walkers are left to compare at {} time(s).", comparisons.num_too_thin);
  const double resolution = goodness_of_fit(view, law, 0, thinnest.dof, thinnest.walkers, looks).resolution;
  Verdict verdict = goodness_of_fit(view, std::move(law), worst.chi_square, worst.dof, thinnest.walkers);
  of_least_likely(verdict, looks, worst.p);
  verdict.resolution = resolution;
  findings.add(verdict);
}

ExpectedCounts expected_counts(const std::vector<double>& numbers,
                               const std::vector<RunView::Distributions>& exact, std::size_t row) {
  ExpectedCounts expected;
  for (std::size_t i = 0; i < exact[0][row].size(); ++i) {
    double mean = 0, variance = 0;
    for (std::size_t g = 0; g < exact.size(); ++g) {
      const double p = exact[g][row][i];
      mean += numbers[g] * p;
      variance += numbers[g] * p * (1 - p);
    }
    expected.mean.push_back(mean);
    expected.sigma.push_back(std::sqrt(std::max(0.0, variance)));
  }
  return expected;
}

}  // namespace fluxwalk
