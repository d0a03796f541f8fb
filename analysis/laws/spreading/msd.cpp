#include "laws/spreading/msd.hpp"

#include <algorithm>
#include <cmath>

#include "laws/hops/hop_cumulants.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

struct Weight {
  std::size_t time;  ///< number of the moment time
  double factor;     ///< of S at that time, in D = Σ factor S
};

struct Weights {
  std::vector<Weight> list;
  double information = 0;  ///< 1 / Var(D)
};

Weights weights(const Sample& sample, int a, int b) {
  const HopLaw& law = sample.experiment.system.hop_law;
  const auto variance = [&](double t, double n) {
    return covariance_of_sample_covariances(law, sample.dimension, a, b, a, b, t, n);
  };
  Weights result;
  double before_time = 0;
  std::size_t previous = 0;
  bool has_previous = false;
  for (std::size_t k = 0; k < sample.measure.moment_times.size(); ++k) {
    const auto time = static_cast<double>(sample.measure.moment_times[k]);
    // to leading order in 1/N, times N
    const double leading = variance(time, 1e15) * 1e15, before = variance(before_time, 1e15) * 1e15;
    if (!(leading - before > 1e-9 * time * time)) continue;
    const double increment = variance(time, sample.walkers) - variance(before_time, sample.walkers);
    const double slope = 2 * (time - before_time);
    result.information += slope * slope / increment;
    result.list.push_back({k, slope / increment});
    if (has_previous) result.list.push_back({previous, -slope / increment});
    before_time = time;
    previous = k;
    has_previous = true;
  }
  return result;
}

std::string why_not(const Sample& sample, int a, int b) {
  if (!sample.experiment.system.is_closed()) return "walkers leave the box: those that stay are a selection";
  if (!sample.is_free(a) || !sample.is_free(b)) return "walls along the axis: the displacement is not free";
  if (sample.measure.moment_times.empty()) return "displacements were not measured";
  if (sample.walkers < 2) return "it takes two walkers to have a variance";
  return "";
}

}  // namespace

std::size_t pair_column(int dimension, int a, int b) {
  const int i = std::min(a, b), j = std::max(a, b);
  return static_cast<std::size_t>(i * dimension - i * (i - 1) / 2 + (j - i));
}

double sample_covariance(const BatchTallies& sum, int dimension, std::size_t time, int a, int b) {
  const auto walkers = static_cast<double>(sum.started);
  if (walkers < 2) return not_a_number;
  const auto first = [&](int axis) {
    return static_cast<double>(sum.displacement(time, static_cast<std::size_t>(axis)));
  };
  const auto product = static_cast<double>(sum.displacement_product(time, pair_column(dimension, a, b)));
  return (product - first(a) * first(b) / walkers) / (walkers - 1);
}

Measured diffusivity_from_msd(const Sample& sample, int a, int b) {
  const std::string pair = axis_name(a) + axis_name(b);
  Quality quality =
      diffusivity("diffusivity_from_msd_" + (a == b ? axis_name(a) : pair), "D_" + pair,
                  a == b ? "variance of the displacement against time, by generalised least squares"
                         : "covariance of the displacements against time, by generalised least squares");
  if (const std::string why = why_not(sample, a, b); !why.empty()) {
    return not_applicable(sample, std::move(quality), why);
  }
  const Weights fit = weights(sample, a, b);
  if (fit.list.empty())
    return not_applicable(sample, std::move(quality), "no time at which the variance is left to chance");
  const auto estimator = [&](const BatchTallies& sum) -> std::vector<double> {
    double value = 0;
    for (const Weight& weight : fit.list) {
      value += weight.factor * sample_covariance(sum, sample.dimension, weight.time, a, b);
    }
    return {value / fit.information};
  };
  return measured(sample, std::move(quality),
                  jackknife(sample.results.batches, sample.total, estimator, Reads::no_layers()), 0,
                  1 / std::sqrt(fit.information), sample.experiment.system.hop_law.dispersion(a, b));
}

Measured drift_from_displacement(const Sample& sample, int axis) {
  const std::string a = axis_name(axis);
  Quality quality{"drift_from_displacement_" + a, "v_" + a, "mean displacement at the last time", 1, -1};
  if (const std::string why = why_not(sample, axis, axis); !why.empty()) {
    return not_applicable(sample, std::move(quality), why);
  }
  const std::size_t last = sample.measure.moment_times.size() - 1;
  const auto time = static_cast<double>(sample.measure.moment_times[last]);
  if (time <= 0)
    return not_applicable(sample, std::move(quality), "displacements were measured at the start only");
  const auto estimator = [&](const BatchTallies& sum) -> std::vector<double> {
    if (sum.started < 1) return {not_a_number};
    const auto displacement = static_cast<double>(sum.displacement(last, static_cast<std::size_t>(axis)));
    return {displacement / (static_cast<double>(sum.started) * time)};
  };
  const HopLaw& law = sample.experiment.system.hop_law;
  const double sigma = std::sqrt(2 * law.dispersion(axis, axis) / (sample.walkers * time));
  return measured(sample, std::move(quality),
                  jackknife(sample.results.batches, sample.total, estimator, Reads::no_layers()), 0, sigma,
                  law.drift(axis));
}

}  // namespace fluxwalk
