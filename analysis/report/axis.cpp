#include "report/axis.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "report/text_format.hpp"

namespace fluxwalk::report {

namespace {

/// The round number (1, 2 or 5 times a power of ten) next above a rough step.
double round_step(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

void add_linear_ticks(Axis& axis, int wanted) {
  const auto ticks_at = [&](double step) {
    return std::floor(axis.high / step) - std::ceil(axis.low / step) + 1;
  };
  double step = round_step((axis.high - axis.low) / wanted);
  while (ticks_at(step) < 2) step = round_step(0.4 * step);  // 5, 2, 1, 0.5: never the same again
  const double largest = std::max(std::abs(axis.low), std::abs(axis.high));
  const bool is_handy = largest < 1e5 && largest >= 1e-2;
  axis.exponent = is_handy || axis.is_log ? 0 : static_cast<int>(std::floor(std::log10(largest)));
  const double scale = std::pow(10.0, axis.exponent);
  const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step / scale) + 1e-9)), 0, 12);
  for (double k = std::ceil(axis.low / step); k * step <= axis.high; ++k) {
    // Adding zero turns -0 into 0.
    axis.ticks.push_back({k * step, fmt::format("{:.{}f}", k * step / scale + 0.0, decimals)});
  }
}

std::string power_label(int exponent) {
  return exponent == 0 ? "1" : exponent == 1 ? "10" : "10" + superscript(exponent);
}

std::string log_label(int factor, int exponent) {
  if (exponent >= -3 && exponent <= 3) return fmt::format("{:g}", factor * std::pow(10.0, exponent));
  return factor == 1 ? power_label(exponent) : fmt::format("{}×10{}", factor, superscript(exponent));
}

/// Ticks at powers of ten; if there are fewer than two, at 1, 2 and 5 times them; if these too are fewer than
/// two, at round numbers.
void add_log_ticks(Axis& axis, int wanted) {
  const int first = static_cast<int>(std::floor(std::log10(axis.low)));
  const int last = static_cast<int>(std::floor(std::log10(axis.high)));
  const int num_powers = static_cast<int>(last - std::ceil(std::log10(axis.low)) + 1);
  const int stride = 1 + (num_powers - 1) / (wanted + 1);
  const bool is_short = num_powers < 2;
  for (int exponent = first; exponent <= last; ++exponent) {
    for (int factor = 1; factor < 10; ++factor) {
      const double at = factor * std::pow(10.0, exponent);
      if (at < axis.low || at > axis.high) continue;
      const bool is_labelled =
          is_short ? factor == 1 || factor == 2 || factor == 5 : factor == 1 && exponent % stride == 0;
      if (is_labelled) {
        axis.ticks.push_back({at, is_short ? log_label(factor, exponent) : power_label(exponent)});
      } else if (factor == 1 || stride == 1) {
        axis.minor_ticks.push_back(at);
      }
    }
  }
  if (axis.ticks.size() >= 2) return;
  axis.ticks.clear();
  axis.minor_ticks.clear();
  add_linear_ticks(axis, wanted);
}

}  // namespace

std::size_t Axis::label_width() const {
  std::size_t width = 0;
  for (const Tick& tick : ticks) width = std::max(width, display_width(tick.label));
  return width;
}

Axis make_axis(double low, double high, bool is_log, int wanted) {
  Axis axis;
  axis.is_log = is_log;
  const bool is_usable =
      std::abs(low) < 1e300 && std::abs(high) < 1e300 && low <= high && (!is_log || low > 0);
  if (!is_usable) low = is_log ? 1 : 0, high = is_log ? 10 : 1;
  if (is_log) {
    const double margin = low == high ? 2 : std::pow(high / low, 0.04);
    axis.low = low / margin;
    axis.high = high * margin;
    add_log_ticks(axis, wanted);
  } else {
    // A span below the rounding of the numbers themselves cannot be drawn.
    const double size = std::max(std::abs(low), std::abs(high));
    const double margin =
        high - low <= 1e-12 * size || high == low ? (size > 0 ? 0.1 * size : 1) : 0.04 * (high - low);
    axis.low = low - margin;
    axis.high = high + margin;
    add_linear_ticks(axis, wanted);
  }
  return axis;
}

Axis make_residual_axis(double largest) {
  Axis axis;
  axis.high = std::max(4.0, 1.1 * largest);
  axis.low = -axis.high;
  if (axis.high > 8)
    add_linear_ticks(axis, 3);
  else
    axis.ticks = {{-3, "-3"}, {0, "0"}, {3, "3"}};
  return axis;
}

}  // namespace fluxwalk::report
