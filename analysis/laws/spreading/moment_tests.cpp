/// \file
/// First and second moments of the displacements, together, as one chi-square.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "judging/check.hpp"
#include "judging/statistics.hpp"
#include "laws/hops/hop_cumulants.hpp"
#include "laws/laws.hpp"
#include "laws/spreading/displacement.hpp"
#include "sample/linear_algebra.hpp"

namespace fluxwalk {

void dispersion_tensor(const RunView& view, Findings& findings) {
  const HopLaw& law = view.experiment.system.hop_law;
  const int d = view.dimension;
  const std::size_t last = view.measure.moment_times.size() - 1;
  const auto time = static_cast<double>(view.measure.moment_times[last]);
  const auto skip = [&](const std::string& why) {
    findings.skip("dispersion_tensor", "Dispersion tensor", why);
  };
  if (view.walkers < enough_walkers)
    return skip("fewer than 1000 walkers: sums of squares are far from normal");
  std::vector<std::pair<int, int>> pairs;
  const auto scale_of = [&](std::pair<int, int> pair) {
    return time * std::sqrt(step_covariance(law, d, pair.first, pair.first) *
                            step_covariance(law, d, pair.second, pair.second));
  };
  // to leading order in 1/N, times N: a direction that is random only beyond it is not a degree of freedom
  const auto spread_of = [&](std::pair<int, int> p, std::pair<int, int> q) {
    return 1e15 * covariance_of_sample_covariances(law, d, p.first, p.second, q.first, q.second, time, 1e15);
  };
  for (int a = 0; a < d; ++a) {
    if (step_covariance(law, d, a, a) < 1e-12)
      continue;  // no walker hops along this axis, or all hop the same way
    for (int b = a; b < d; ++b) {
      if (step_covariance(law, d, b, b) >= 1e-12 && view.walkers * spread_of({a, b}, {a, b}) >= enough_events)
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
    deviation(i) = sample_covariance(view.total, d, last, a, b) / scale - expected(i);
    for (Eigen::Index j = 0; j < n; ++j) {
      const auto other = pairs[static_cast<std::size_t>(j)];
      covariance(i, j) = spread_of({a, b}, other) / (scale * scale_of(other));
    }
  }
  const SymmetricEigen eigen(covariance);
  double chi_square = 0, dof = 0, information = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    const double variance = eigen.eigenvalues()(i) / view.walkers;
    double one_hop = 0;  // the most it adds along this direction, times N
    for (Eigen::Index j = 0; j < n; ++j) {
      one_hop = std::max(one_hop,
                         std::abs(eigen.eigenvectors()(j, i)) / scale_of(pairs[static_cast<std::size_t>(j)]));
    }
    if (eigen.eigenvalues()(i) < std::max(1e-6, enough_events * one_hop * one_hop / view.walkers)) continue;
    const double along = eigen.eigenvectors().col(i).dot(deviation),
                 whole = eigen.eigenvectors().col(i).dot(expected);
    chi_square += along * along / variance;
    information += whole * whole / variance;
    dof += 1;
  }
  if (dof < 1) return skip(too_few_events);
  findings.add(goodness_of_fit(
      view,
      {"dispersion_tensor", "Dispersion tensor", "S_ab = 2 D_ab t, D_ab = δ_ab (p+ + p-)/2 - v_a v_b/2",
       "How far the cloud spreads along each axis, and whether it is slanted, at " +
           moment_text(view, view.measure.moment_times[last]) +
           ". Drift makes it narrower, and slanted where it has more than one axis."},
      chi_square, dof, information));
}

namespace {

constexpr double enough_for_all_times = 10000;  ///< walkers, if the least likely of several times counts

/// All first and second moments of one time, as one chi-square.
struct Test {
  double value = 0, dof = 0, information = 0;
};

Test test_at(const RunView& view, const ExactMoments& moments, std::size_t row) {
  const int d = view.dimension;
  std::vector<Powers> powers;
  std::vector<double> counted, one_event;
  const auto drift = [&](int a) { return std::abs(moments.mean(row, power(a))) / view.walkers; };
  const auto add = [&](const Powers& which, double sum, double event) {
    if (!(moments.covariance(row, which, which) > 0)) return;
    powers.push_back(which);
    counted.push_back(sum);
    one_event.push_back(event);
  };
  for (int a = 0; a < d; ++a) {
    add(power(a), sum_of(view.total, row, a), 1);
    for (int b = a; b < d; ++b) add(product(a, b), sum_of(view.total, d, row, a, b), 1 + drift(a) + drift(b));
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

}  // namespace

void displacement_moments(const RunView& view, Findings& findings, const ExactMoments& exact) {
  Law law{
      "displacement_moments", "Displacements",
      "Σ r_a and Σ r_a r_b at each moment time, exact for this lattice",
      "Sums of the displacements and of their products at each moment time, against those of the medium."};
  if (!exact.has_errors()) return findings.skip(law.name, law.law, too_costly);
  if (view.walkers < enough_for_all_times)
    return findings.skip(
        law.name, law.law,
        "fewer than 10000 walkers: sums of squares at several times are too far from normal");
  Test worst;
  double worst_p = 2, looks = 0;
  std::int64_t time = 0;
  for (std::size_t row = 0; row < view.measure.moment_times.size(); ++row) {
    const Test test = test_at(view, exact, row);
    if (test.dof < 1) continue;
    looks += 1;
    const double p = statistics::chi_square_p(test.value, test.dof);
    if (p >= worst_p) continue;
    worst_p = p;
    worst = test;
    time = view.measure.moment_times[row];
  }
  if (looks < 1) return findings.skip(law.name, law.law, too_few_events);
  law.explanation += fmt::format(" The least likely time is step {}.", time);
  findings.add(goodness_of_fit(view, law, worst.value, worst.dof, worst.information, looks));
}

}  // namespace fluxwalk
