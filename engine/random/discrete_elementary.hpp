#pragma once
/// \file
/// The few functions that exact draws need, made only of + - * / of IEEE doubles: the same on every machine.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace fluxwalk {

/// 2^(-i/32)
inline constexpr auto roots_of_half = [] {
  std::array<double, 32> values{1.0};
  for (std::size_t i = 1; i < values.size(); ++i) values[i] = values[i - 1] * 0.97857206208770013451;
  return values;
}();

/// 1 / i for i > 0
inline constexpr auto inverses = [] {
  std::array<double, 64> values{};
  for (std::size_t i = 1; i < values.size(); ++i) values[i] = 1 / static_cast<double>(i);
  return values;
}();

/// exp(-x) for x >= 0, to a relative 1e-13 (1 + x); 0 for x > 700, NaN for NaN.
constexpr double exp_of_minus(double x) noexcept {
  if (!(x <= 700)) return x > 700 ? 0 : x;
  const auto i = static_cast<std::uint64_t>(x * 46.166241308446828384 + 0.5);  // 32 / ln 2
  const double r = static_cast<double>(i) * 0.021660849392498290195 - x;       // |r| < 0.011
  const double r2 = r * r;
  const double polynomial = (1 + r) + r2 * ((1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120)));
  return roots_of_half[i % 32] * polynomial * std::bit_cast<double>((1023 - i / 32) << 52);
}

/// (atanh(v) / v - 1) / v^2 = 1/3 + v^2/5 + v^4/7 + ..., to a relative 2e-11 for |v| <= 1/2.
constexpr double atanh_remainder(double v) noexcept {
  const double w = v * v;
  if (w > 0.0625) {
    double sum = 0;
    for (int i = 37; i > 1; i -= 2) sum = sum * w + inverses[static_cast<std::size_t>(i)];
    return sum;
  }
  const double w2 = w * w;
  return ((1.0 / 3 + w * (1.0 / 5)) + w2 * (1.0 / 7 + w * (1.0 / 9))) +
         w2 * w2 * ((1.0 / 11 + w * (1.0 / 13)) + w2 * (1.0 / 15 + w * (1.0 / 17)));
}

/// log k! less Stirling's (k + 1/2) log k - k + log(2 pi) / 2, to 1e-11 for k >= 16, given 1 / k.
constexpr double stirling_remainder(double inverse) noexcept {
  const double square = inverse * inverse;
  return inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260)));
}

/// Number of bits that are 1, fast on old processors too.
constexpr int count_ones(std::uint64_t x) noexcept {
  x -= (x >> 1) & 0x5555555555555555u;
  x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
  x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
  return static_cast<int>((x * 0x0101010101010101u) >> 56);
}

}  // namespace fluxwalk
