#include <algorithm>
#include <array>
#include <cmath>

#include "fluxwalk/theory.hpp"

namespace fluxwalk::theory {

namespace {

/// Mean occupancy of a cell from which on the expansions in its inverse are used.
constexpr double many = 300;

double x_log_x(double x) {
  return x > 0 ? x * std::log(x) : 0;
}

/// k ln k for the whole numbers that a cell with fewer than `many` walkers on average can hold.
double k_log_k(std::int64_t k) {
  static const std::vector<double> table = [] {
    std::vector<double> values;
    for (std::int64_t i = 0; i < 2048; ++i) values.push_back(x_log_x(static_cast<double>(i)));
    return values;
  }();
  const auto i = static_cast<std::size_t>(k);
  return i < table.size() ? table[i] : x_log_x(static_cast<double>(k));
}

/// Calls visit(k, weight) for k around `mode`, as far as weights matter, for weights in proportion to a
/// probability with P(k+1)/P(k) = ratio(k) on 0 ... largest. Returns the sum of the weights. The recurrence
/// has no cancellation, and no logarithm of a factorial to lose digits in.
template <class Ratio, class Visit>
double sum_over(std::int64_t mode, std::int64_t largest, Ratio ratio, Visit visit) {
  constexpr double negligible = 1e-32;  // 12 standard deviations of a Gaussian
  double sum = 0;
  double weight = 1;
  for (std::int64_t k = mode; k <= largest && weight > negligible; ++k) {
    visit(k, weight);
    sum += weight;
    weight *= ratio(k);
  }
  weight = 1;
  for (std::int64_t k = mode - 1; k >= 0; --k) {
    weight /= ratio(k);
    if (weight <= negligible) break;
    visit(k, weight);
    sum += weight;
  }
  return sum;
}

/// E[k ln k] of a binomial number, by summing.
double mean_k_log_k(double num_walkers, double probability) {
  const auto n = static_cast<std::int64_t>(num_walkers);
  const auto mode = std::min(n, static_cast<std::int64_t>((num_walkers + 1) * probability));
  const double odds = probability / (1 - probability);
  double sum = 0;
  const double norm = sum_over(
      mode, n, [&](std::int64_t k) { return odds * static_cast<double>(n - k) / static_cast<double>(k + 1); },
      [&](std::int64_t k, double weight) { sum += weight * k_log_k(k); });
  return sum / norm;
}

/// Mean of -(k/N) ln(k/N) beyond -P ln P, by its Taylor series about k = N P up to the 12th central moment of
/// the binomial. What is left out is below 1e-12 P for N P >= 300 (its leading term is 742 P/(N P)^7).
double entropy_bias(double num_walkers, double probability) {
  constexpr std::size_t order = 12;
  const double q = 1 - probability, mean = num_walkers * probability;
  // E[y g(y)] with p E[(N-X) g(X+1)] = q E[X g(X)] and g = y^r gives the moments one from those before it.
  std::array<double, order + 1> moment{};
  moment[0] = 1;
  for (std::size_t r = 1; r < order; ++r) {
    double binomial = 1;
    for (std::size_t j = 0; j < r; ++j) {
      moment[r + 1] += binomial * (mean * q * moment[j] - probability * moment[j + 1]);
      binomial *= static_cast<double>(r - j) / static_cast<double>(j + 1);
    }
  }
  double bias = 0, power = mean;
  for (std::size_t j = 2; j <= order; ++j) {
    power *= mean;
    const double term = probability * moment[j] / (power * static_cast<double>(j * (j - 1)));
    bias += j % 2 == 0 ? -term : term;
  }
  return bias;
}

/// What a cell with a Poisson number k of walkers does to g = -(k/N) ln(k/N) - slope k/N.
struct CellEntropy {
  double covariance = 0;  ///< Cov(g, k), to be asked with slope = 0
  double variance = 0;    ///< Var(g)
  double curvature = 0;   ///< E[g(k+2) - 2 g(k+1) + g(k)]
};

CellEntropy cell_entropy(double num_walkers, double probability, double slope) {
  const double mean = num_walkers * probability;
  if (mean >= many) {  // the leading terms in 1/mean
    const double linear = std::log(probability) + 1 + slope;
    return {-linear * probability,
            probability * probability * (linear * linear / mean + 1 / (2 * mean * mean)),
            -1 / (num_walkers * mean)};
  }
  const auto g = [&](std::int64_t k) {
    const auto count = static_cast<double>(k);
    return (count * std::log(num_walkers) - k_log_k(k) - slope * count) / num_walkers;
  };
  double first = 0, second = 0, with_count = 0, curvature = 0;
  const double centre = g(static_cast<std::int64_t>(mean));
  const double norm = sum_over(
      static_cast<std::int64_t>(mean), std::int64_t{1} << 40,
      [&](std::int64_t k) { return mean / static_cast<double>(k + 1); },
      [&](std::int64_t k, double weight) {
        const double value = g(k) - centre;
        first += weight * value;
        second += weight * value * value;
        with_count += weight * value * (static_cast<double>(k) - mean);
        curvature += weight * (g(k + 2) - 2 * g(k + 1) + g(k));
      });
  return {with_count / norm, second / norm - (first / norm) * (first / norm), curvature / norm};
}

}  // namespace

double entropy(const std::vector<double>& distribution) {
  double sum = 0;
  for (const double p : distribution) sum -= x_log_x(p);
  return sum;
}

double mean_plugin_entropy(const std::vector<double>& distribution, double num_walkers) {
  double sum = 0;
  for (const double p : distribution) {
    const double mean = num_walkers * p;
    if (p <= 0 || p >= 1) continue;
    if (mean < many)
      sum += p * std::log(num_walkers) - mean_k_log_k(num_walkers, p) / num_walkers;
    else
      sum += entropy_bias(num_walkers, p) - x_log_x(p);
  }
  return sum;
}

double variance_plugin_entropy(const std::vector<double>& distribution, double num_walkers) {
  double slope = 0;
  for (const double p : distribution)
    if (p > 0) slope += cell_entropy(num_walkers, p, 0).covariance;
  double variance = 0, curvature = 0;
  for (const double p : distribution) {
    if (p <= 0) continue;
    const CellEntropy cell = cell_entropy(num_walkers, p, slope);
    variance += cell.variance;
    curvature += p * p * cell.curvature;
  }
  const double second_order = num_walkers * curvature;
  return std::max(0.0, variance - second_order * second_order / 2);
}

}  // namespace fluxwalk::theory
