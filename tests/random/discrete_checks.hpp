#pragma once
/// \file
/// Checks that random integers follow their law. Each returns a p-value.

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace fluxwalk::test {

inline constexpr double alpha = 1e-6;

using Draw = std::function<std::int64_t()>;

inline std::vector<std::int64_t> draw_many(std::size_t num, const Draw& draw) {
  std::vector<std::int64_t> numbers(num);
  for (auto& number : numbers) number = draw();
  return numbers;
}

inline double two_sided(double z) {
  return 2 * boost::math::cdf(complement(boost::math::normal(), std::abs(z)));
}

/// Chi-square of counts against probabilities; neighbours are merged until ten are expected.
inline double chi_square_p(const std::vector<double>& counts, const std::vector<double>& probabilities) {
  double num = 0;
  for (const double count : counts) num += count;
  std::vector<double> expected, seen;
  double probability = 0, count = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    probability += probabilities[i];
    count += counts[i];
    if (probability * num < 10) continue;
    expected.push_back(probability * num);
    seen.push_back(count);
    probability = count = 0;
  }
  expected.back() += probability * num;
  seen.back() += count;
  double chi_square = 0;
  for (std::size_t i = 0; i < seen.size(); ++i)
    chi_square += (seen[i] - expected[i]) * (seen[i] - expected[i]) / expected[i];
  if (seen.size() < 2) return 1;
  return boost::math::cdf(
      complement(boost::math::chi_squared(static_cast<double>(seen.size() - 1)), chi_square));
}

/// Chi-square against an exact distribution function, in cells of about a tenth of a standard deviation.
inline double law_p(const std::vector<std::int64_t>& numbers, double mean, double sigma,
                    const std::function<double(std::int64_t)>& below_or_at) {
  const auto width = std::max(std::int64_t{1}, static_cast<std::int64_t>(sigma / 10));
  const auto first = std::max(std::int64_t{0}, static_cast<std::int64_t>(mean - 8 * sigma) - 1);
  const auto num_cells =
      static_cast<std::size_t>((static_cast<std::int64_t>(mean + 8 * sigma) + 40 - first) / width + 1);
  std::vector<double> counts(num_cells), probabilities(num_cells);
  for (const std::int64_t number : numbers) {
    const auto cell = std::max(std::int64_t{0}, number - first) / width;
    ++counts[std::min(static_cast<std::size_t>(cell), num_cells - 1)];
  }
  double before = 0;
  for (std::size_t i = 0; i < num_cells; ++i) {
    const double now =
        i + 1 == num_cells ? 1 : below_or_at(first + static_cast<std::int64_t>(i + 1) * width - 1);
    probabilities[i] = now - before;
    before = now;
  }
  return chi_square_p(counts, probabilities);
}

/// The same for a wide law: its distribution function is Edgeworth's up to terms of 1 / sigma^2.
/// `from` is near the mean and `rest` the mean less that.
inline double wide_law_p(const std::vector<std::int64_t>& numbers, std::int64_t from, double rest,
                         double sigma, double skewness) {
  const boost::math::normal normal;
  constexpr int side = 40;  // cells of a tenth of sigma, and what lies beyond
  std::vector<double> counts(2 * side), probabilities(2 * side);
  double before = 0;
  for (int i = 0; i < 2 * side; ++i) {
    // Edges at integers and a half.
    const double edge = std::floor((i + 1 - side) / 10.0 * sigma) + 0.5;
    const double x = (edge - rest) / sigma;
    const double now = i + 1 == 2 * side ? 1 : cdf(normal, x) - pdf(normal, x) * skewness * (x * x - 1) / 6;
    probabilities[static_cast<std::size_t>(i)] = now - before;
    before = now;
  }
  for (const std::int64_t number : numbers) {
    const auto y = static_cast<double>(number - from);
    int i = std::clamp(static_cast<int>(std::floor(y / sigma * 10)) + side, 0, 2 * side - 1);
    while (i > 0 && y < std::floor((i - side) / 10.0 * sigma) + 0.5) --i;
    while (i < 2 * side - 1 && y > std::floor((i + 1 - side) / 10.0 * sigma) + 0.5) ++i;
    ++counts[static_cast<std::size_t>(i)];
  }
  return chi_square_p(counts, probabilities);
}

/// The mean of z^m against its value, in units of its standard error; wide laws, for which z is normal up to
/// its skewness.
inline double moment_p(const std::vector<std::int64_t>& numbers, std::int64_t from, double rest, double sigma,
                       double skewness, int m) {
  double sum = 0;
  for (const std::int64_t number : numbers)
    sum += std::pow((static_cast<double>(number - from) - rest) / sigma, m);
  const double expected[] = {1, 0, 1, skewness, 3};
  const double variance[] = {0, 1, 2, 15, 96};  // of z^m for a normal z
  const auto num = static_cast<double>(numbers.size());
  return two_sided((sum / num - expected[m]) / std::sqrt(variance[m] / num));
}

/// Whether the numbers' lowest 1, 4 and 8 bits are uniform: the worst of three.
inline double low_bits_p(const std::vector<std::int64_t>& numbers) {
  double worst = 1;
  for (const std::size_t num_values : {2u, 16u, 256u}) {
    std::vector<double> counts(num_values);
    for (const std::int64_t number : numbers) ++counts[static_cast<std::size_t>(number) % num_values];
    worst = std::min(
        worst, chi_square_p(counts, std::vector<double>(num_values, 1.0 / static_cast<double>(num_values))));
  }
  return worst;
}

/// Numbers of draws beyond x standard deviations, on the right (side = 1) or the left (-1), against their
/// Poisson law: the smaller of its two tails.
inline double tail_p(const std::vector<std::int64_t>& numbers, std::int64_t from, double rest, double sigma,
                     double skewness, double x, int side) {
  const boost::math::normal normal;
  double count = 0;
  for (const std::int64_t number : numbers)
    count += side * (static_cast<double>(number - from) - rest) > x * sigma ? 1 : 0;
  const double probability = cdf(complement(normal, x)) + pdf(normal, x) * side * skewness * (x * x - 1) / 6;
  const boost::math::poisson law(probability * static_cast<double>(numbers.size()));
  return std::min(cdf(law, count), count > 0 ? cdf(complement(law, count - 1)) : 1.0);
}

}  // namespace fluxwalk::test
