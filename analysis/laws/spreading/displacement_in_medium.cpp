/// \file
/// How far walkers come in a medium: the sums of displacements and of their products, against their exact
/// means.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "judging/statistics.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"
#include "laws/spreading/moments_in_medium.hpp"
#include "sample/linear_algebra.hpp"

namespace fluxwalk {

namespace {

using Powers = FieldMoments::Powers;

constexpr double fewest_walkers = 1000;         ///< for a sum of squares to be close to normal
constexpr double enough_for_all_times = 10000;  ///< where the least likely of several times counts
constexpr double enough_events = 100;           ///< hops or stays, by what one of them adds to a sum
constexpr const char* too_few_events = "made of fewer than 100 events: too few to be close to normal";

/// A mean over the walkers at the last time.
struct LastMean {
  Law law;
  Quality quality;
  std::function<double(const BatchTallies&)> sum;
  double expected = 0;   ///< of the sum
  double variance = 0;   ///< of the sum; NaN where it was not worked out
  double one_event = 1;  ///< what one hop more or less adds to the sum
  double scale = 0;      ///< of the mean, in lattice units
  double skewness = 0;   ///< of the sum
};

void judge(const Sample& sample, Findings& findings, const LastMean& last) {
  const Jackknife errors = jackknife(
      sample.results.batches, sample.total,
      [&](const BatchTallies& sum) {
        return std::vector<double>{sum.started > 0 ? last.sum(sum) / static_cast<double>(sum.started)
                                                   : not_a_number};
      },
      Reads::no_layers());
  const double sigma = std::sqrt(last.variance) / sample.walkers;
  const Measured mean = measured(sample, last.quality, errors, 0, sigma, last.expected / sample.walkers);
  findings.add(mean.estimate);
  const double error = std::isnan(sigma) ? errors.standard_error[0] : sigma;
  if (std::isnan(error))
    return findings.skip(last.law, "its error is read off the scatter of the batches, and there is but one");
  if (std::pow(error * sample.walkers, 2) < enough_events * last.one_event * last.one_event)
    return findings.skip(last.law, too_few_events);
  Verdict verdict =
      compare(sample, last.law, mean.estimate,
              last.scale * sample.scales.factor(last.quality.length_power, last.quality.time_power));
  if (!std::isnan(sigma)) verdict.p_value = statistics::skewed_p(verdict.statistic_value, last.skewness);
  findings.add(verdict);
}

/// Skewness of Σ r² of independent walkers as far as r is Gaussian: that of noncentral chi-squares.
double gaussian_skewness(const Sample& sample, const FieldMoments& moments, std::size_t row) {
  double squares = 0, cubes = 0;
  for (int a = 0; a < sample.dimension; ++a) {
    const double m = moments.mean(row, power(a)) / sample.walkers;
    const double s = moments.mean(row, power(a, 2)) / sample.walkers - m * m;
    squares += 2 * s * s + 4 * m * m * s;
    cubes += 8 * s * s * s + 24 * m * m * s * s;
  }
  return squares > 0 ? cubes / std::pow(squares, 1.5) / std::sqrt(sample.walkers) : 0.0;
}

void last_means(const Sample& sample, Findings& findings, const ExactDisplacements& exact) {
  const int d = sample.dimension;
  const std::size_t row = sample.measure.moment_times.size() - 1;
  const auto last = static_cast<std::ptrdiff_t>(row);
  const FieldMoments& moments = *exact.moments;
  const std::string rest =
      sample.experiment.system.is_closed() ? "" : " Walkers that have left the box count as 0.";
  double square = 0, variance = 0, drift2 = 0;
  for (int a = 0; a < d; ++a) {
    const std::string x = axis_name(a);
    const double spread = moments.mean(row, power(a, 2));
    const double mean = without_rounding(moments.mean(row, power(a)), std::sqrt(spread * sample.walkers));
    square += spread;
    drift2 += std::pow(mean / sample.walkers, 2);
    for (int b = 0; b < d; ++b) variance += moments.covariance(row, power(a, 2), power(b, 2));
    judge(sample, findings,
          {{"mean_displacement_" + x, "Drift", "<r_" + x + "> of this medium at the last time",
            "The walkers' mean displacement along the axis, against that of the medium, worked out site by "
            "site." +
                rest,
            Topic::advection},  // <r> alone says nothing of how walkers spread
           {"mean_displacement_" + x, "<r_" + x + ">", "mean displacement at the last time", 1, 0},
           [&, a](const BatchTallies& sum) { return first(sum, last, a); },
           mean,
           moments.covariance(row, power(a), power(a)),
           1,
           std::sqrt(spread / sample.walkers),
           0});
  }
  judge(sample, findings,
        {{"mean_squared_displacement", "Mean squared displacement", "<r²> of this medium at the last time",
          "How far walkers have come, squared and averaged, against that of the medium, worked out site by "
          "site." +
              rest},
         {"mean_squared_displacement", "<r²>", "mean of r² over the walkers at the last time", 2, 0},
         [&](const BatchTallies& sum) {
           double total = 0;
           for (int a = 0; a < d; ++a) total += second(sum, d, last, a, a);
           return total;
         },
         square,
         variance,
         1 + 2 * std::sqrt(drift2),
         square / sample.walkers,
         gaussian_skewness(sample, moments, row)});
}

/// All first and second moments of one time, as one chi-square.
struct Test {
  double value = 0, dof = 0, information = 0;
};

Test test_at(const Sample& sample, const FieldMoments& moments, std::size_t row) {
  const int d = sample.dimension;
  std::vector<Powers> powers;
  std::vector<double> counted, one_event;
  const auto drift = [&](int a) { return std::abs(moments.mean(row, power(a))) / sample.walkers; };
  const auto add = [&](const Powers& which, double sum, double event) {
    if (!(moments.covariance(row, which, which) > 0)) return;
    powers.push_back(which);
    counted.push_back(sum);
    one_event.push_back(event);
  };
  for (int a = 0; a < d; ++a) {
    add(power(a), first(sample.total, static_cast<std::ptrdiff_t>(row), a), 1);
    for (int b = a; b < d; ++b)
      add(product(a, b), second(sample.total, d, static_cast<std::ptrdiff_t>(row), a, b),
          1 + drift(a) + drift(b));
  }
  const auto n = static_cast<Eigen::Index>(powers.size());
  Test test;
  if (n == 0) return test;
  Eigen::VectorXd sigma(n), deviation(n), expected(n), event(n);
  Eigen::MatrixXd correlation(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    sigma(i) = std::sqrt(
        moments.covariance(row, powers[static_cast<std::size_t>(i)], powers[static_cast<std::size_t>(i)]));
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    expected(i) = moments.mean(row, powers[k]) / sigma(i);
    deviation(i) = counted[k] / sigma(i) - expected(i);
    event(i) = one_event[k] / sigma(i);
    for (Eigen::Index j = 0; j < n; ++j)
      correlation(i, j) =
          moments.covariance(row, powers[k], powers[static_cast<std::size_t>(j)]) / (sigma(i) * sigma(j));
  }
  const SymmetricEigen eigen(correlation);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Eigen::VectorXd direction = eigen.eigenvectors().col(i);
    const double variance = eigen.eigenvalues()(i);
    const double one = direction.cwiseProduct(event).cwiseAbs().maxCoeff();
    if (variance < std::max(1e-6, enough_events * one * one)) continue;
    test.value += std::pow(direction.dot(deviation), 2) / variance;
    test.information += std::pow(direction.dot(expected), 2) / variance;
    test.dof += 1;
  }
  return test;
}

void all_times(const Sample& sample, Findings& findings, const ExactDisplacements& exact) {
  Law law{
      "displacement_moments", "Displacements", "Σ r_a and Σ r_a r_b of this medium, at each moment time",
      "Sums of the displacements and of their products at each moment time, against those of the medium."};
  if (!exact.has_errors) return findings.skip(law.name, law.law, too_costly);
  if (sample.walkers < enough_for_all_times)
    return findings.skip(
        law.name, law.law,
        "fewer than 10000 walkers: sums of squares at several times are too far from normal");
  Test worst;
  double worst_p = 2, looks = 0;
  std::int64_t time = 0;
  for (std::size_t row = 0; row < sample.measure.moment_times.size(); ++row) {
    const Test test = test_at(sample, *exact.moments, row);
    if (test.dof < 1) continue;
    looks += 1;
    const double p = statistics::chi_square_p(test.value, test.dof);
    if (p >= worst_p) continue;
    worst_p = p;
    worst = test;
    time = sample.measure.moment_times[row];
  }
  if (looks < 1) return findings.skip(law.name, law.law, too_few_events);
  law.explanation += fmt::format(" The least likely time is step {}.", time);
  findings.add(goodness_of_fit(sample, law, worst.value, worst.dof, worst.information, looks));
}

}  // namespace

void displacement_law(const Run& run, Findings& findings) {
  const Sample& sample = run.sample;
  if (sample.measure.moment_times.empty()) return;
  const auto skip = [&](const char* why) {
    for (int a = 0; a < sample.dimension; ++a)
      findings.skip("mean_displacement_" + axis_name(a), "Drift", why, Topic::advection);
    findings.skip("mean_squared_displacement", "Mean squared displacement", why);
    findings.skip("displacement_moments", "Displacements", why);
  };
  if (sample.experiment.system.has_turnover())
    return skip("walkers enter, appear, vanish or are born: they are not followed from the start");
  if (sample.walkers < 1) return skip("no walker started");
  const ExactDisplacements exact(run);
  late_diffusion(sample, findings, exact);
  displacement_figures(run, findings, exact);
  if (!exact.moments) return skip(too_costly);
  if (sample.walkers < fewest_walkers)
    return skip("fewer than 1000 walkers: sums of squares are far from normal");
  last_means(sample, findings, exact);
  all_times(sample, findings, exact);
}

}  // namespace fluxwalk
