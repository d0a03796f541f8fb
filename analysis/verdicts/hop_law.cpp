#include <algorithm>
#include <cmath>

#include "estimators/hops.hpp"
#include "verdicts/check.hpp"
#include "verdicts/chi_square.hpp"
#include "verdicts/figure.hpp"
#include "verdicts/findings.hpp"

namespace fluxwalk {

void hop_law(const Sample& sample, Findings& findings) {
  const HopLaw& law = sample.experiment.hop_law;
  const int d = sample.dimension;
  std::vector<double> chances(law.minus.begin(), law.minus.begin() + d), counts;
  chances.insert(chances.end(), law.plus.begin(), law.plus.begin() + d);
  chances.push_back(law.stay);
  double draws = 0;
  for (const std::int64_t count : sample.total.choices.data()) {
    counts.push_back(static_cast<double>(count));
    draws += counts.back();
  }
  for (int a = 0; a < d; ++a) {
    const std::string name = axis_name(a);
    const Jackknife exact{{law.dispersion(a, a)}, {0.0}, {}};
    Measured given = measured(sample,
                              diffusivity("diffusivity_from_hop_law_" + name, "D_" + name + name,
                                          "hop law: (p+ + p-)/2 - (p+ - p-)²/2, in ℓ²/τ"),
                              exact, 0, 0.0, law.dispersion(a, a));
    findings.add(given.estimate);
    findings.add_diffusivity(a, diffusivity_from_hops(sample, a));
  }
  if (draws < 100) return;

  double sum = 0;
  for (const double chance : chances) sum += chance;
  for (double& chance : chances) chance /= sum;  // they add up to 1 to rounding only
  const ChiSquare test = multinomial_chi_square(counts, {draws}, {chances}, {0, 1e9});
  const auto forbidden =
      std::count_if(chances.begin(), chances.end(), [](double chance) { return !(chance > 0); });
  if (forbidden > 0) {
    findings.add(
        identity({"hops_forbidden", "Hops that must not be", "no hop in a direction of probability nought",
                  "A direction that the hop law forbids must never be drawn."},
                 forbidden, test.forbidden, test.forbidden));
  }
  if (test.dof < 1) return;
  findings.add(
      goodness_of_fit(sample,
                      {"hop_law", "Hop law", "each direction is drawn with its probability",
                       "How often each direction was drawn, against the probabilities of the experiment."},
                      test.value, test.dof, draws));

  Figure figure;
  figure.id = "hops";
  figure.title = "Hops drawn";
  figure.caption = "How often each direction was drawn, against its probability in the hop law.";
  figure.x_label = "direction";
  figure.y_label = "fraction of the draws";
  figure.residual_label = "deviation / σ";
  figure.is_categorical = true;
  figure.data.name = "hops";
  figure.data.long_name = "fraction of draws of each direction";
  std::vector<double> number, fraction, sigma, residual;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const bool is_stay = i + 1 == counts.size();
    const auto axis = static_cast<int>(i) % d;
    figure.categories.push_back(is_stay ? "stay" : (static_cast<int>(i) < d ? "-" : "+") + axis_name(axis));
    number.push_back(static_cast<double>(i) + 1);
    fraction.push_back(counts[i] / draws);
    sigma.push_back(std::sqrt(chances[i] * (1 - chances[i]) / draws));
    residual.push_back(sigma.back() > 0 ? (fraction.back() - chances[i]) / sigma.back() : not_a_number);
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
