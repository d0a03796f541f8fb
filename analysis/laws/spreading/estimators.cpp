#include "laws/spreading/estimators.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "laws/figure.hpp"
#include "laws/hops/hop_cumulants.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

struct Weight {
  std::size_t row;  ///< number of the moment time
  double factor;    ///< of what was counted there
};

/// Generalised least squares of S_ab on 2 t.
struct LeastSquares {
  std::vector<Weight> weights;  ///< their sum gives D × information
  double information = 0;       ///< 1 / Var(D)
};

LeastSquares least_squares(const RunView& view, int a, int b) {
  const auto variance = [&](double t, double n) {
    return covariance_of_sample_covariances(view.experiment.system.hop_law, view.dimension, a, b, a, b, t, n);
  };
  LeastSquares result;
  double before_time = 0;
  std::size_t previous = 0;
  bool has_previous = false;
  for (std::size_t k = 0; k < view.measure.moment_times.size(); ++k) {
    const auto time = static_cast<double>(view.measure.moment_times[k]);
    // to leading order in 1/N, times N
    const double leading = variance(time, 1e15) * 1e15, before = variance(before_time, 1e15) * 1e15;
    if (!(leading - before > 1e-9 * time * time)) continue;
    const double increment = variance(time, view.walkers) - variance(before_time, view.walkers);
    const double slope = 2 * (time - before_time);
    result.information += slope * slope / increment;
    result.weights.push_back({k, slope / increment});
    if (has_previous) result.weights.push_back({previous, -slope / increment});
    before_time = time;
    previous = k;
    has_previous = true;
  }
  return result;
}

/// The last moment time, and the last one up to half of it (or the start): growth per step between the two.
struct LateGrowth {
  std::vector<Weight> weights;
  std::int64_t begin = 0, end;

  explicit LateGrowth(const Schedule& times) : end(times.back()) {
    std::optional<std::size_t> first;
    for (std::size_t k = 0; k < times.size() && times[k] <= times.back() / 2; ++k) first = k;
    if (first) begin = times[*first];
    const double per_step = 1 / static_cast<double>(end - begin);
    weights.push_back({times.size() - 1, per_step});
    if (first) weights.push_back({*first, -per_step});
  }

  /// "from step 20 to step 40, per step"
  std::string in_words(const RunView& view) const {
    return fmt::format("from {} to {}, {}", moment_text(view, begin), moment_text(view, end), per_time(view));
  }
};

template <class At>
double weighted(const std::vector<Weight>& weights, At at) {
  double sum = 0;
  for (const Weight& weight : weights) sum += weight.factor * at(weight.row);
  return sum;
}

std::string why_not(const RunView& view, int a, int b) {
  if (!view.experiment.system.is_closed()) return "walkers leave the box: those that stay are a selection";
  if (!view.is_ring(a) || !view.is_ring(b))
    return "walls along the axis: the displacement cannot grow for ever";
  if (view.measure.moment_times.empty()) return "displacements were not measured";
  if (view.walkers < 2) return "it takes two walkers to have a variance";
  if (view.measure.moment_times.back() < 1) return "displacements were measured at the start only";
  return "";
}

double mean_displacement(const BatchTallies& sum, std::size_t row, int axis) {
  return sum.started < 1 ? not_a_number : sum_of(sum, row, axis) / static_cast<double>(sum.started);
}

Jackknife jackknifed(const RunView& view, const std::function<double(const BatchTallies&)>& value) {
  return jackknife(
      view.results.batches, view.total,
      [&](const BatchTallies& sum) { return std::vector<double>{value(sum)}; }, Reads::no_layers());
}

std::size_t pair_column(int dimension, int a, int b) {
  const int i = std::min(a, b), j = std::max(a, b);
  return static_cast<std::size_t>(i * dimension - i * (i - 1) / 2 + (j - i));
}

}  // namespace

double sum_of(const BatchTallies& sum, std::size_t row, int a) {
  return static_cast<double>(sum.displacement(row, static_cast<std::size_t>(a)));
}

double sum_of(const BatchTallies& sum, int dimension, std::size_t row, int a, int b) {
  return static_cast<double>(sum.displacement_product(row, pair_column(dimension, a, b)));
}

double sample_covariance(const BatchTallies& sum, int dimension, std::size_t row, int a, int b) {
  const auto walkers = static_cast<double>(sum.started);
  if (walkers < 2) return not_a_number;
  return (sum_of(sum, dimension, row, a, b) - sum_of(sum, row, a) * sum_of(sum, row, b) / walkers) /
         (walkers - 1);
}

Measured diffusivity_from_msd(const RunView& view, int a, int b, const ExactMoments* exact) {
  const std::string pair = axis_name(a) + axis_name(b);
  Quality quality =
      diffusivity("diffusivity_from_msd_" + (a == b ? axis_name(a) : pair), "D_" + pair,
                  a == b ? "variance of the displacement against time, by generalised least squares"
                         : "covariance of the displacements against time, by generalised least squares");
  if (const std::string why = why_not(view, a, b); !why.empty())
    return not_applicable(view, std::move(quality), why);
  const auto counted = [&](const BatchTallies& sum, const std::vector<Weight>& weights) {
    return weighted(weights,
                    [&](std::size_t row) { return sample_covariance(sum, view.dimension, row, a, b); });
  };
  if (walks_freely(view, a) && walks_freely(view, b)) {
    const LeastSquares fit = least_squares(view, a, b);
    if (fit.weights.empty())
      return not_applicable(view, std::move(quality), "no time at which the variance is left to chance");
    return measured(
        view, std::move(quality),
        jackknifed(view,
                   [&](const BatchTallies& sum) { return counted(sum, fit.weights) / fit.information; }),
        0, 1 / std::sqrt(fit.information), view.experiment.system.hop_law.dispersion(a, b));
  }
  const LateGrowth late(view.measure.moment_times);
  quality.method = fmt::format("half the growth of the {} {}",
                               a == b ? "variance of the displacement" : "covariance of the displacements",
                               late.in_words(view));
  const double expected =
      exact == nullptr ? not_a_number : weighted(late.weights, [&](std::size_t row) {
                                          return exact->mean(row, product(a, b)) / view.walkers -
                                                 exact->mean(row, power(a)) / view.walkers *
                                                     (exact->mean(row, power(b)) / view.walkers);
                                        }) / 2;
  return measured(view, std::move(quality),
                  jackknifed(view, [&](const BatchTallies& sum) { return counted(sum, late.weights) / 2; }),
                  0, not_a_number, without_rounding(expected, 1));
}

Measured drift_from_displacement(const RunView& view, int axis, const ExactMoments* exact) {
  const std::string a = axis_name(axis);
  Quality quality{"drift_from_displacement_" + a, "v_" + a, "mean displacement at the last time", 1, -1};
  const bool is_free = walks_freely(view, axis);
  if (const std::string why = is_free ? why_not(view, axis, axis) : ""; !why.empty())
    return not_applicable(view, std::move(quality), why);
  const std::size_t last = view.measure.moment_times.size() - 1;
  const auto time = static_cast<double>(view.measure.moment_times[last]);
  if (!(time > 0))
    return not_applicable(view, std::move(quality), "displacements were measured at the start only");
  const HopLaw& law = view.experiment.system.hop_law;
  double expected = law.drift(axis),
         sigma = std::sqrt(2 * law.dispersion(axis, axis) / (view.walkers * time));
  if (!is_free) {
    const double n = view.walkers * time;
    const double spread = exact == nullptr ? 0.0 : exact->mean(last, power(axis, 2));
    expected = exact == nullptr
                   ? not_a_number
                   : without_rounding(exact->mean(last, power(axis)), std::sqrt(spread * view.walkers)) / n;
    sigma =
        exact == nullptr ? not_a_number : std::sqrt(exact->covariance(last, power(axis), power(axis))) / n;
  }
  return measured(
      view, std::move(quality),
      jackknifed(view, [&](const BatchTallies& sum) { return mean_displacement(sum, last, axis) / time; }), 0,
      sigma, expected);
}

Measured late_drift(const RunView& view, int axis, const ExactMoments* exact) {
  const LateGrowth late(view.measure.moment_times);
  Quality quality{"late_drift_" + axis_name(axis), "v_" + axis_name(axis),
                  "growth of the mean displacement " + late.in_words(view), 1, -1};
  if (const std::string why = why_not(view, axis, axis); !why.empty())
    return not_applicable(view, std::move(quality), why);
  const double expected = exact == nullptr ? not_a_number : weighted(late.weights, [&](std::size_t row) {
    return exact->mean(row, power(axis)) / view.walkers;
  });
  return measured(view, std::move(quality),
                  jackknifed(view,
                             [&](const BatchTallies& sum) {
                               return weighted(late.weights, [&](std::size_t row) {
                                 return mean_displacement(sum, row, axis);
                               });
                             }),
                  0, not_a_number, without_rounding(expected, 1));
}

}  // namespace fluxwalk
