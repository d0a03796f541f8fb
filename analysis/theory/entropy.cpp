#include <algorithm>
#include <array>
#include <cmath>

#include "fluxwalk/theory.hpp"

namespace fluxwalk::theory {

namespace {

double x_log_x(double x) {
  return x > 0 ? x * std::log(x) : 0;
}

/// Smallest mean occupancies of a cell for which expansions in its inverse are used, for the mean and for the
/// variance.
constexpr double many = 100, enough = 50;

/// k ln k, up to the largest k of a cell with fewer than `many` walkers on average.
const std::array<double, 512> k_log_k = [] {
  std::array<double, 512> values{};
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = x_log_x(static_cast<double>(k));
  return values;
}();

/// Calls visit(k, weight) for k around `mode`, as long as weights matter. The weights are in proportion to a
/// probability with P(k+1)/P(k) = ratio(k) on 0 ... largest. Returns the sum of the weights. The recurrence
/// has no cancellation, and needs no logarithm of a factorial, which would lose digits.
template <class Ratio, class Visit>
double sum_over(std::int64_t mode, std::int64_t largest, Ratio ratio, Visit visit) {
  constexpr double negligible = 1e-32;  // 12 standard deviations of a Gaussian
  double sum = 0, weight = 1;
  for (std::int64_t k = mode; k <= largest && weight > negligible; ++k) {
    visit(static_cast<std::size_t>(k), weight);
    sum += weight;
    weight *= ratio(static_cast<double>(k));
  }
  weight = 1;
  for (std::int64_t k = mode - 1; k >= 0; --k) {
    weight *= 1 / ratio(static_cast<double>(k));
    if (weight <= negligible) break;
    visit(static_cast<std::size_t>(k), weight);
    sum += weight;
  }
  return sum;
}

/// E[k ln k] of a binomial number, by summing.
double mean_k_log_k(double num_walkers, double probability) {
  const auto mode = std::min(num_walkers, std::floor((num_walkers + 1) * probability));
  const double odds = probability / (1 - probability);
  double sum = 0;
  const double norm = sum_over(
      static_cast<std::int64_t>(mode), static_cast<std::int64_t>(num_walkers),
      [&](double k) { return odds * (num_walkers - k) / (k + 1); },
      [&](std::size_t k, double weight) { sum += weight * k_log_k[k]; });
  return sum / norm;
}

/// Mean of -(k/N) ln(k/N) beyond -P ln P, by its Taylor series about k = N P up to the 16th central moment of
/// the binomial. The remainder is below 1e-12 P for N P >= 100 (its leading terms are about 3e5 P/(N P)^9).
double entropy_bias(double num_walkers, double probability) {
  constexpr std::size_t order = 16;
  const double q = 1 - probability, mean = num_walkers * probability;
  // E[y g(y)] with p E[(N-X) g(X+1)] = q E[X g(X)] and g = y^r gives the moments, each from those before it.
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

/// The contribution of a cell with a Poisson number k of walkers to N g = -k ln(k/N) - slope k.
struct CellEntropy {
  double covariance = 0;  ///< Cov(N g, k)
  double variance = 0;    ///< Var(N g)
  double curvature = 0;   ///< E[N g(k+2) - 2 N g(k+1) + N g(k)] times E[k]²
};

CellEntropy cell_entropy(double num_walkers, double probability, double slope) {
  const double mean = num_walkers * probability;
  if (mean >= enough) {
    // With y = (k - mean)/mean, N g = const - mean (linear y + y²/2 - y³/6 + y⁴/12 ...).
    const double linear = std::log(probability) + 1 + slope;
    return {-linear * mean, linear * linear * mean + 0.5 + 1 / (6 * mean), -mean};
  }
  const double per_walker = std::log(num_walkers) - slope;
  const auto mode = static_cast<std::size_t>(mean);
  const double centre = static_cast<double>(mode) * per_walker - k_log_k[mode];
  double first = 0, second = 0, with_k = 0, with_k_squared = 0;
  const double norm = sum_over(
      static_cast<std::int64_t>(mode), static_cast<std::int64_t>(k_log_k.size()) - 1,
      [&](double k) { return mean / (k + 1); },
      [&](std::size_t k, double weight) {
        const double value = static_cast<double>(k) * per_walker - k_log_k[k] - centre;
        const double excess = static_cast<double>(k) - mean;
        first += weight * value;
        second += weight * value * value;
        with_k += weight * value * excess;
        with_k_squared += weight * value * excess * excess;
      });
  // E[f(k+2) - 2 f(k+1) + f(k)] mean² = E[f(k) ((k - mean)² - k)], by k P(k) = mean P(k-1).
  const double curvature = (with_k_squared - with_k - mean * first) / norm;
  return {with_k / norm, second / norm - (first / norm) * (first / norm), curvature};
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

namespace {

/// Variance of Σ -(k/N) ln(k/N) + (k/N) gain over the cells.
template <class Gain>
double variance_with(const std::vector<double>& distribution, double num_walkers, Gain gain) {
  if (std::any_of(distribution.begin(), distribution.end(), [](double p) { return p >= 1; })) return 0;
  // Any slope gives the same answer, as Σ k = N has no variance; with this one the subtraction below is small
  // in cells with many walkers, so it loses no digits.
  double slope = entropy(distribution) - 1;
  for (std::size_t i = 0; i < distribution.size(); ++i)
    if (distribution[i] > 0) slope += distribution[i] * gain(i);
  double covariance = 0, variance = 0, curvature = 0;
  for (std::size_t i = 0; i < distribution.size(); ++i) {
    if (distribution[i] <= 0) continue;
    const CellEntropy cell = cell_entropy(num_walkers, distribution[i], slope - gain(i));
    covariance += cell.covariance;
    variance += cell.variance;
    curvature += cell.curvature;
  }
  // Var(Σ N g | Σ k = N) from independent cells: the linear and the quadratic part of E[Σ N g | Σ k] do not
  // vary.
  const double quadratic = curvature / num_walkers;
  const double given_number = variance - covariance * covariance / num_walkers - quadratic * quadratic / 2;
  return std::max(0.0, given_number) / (num_walkers * num_walkers);
}

}  // namespace

double variance_plugin_entropy(const std::vector<double>& distribution, double num_walkers) {
  return variance_with(distribution, num_walkers, [](std::size_t) { return 0.0; });
}

double free_energy(const std::vector<double>& distribution, const std::vector<double>& equilibrium) {
  double sum = 0;
  for (std::size_t i = 0; i < distribution.size(); ++i)
    if (distribution[i] > 0) sum += distribution[i] * std::log(distribution[i] / equilibrium[i]);
  return sum;
}

double mean_plugin_free_energy(const std::vector<double>& distribution,
                               const std::vector<double>& equilibrium, double num_walkers) {
  return free_energy(distribution, equilibrium) + entropy(distribution) -
         mean_plugin_entropy(distribution, num_walkers);
}

double variance_plugin_free_energy(const std::vector<double>& distribution,
                                   const std::vector<double>& equilibrium, double num_walkers) {
  return variance_with(distribution, num_walkers, [&](std::size_t i) { return std::log(equilibrium[i]); });
}

}  // namespace fluxwalk::theory
