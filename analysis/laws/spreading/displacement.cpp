#include <algorithm>
#include <cmath>

#include "fluxwalk/theory.hpp"
#include "judging/check.hpp"
#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/findings.hpp"
#include "laws/hops/hop_cumulants.hpp"
#include "laws/laws.hpp"
#include "laws/spreading/msd.hpp"
#include "sample/linear_algebra.hpp"

namespace fluxwalk {

namespace {

constexpr double enough_walkers = 1000;  // for sums of squares to be close to normal
/// Variance of a sum over walkers in units of what one rare hop (or one rare stay) adds to it, squared: about
/// the number of these events. With fewer the sum is a count of a few, and far from normal.
constexpr double enough_events = 100;
constexpr const char* too_few_events = "made of fewer than 100 events: too few to be close to normal";

double mean_square(const BatchTallies& sum, int dimension, std::size_t time) {
  double squares = 0;
  for (int a = 0; a < dimension; ++a) {
    squares += static_cast<double>(sum.displacement_product(time, pair_column(dimension, a, a)));
  }
  return sum.started > 0 ? squares / static_cast<double>(sum.started) : not_a_number;
}

double expected_mean_square(const HopLaw& law, int dimension, std::int64_t t) {
  double sum = 0;
  for (int a = 0; a < dimension; ++a) {
    const double mean = theory::mean_displacement(law, a, t);
    sum += theory::displacement_covariance(law, a, a, t) + mean * mean;
  }
  return sum;
}

/// Skewness of the mean of r² over N walkers, from the noncentral chi-squares of the Gaussian limit.
double skewness_of_mean_square(const HopLaw& law, int dimension, std::int64_t t, double walkers) {
  double second = 0, third = 0;
  for (int a = 0; a < dimension; ++a) {
    const double s = theory::displacement_covariance(law, a, a, t), m = theory::mean_displacement(law, a, t);
    second += 2 * s * s + 4 * m * m * s;
    third += 8 * s * s * s + 24 * m * m * s * s;
  }
  return second > 0 ? third / std::pow(second, 1.5) / std::sqrt(walkers) : 0.0;
}

void mean_square_displacement(const Sample& sample, Findings& findings) {
  const HopLaw& law = sample.experiment.system.hop_law;
  const int d = sample.dimension;
  const std::size_t last = sample.measure.moment_times.size() - 1;
  const std::int64_t time = sample.measure.moment_times[last];
  const double variance = theory::variance_of_squared_displacement(law, d, time) / sample.walkers;
  double drift2 = 0;
  for (int a = 0; a < d; ++a) drift2 += std::pow(theory::mean_displacement(law, a, time), 2);
  const bool drifts = drift2 > 1e-12;
  const double one_hop = 1 + 2 * std::sqrt(drift2);  // what it adds to r²
  if (!(variance * sample.walkers * sample.walkers >= enough_events * one_hop * one_hop)) {
    findings.skip("mean_squared_displacement", "Mean squared displacement", too_few_events);
    return;
  }
  const Jackknife errors = jackknife(
      sample.results.batches, sample.total,
      [&](const BatchTallies& sum) { return std::vector<double>{mean_square(sum, d, last)}; },
      Reads::no_layers());
  const Measured msd = measured(
      sample, {"mean_squared_displacement", "<r²>", "mean of r² over the walkers at the last time", 2, 0},
      errors, 0, std::sqrt(variance), expected_mean_square(law, d, time));
  findings.add(msd.estimate);
  Verdict verdict = compare(sample,
                            {"mean_squared_displacement", "Mean squared displacement",
                             drifts ? "<r²> = 2 Σ_a D_aa t + v² t²" : "<r²> = 2 Σ_a D_aa t",
                             std::string("The mean of the squared displacement grows in proportion to ") +
                                 (drifts ? "time, and that of the drift to its square" : "time") +
                                 "; compared at " + moment_text(sample, time) + "."},
                            msd.estimate, msd.estimate.expected);
  verdict.p_value =
      statistics::skewed_p(verdict.statistic_value, skewness_of_mean_square(law, d, time, sample.walkers));
  findings.add(verdict);
}

void second_moments(const Sample& sample, Findings& findings) {
  const HopLaw& law = sample.experiment.system.hop_law;
  const int d = sample.dimension;
  const std::size_t last = sample.measure.moment_times.size() - 1;
  const auto time = static_cast<double>(sample.measure.moment_times[last]);
  const auto skip = [&](const std::string& why) {
    findings.skip("dispersion_tensor", "Dispersion tensor", why);
  };
  if (sample.walkers < enough_walkers)
    return skip("fewer than 1000 walkers: sums of squares are far from normal");
  std::vector<std::pair<int, int>> pairs;
  const auto scale_of = [&](std::pair<int, int> pair) {
    return time * std::sqrt(step_covariance(law, d, pair.first, pair.first) *
                            step_covariance(law, d, pair.second, pair.second));
  };
  // to leading order in 1/N, times N: what is left to chance only beyond it is no degree of freedom
  const auto spread_of = [&](std::pair<int, int> p, std::pair<int, int> q) {
    return 1e15 * covariance_of_sample_covariances(law, d, p.first, p.second, q.first, q.second, time, 1e15);
  };
  for (int a = 0; a < d; ++a) {
    if (step_covariance(law, d, a, a) < 1e-12)
      continue;  // nobody hops along this axis, or everybody the same way
    for (int b = a; b < d; ++b) {
      if (step_covariance(law, d, b, b) >= 1e-12 &&
          sample.walkers * spread_of({a, b}, {a, b}) >= enough_events)
        pairs.emplace_back(a, b);
    }
  }
  if (pairs.empty()) return skip(too_few_events);
  const auto n = static_cast<Eigen::Index>(pairs.size());
  Eigen::VectorXd deviation(n), expected(n);
  Eigen::MatrixXd covariance(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto [a, b] = pairs[static_cast<std::size_t>(i)];
    const double scale = scale_of({a, b});
    expected(i) = time * step_covariance(law, d, a, b) / scale;
    deviation(i) = sample_covariance(sample.total, d, last, a, b) / scale - expected(i);
    for (Eigen::Index j = 0; j < n; ++j) {
      const auto other = pairs[static_cast<std::size_t>(j)];
      covariance(i, j) = spread_of({a, b}, other) / (scale * scale_of(other));
    }
  }
  const SymmetricEigen eigen(covariance);
  double chi_square = 0, dof = 0, information = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    const double variance = eigen.eigenvalues()(i) / sample.walkers;
    double one_hop = 0;  // the most it adds along this direction, times N
    for (Eigen::Index j = 0; j < n; ++j) {
      one_hop = std::max(one_hop,
                         std::abs(eigen.eigenvectors()(j, i)) / scale_of(pairs[static_cast<std::size_t>(j)]));
    }
    if (eigen.eigenvalues()(i) < std::max(1e-6, enough_events * one_hop * one_hop / sample.walkers)) continue;
    const double along = eigen.eigenvectors().col(i).dot(deviation),
                 whole = eigen.eigenvectors().col(i).dot(expected);
    chi_square += along * along / variance;
    information += whole * whole / variance;
    dof += 1;
  }
  if (dof < 1) return skip(too_few_events);
  findings.add(goodness_of_fit(
      sample,
      {"dispersion_tensor", "Dispersion tensor", "S_ab = 2 D_ab t, D_ab = δ_ab (p+ + p-)/2 - v_a v_b/2",
       "How far the cloud spreads along each axis, and whether it is slanted, at " +
           moment_text(sample, sample.measure.moment_times[last]) +
           ". Drift makes it narrower, and slanted where it has more than one axis."},
      chi_square, dof, information));
}

void msd_figure(const Sample& sample, Findings& findings) {
  const HopLaw& law = sample.experiment.system.hop_law;
  const int d = sample.dimension;
  const double length2 = sample.scales.factor(2, 0);
  std::vector<double> time, value, sigma, exact, residual;
  for (const std::size_t k : spread_out(sample.measure.moment_times.size(), 200)) {
    const std::int64_t t = sample.measure.moment_times[k];
    const double error =
        std::sqrt(std::max(0.0, theory::variance_of_squared_displacement(law, d, t)) / sample.walkers);
    const double measured_value = mean_square(sample.total, d, k), mean = expected_mean_square(law, d, t);
    time.push_back(static_cast<double>(t) * sample.scales.time);
    value.push_back(measured_value * length2);
    sigma.push_back(error * length2);
    exact.push_back(mean * length2);
    residual.push_back(error > 1e-12 * mean ? (measured_value - mean) / error : not_a_number);
  }
  const std::string unit = sample.scales.unit(2, 0);
  Figure figure;
  figure.id = "msd";
  figure.title = "Mean squared displacement";
  bool drifts = false;
  for (int a = 0; a < d; ++a) drifts = drifts || std::abs(law.drift(a)) > 1e-12;
  figure.caption = std::string("The mean of r² over the walkers grows in proportion to time") +
                   (drifts ? ", and where the walk drifts also to its square." : ".") +
                   " Solid line: the exact answer. Neighbouring points come from the same walkers, so they "
                   "deviate together.";
  figure.x_label = time_label(sample);
  figure.y_label = with_unit("<r²>", unit);
  figure.residual_label = "deviation / σ";
  figure.data.name = "msd";
  figure.data.long_name = "mean squared displacement against time";
  figure.data.add("time", sample.scales.unit(0, 1), "time", time)
      .add("msd", unit, "mean squared displacement", value)
      .add("sigma", unit, "exact standard deviation of msd", sigma)
      .add("exact", unit, "exact mean squared displacement", exact)
      .add("residual", "1", "standardised residual", residual);
  figure.series = {{"measured", "time", "msd", "sigma", Mark::points, false, 0},
                   {"exact", "time", "exact", "", Mark::line, false, 0},
                   {"residual", "time", "residual", "", Mark::points, true, 0}};
  findings.add(figure);
}

}  // namespace

void displacement(const Sample& sample, Findings& findings) {
  if (sample.measure.moment_times.empty()) return;
  const int d = sample.dimension;
  bool all_free = sample.walkers >= 2;
  for (int a = 0; a < d; ++a) all_free = all_free && sample.is_free(a);
  for (int a = 0; a < d; ++a) {
    findings.add_diffusivity(a, diffusivity_from_msd(sample, a, a));
    const Measured drift = drift_from_displacement(sample, a);
    findings.add(drift.estimate);
    const auto time = static_cast<double>(sample.measure.moment_times.back());
    const std::string name = "mean_displacement_" + axis_name(a);
    const auto skip = [&](const std::string& why) { findings.skip(name, "Drift", why, Topic::advection); };
    if (!drift.estimate.has_value()) {
      skip(drift.estimate.not_applicable);
    } else if (sample.walkers < 30) {
      skip("fewer than 30 walkers: their mean is far from normal");
    } else if (!(drift.estimate.exact_sigma > 0)) {
      skip("the displacement has no randomness");
    } else if (sample.walkers * time * 2 * sample.experiment.system.hop_law.dispersion(a, a) <
               enough_events) {
      skip(too_few_events);
    } else {
      const double mean = sample.experiment.system.hop_law.drift(a);
      const double spread =
          std::sqrt(2 * sample.experiment.system.hop_law.dispersion(a, a) / time + mean * mean);
      findings.add(compare(
          sample,
          {name, "Drift", "<r_" + axis_name(a) + ">/t = v = (p+ - p-) ℓ/τ",
           "Mean displacement of a walker along " + axis_name(a) +
               " over the time it took. It is zero, but for chance, unless one direction is more likely.",
           Topic::advection},
          drift.estimate, spread * sample.scales.factor(1, -1)));
    }
    for (int b = a + 1; b < d; ++b) findings.add(diffusivity_from_msd(sample, a, b).estimate);
  }
  if (!all_free) {
    const std::string why = sample.walkers < 2 ? "it takes two walkers to have a mean square"
                            : sample.experiment.system.is_closed()
                                ? "walls along an axis: the displacement is not free"
                                : "walkers leave the box: those that stay are a selection";
    findings.skip("mean_squared_displacement", "Mean squared displacement", why);
    findings.skip("dispersion_tensor", "Dispersion tensor", why);
    return;
  }
  mean_square_displacement(sample, findings);
  second_moments(sample, findings);
  msd_figure(sample, findings);
}

}  // namespace fluxwalk
