#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "judging/check.hpp"
#include "judging/chi_square.hpp"
#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/findings.hpp"
#include "laws/hops/hops.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

Applies hop_law_applies(const Experiment& experiment) {
  const char* why = why_no_single_walk(experiment);
  return unless(why == nullptr ? "" : fmt::format("{}: the flux through each plane shows the hops", why));
}

void hop_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  if (const Applies applies = hop_law_applies(view.experiment); applies.kind != Applies::Kind::judged)
    return findings.skip("hop_law", "Hop law", applies.why);
  const HopLaw& law = view.experiment.system.hop_law;
  const int d = view.dimension;
  std::vector<double> chances = law.chances(d);
  std::vector<double> counts;
  double draws = 0;
  for (const std::int64_t count : view.total.choices.data()) {
    counts.push_back(static_cast<double>(count));
    draws += counts.back();
  }
  for (int a = 0; a < d; ++a) {
    const std::string name = axis_name(a);
    findings.add(without_walkers(view,
                                 diffusivity("diffusivity_from_hop_law_" + name, "D_" + name + name,
                                             "from the hop law: ((p+ + p-)/2 - (p+ - p-)²/2) ℓ²/τ"),
                                 Origin::given, law.dispersion(a, a)));
    findings.add_diffusivity(a, diffusivity_from_hops(view, a));
  }
  if (draws < 100) {
    findings.skip("hop_law", "Hop law", "fewer than 100 hops were drawn");
    return;
  }

  double sum = 0;
  for (const double chance : chances) sum += chance;
  for (double& chance : chances) chance /= sum;  // their sum is 1 only up to rounding
  constexpr double fewest = 10;                  // draws expected of a cell of the chi-square
  std::vector<double> cell_counts, cell_chances;
  double rare_count = 0, rare_chance = 0;
  std::int64_t forbidden_draws = 0;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    if (!(chances[i] > 0)) {
      forbidden_draws += static_cast<std::int64_t>(counts[i]);
    } else if (draws * chances[i] < fewest) {
      rare_count += counts[i];
      rare_chance += chances[i];
    } else {
      cell_counts.push_back(counts[i]);
      cell_chances.push_back(chances[i]);
    }
  }
  // Too rare even together: they are judged separately, by the exact distribution of a small number, and the
  // other hops conditionally on that number.
  const bool is_rare = rare_chance > 0 && draws * rare_chance < fewest;
  if (rare_chance > 0 && !is_rare) {
    cell_counts.push_back(rare_count);
    cell_chances.push_back(rare_chance);
  }
  const double compared = std::accumulate(cell_counts.begin(), cell_counts.end(), 0.0);
  const double share = std::accumulate(cell_chances.begin(), cell_chances.end(), 0.0);
  for (double& chance : cell_chances) chance /= share;
  const ChiSquare test = multinomial_chi_square(cell_counts, {compared}, {cell_chances}, {0, 1e9});
  const auto forbidden =
      std::count_if(chances.begin(), chances.end(), [](double chance) { return !(chance > 0); });
  if (forbidden > 0) {
    findings.add(identity({"hops_forbidden", "Forbidden hops", "no hop in a direction of probability zero",
                           "A direction that the hop law forbids must never be drawn."},
                          forbidden, forbidden_draws, forbidden_draws));
  }
  if (test.dof < 1 && !is_rare) {
    findings.skip("hop_law", "Hop law", "there is only one way to hop: nothing is random");
    return;
  }
  const Law law_of_draws = {
      "hop_law", "Hop law", "each direction is drawn with its probability",
      "How often each direction was drawn, against the probabilities of the experiment."};
  const double rare_p = statistics::poisson_p(rare_count, draws * rare_chance);
  if (test.dof >= 1) {
    Verdict verdict = goodness_of_fit(view, law_of_draws, test.value, test.dof, compared);
    if (is_rare) {
      verdict.explanation += fmt::format(
          " Directions of fewer than {:.0f} expected hops are compared apart: {:.0f} of {:.3g} expected, p = "
          "{:.2g}. For the others p = {:.2g}.",
          fewest, rare_count, draws * rare_chance, rare_p, verdict.p_value);
      of_least_likely(verdict, 2, std::min(verdict.p_value, rare_p), "comparisons");
    }
    findings.add(verdict);
  } else {
    Estimate rare;
    rare.unit = "1";
    rare.value = rare_count / draws;
    rare.expected = rare_chance;
    rare.exact_sigma = std::sqrt(rare_chance * (1 - rare_chance) / draws);
    Verdict verdict = compare(view, law_of_draws, rare, rare_chance);
    verdict.p_value = rare_p;
    findings.add(verdict);
  }

  Figure figure;
  figure.id = "hops";
  figure.title = "Hops drawn";
  figure.caption =
      "Points: how often each direction was drawn. Short strokes: its probability in the hop law.";
  figure.x_label = "direction";
  figure.y_label = "fraction of the draws";
  figure.residual_label = "deviation / σ";
  figure.is_categorical = true;
  figure.data.name = "hops";
  figure.data.long_name = "fraction of draws of each direction";
  std::vector<double> number, fraction, sigma, residual;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const Direction hop = Direction::of(static_cast<int>(i), d);
    const bool is_stay = static_cast<int>(i) == stay_index(d);
    figure.categories.push_back(is_stay ? "stay" : (hop.side == low ? "-" : "+") + axis_name(hop.axis));
    number.push_back(static_cast<double>(i) + 1);
    fraction.push_back(counts[i] / draws);
    sigma.push_back(std::sqrt(chances[i] * (1 - chances[i]) / draws));
    residual.push_back(sigma.back() > 0 && draws * chances[i] >= fewest
                           ? (fraction.back() - chances[i]) / sigma.back()
                           : not_a_number);
  }
  figure.data.add("number", "1", "number of the direction", number)
      .add("direction", "direction", figure.categories)
      .add("fraction", "1", "fraction of the draws", fraction)
      .add("sigma", "1", "exact standard deviation of the fraction", sigma)
      .add("probability", "1", "probability in the hop law", chances)
      .add("residual", "1", "standardised residual", residual);
  figure.series = {{"drawn", "number", "fraction", "sigma", Mark::points, false, 0},
                   {"hop law", "number", "probability", "", Mark::steps, false, 1},
                   {"residual", "number", "residual", "", Mark::points, true, 0}};
  findings.add(figure);
}

}  // namespace fluxwalk
