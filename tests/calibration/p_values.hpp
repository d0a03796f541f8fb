#pragma once
/// \file
/// P-values of all verdicts over many seeds, and a test that they are uniform.

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <map>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/run.hpp"

namespace fluxwalk::calibration {

inline constexpr int num_seeds = 200;

using PValues = std::map<std::string, std::vector<double>>;  // by verdict

/// Smallest probability, over all thresholds, of as extreme a number of p-values below it, times the number
/// of thresholds. It is sensitive in the tails, where false alarms come from.
inline double uniformity(std::vector<double> p_values) {
  std::sort(p_values.begin(), p_values.end());
  const auto n = static_cast<double>(p_values.size());
  constexpr double thresholds[] = {0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9};
  double smallest = 1;
  for (const double threshold : thresholds) {
    const auto below =
        static_cast<double>(std::upper_bound(p_values.begin(), p_values.end(), threshold) - p_values.begin());
    const boost::math::binomial law(n, threshold);
    const double at_least = below > 0 ? cdf(complement(law, below - 1)) : 1.0;
    smallest = std::min({smallest, at_least, cdf(law, below)});
  }
  return std::min(1.0, 2 * static_cast<double>(std::size(thresholds)) * smallest);
}

inline PValues collect(Experiment experiment, const HopLaw& simulated, int seeds = num_seeds) {
  const HopLaw law = experiment.system.hop_law;
  PValues found;
  for (int seed = 0; seed < seeds; ++seed) {
    experiment.sampling.seed = 5000 + static_cast<std::uint64_t>(seed);
    experiment.system.hop_law = simulated;
    Results results = run(experiment);
    results.experiment.system.hop_law = law;
    for (const Verdict& verdict : analyse(results).verdicts) {
      if (!std::isnan(verdict.p_value)) found[verdict.name].push_back(verdict.p_value);
      if (verdict.is_judged() && verdict.rung == Rung::exact)
        CHECK_MESSAGE(verdict.outcome == Outcome::consistent, verdict.name);
    }
  }
  return found;
}

/// Verdicts over several times or tables report a Bonferroni bound, which is not uniform but on the safe
/// side.
inline bool is_bound(const std::string& name) {
  return name.starts_with("profile_") || name.find("entropy") != std::string::npos || name == "numbers";
}

inline void check_calibration(const PValues& found) {
  CHECK(found.size() >= 5);
  for (const auto& verdict : found) {
    const std::string& name = verdict.first;  // Clang 14 cannot capture a structured binding
    const std::vector<double>& p_values = verdict.second;
    CAPTURE(name);
    if (is_bound(name)) {
      const auto below = std::count_if(p_values.begin(), p_values.end(), [](double p) { return p < 0.05; });
      const boost::math::binomial law(static_cast<double>(p_values.size()), 0.05);
      CHECK((below == 0 || cdf(complement(law, static_cast<double>(below) - 1)) > 1e-6));
    } else {
      CHECK(uniformity(p_values) > 1e-6);
    }
  }
}

inline void check_found(const PValues& found, std::initializer_list<const char*> names) {
  for (const char* name : names) CHECK_MESSAGE(found.count(name) == 1, name);
}

inline double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

/// Of the most sensitive verdict.
inline double smallest_median(const PValues& found) {
  double smallest = 1;
  for (const auto& [name, p_values] : found) smallest = std::min(smallest, median(p_values));
  return smallest;
}

}  // namespace fluxwalk::calibration
