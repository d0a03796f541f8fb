#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "random/discrete_elementary.hpp"
#include "random/discrete_envelope.hpp"

namespace fluxwalk {

__extension__ using Int128 = __int128;  ///< of a fixed point: in units of 2^-64

/// n trials with the chance p (in units of 2^-64) each: 0 <= n < 2^62, 0 < p <= 1/2.
struct BinomialLaw {
  std::int64_t n = 0;
  std::uint64_t p = 0;
  double chance = static_cast<double>(p) * 0x1p-64;
  double odds = chance / (1 - chance);

  /// (n + 1) p; its floor is the mode.
  Int128 middle() const noexcept { return Int128{n + 1} * p; }
  /// (n + 1) p (1 - p)
  double variance() const noexcept { return static_cast<double>(n + 1) * chance * (1 - chance); }
  bool has(std::int64_t k) const noexcept { return k >= 0 && k <= n; }
};

/// 0 < mean <= 2^61
struct PoissonLaw {
  double mean = 0;

  /// The mean, if it is at least 1.
  Int128 middle() const noexcept {
    const auto bits = std::bit_cast<std::uint64_t>(mean);
    return Int128{(bits & 0xfffffffffffffu) | 0x10000000000000u} << (static_cast<int>(bits >> 52) - 1011);
  }
  double variance() const noexcept { return mean; }
  bool has(std::int64_t k) const noexcept { return k >= 0; }
};

template <class Law>
const Envelope& envelope_of(const Law& law) noexcept {
  const double variance = law.variance();
  const auto fits = [&](const Envelope& envelope) {
    return variance >= envelope.smallest_sigma * envelope.smallest_sigma;
  };
  return fits(wide_envelope) ? wide_envelope : fits(middle_envelope) ? middle_envelope : narrow_envelope;
}

template <class Law>
bool is_narrow(const Law& law) noexcept {
  return &envelope_of(law) == &narrow_envelope;
}

// Heights have a relative error of 1e-9, or are NaN where these formulas are not valid.
inline constexpr double unknown_height = std::numeric_limits<double>::quiet_NaN();

/// i f(i) / f(i - 1)
inline double step(const BinomialLaw& law, std::int64_t i) noexcept {
  return static_cast<double>(law.n + 1 - i) * law.odds;
}
inline double step(const PoissonLaw& law, std::int64_t) noexcept {
  return law.mean;
}

/// f(k) / f(mode)
template <class Law>
double height_from_mode(const Law& law, std::int64_t k) noexcept {
  constexpr std::int64_t farthest = 64;
  const auto mode = static_cast<std::int64_t>(law.middle() >> 64);
  if (k > mode + farthest || k < mode - farthest) return unknown_height;
  double steps = 1;
  double divisors = 1;
  for (std::int64_t i = std::min(k, mode) + 1; i <= std::max(k, mode); ++i) {
    steps *= step(law, i);
    divisors *= static_cast<double>(i);
  }
  return k < mode ? divisors / steps : steps / divisors;
}

/// k log(k / mean) - t for k = mean + t, without cancellation.
inline double deviance(double k, double mean, double t) noexcept {
  const double v = t / (k + mean);
  if (!(v < 0.5 && v > -0.5)) return unknown_height;
  return t * v + 2 * k * v * v * v * atanh_remainder(v);
}

/// f(k) sqrt(2 pi n p q)
inline double height_by_stirling(const BinomialLaw& law, std::int64_t k) noexcept {
  if (k < 16 || law.n - k < 16) return unknown_height;
  const auto n = static_cast<double>(law.n);
  const auto successes = static_cast<double>(k);
  const auto failures = static_cast<double>(law.n - k);
  const double mean = n * law.chance;
  const double mean_failures = n * (1 - law.chance);
  const double t = static_cast<double>((Int128{k} << 64) - Int128{law.n} * law.p) * 0x1p-64;
  const double inverse = 1 / successes;
  const double inverse_failures = 1 / failures;
  return std::sqrt(mean * inverse * (mean_failures * inverse_failures)) *
         exp_of_minus(deviance(successes, mean, t) + deviance(failures, mean_failures, -t) +
                      stirling_remainder(inverse) + stirling_remainder(inverse_failures) -
                      stirling_remainder(1 / n));
}
inline double height_by_stirling(const PoissonLaw& law, std::int64_t k) noexcept {
  if (k < 16) return unknown_height;
  const auto number = static_cast<double>(k);
  const double t = static_cast<double>((Int128{k} << 64) - law.middle()) * 0x1p-64;
  const double inverse = 1 / number;
  return std::sqrt(law.mean * inverse) *
         exp_of_minus(deviance(number, law.mean, t) + stirling_remainder(inverse));
}

/// The height in the units of the law's envelope.
template <class Law>
double height(const Law& law, std::int64_t k) noexcept {
  return is_narrow(law) ? height_from_mode(law, k) : height_by_stirling(law, k);
}

/// f(0), to a relative 1e-11 if the variance is below 9 and n above 64.
inline double chance_of_none(const BinomialLaw& law) noexcept {
  const double z = law.chance / (2 - law.chance);
  return exp_of_minus(static_cast<double>(law.n) * 2 * z * (1 + z * z * atanh_remainder(z)));
}
inline double chance_of_none(const PoissonLaw& law) noexcept {
  return exp_of_minus(law.mean);
}

}  // namespace fluxwalk
