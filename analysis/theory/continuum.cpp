#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <stdexcept>

#include "fluxwalk/theory.hpp"
#include "theory/walls.hpp"

namespace fluxwalk::theory {

namespace {

using Complex = std::complex<double>;
constexpr double pi = std::numbers::pi;

/// Modes that have fallen below e^-41, less than half the last digit of a double, are left out.
constexpr double negligible_exponent = 41;

/// Squared diffusion length below which a front crosses no whole cell (what it would carry is below 1e-26).
constexpr double short_reach = 1e-3;

/// The cell of each site: one spacing wide with the site in its middle, cut off by a wall that stands on the
/// site.
struct Cells {
  std::vector<double> centre, width;
};

Cells make_cells(std::size_t layers, const Walls& between) {
  Cells cells;
  for (std::size_t i = 0; i < layers; ++i) {
    const auto site = static_cast<double>(i);
    const double left = std::max(site - 0.5, between.low), right = std::min(site + 0.5, between.high);
    cells.centre.push_back((left + right) / 2);
    cells.width.push_back(right - left);
  }
  return cells;
}

/// Mean of a wave over a cell, relative to its value in the middle.
double sinc(double x) {
  return x == 0 ? 1 : std::sin(x) / x;
}

/// No more than neighbours have exchanged anything: a jump of the concentration passes √(Dt/π) of itself to
/// the low side.
std::vector<double> after_short_time(const std::vector<double>& start, const Cells& cells,
                                     const Walls& between, double reach) {
  const double passed = std::sqrt(reach / pi);
  std::vector<double> profile = start;
  for (std::size_t i = 0; i + 1 < start.size(); ++i) {
    const double flow = passed * (start[i] / cells.width[i] - start[i + 1] / cells.width[i + 1]);
    profile[i] -= flow;
    profile[i + 1] += flow;
  }
  // Between an end cell and a sink lies half a cell that begins empty.
  if (between.is_low_sink) profile.front() -= passed * start.front() / cells.width.front();
  if (between.is_high_sink) profile.back() -= passed * start.back() / cells.width.back();
  return profile;
}

std::vector<double> between_walls(const std::vector<double>& start, const Walls& between, double reach) {
  const Cells cells = make_cells(start.size(), between);
  if (reach < short_reach) return after_short_time(start, cells, between, reach);
  std::vector<double> profile(start.size(), 0.0), mode(start.size());
  for (int k = 0;; ++k) {
    const double kappa = (k + between.offset()) * pi / between.width();
    if (kappa * kappa * reach > negligible_exponent) break;
    double amplitude = 0;
    for (std::size_t i = 0; i < start.size(); ++i) {
      const double phase = kappa * (cells.centre[i] - between.low);
      mode[i] = (between.is_low_sink ? std::sin(phase) : std::cos(phase)) * sinc(kappa * cells.width[i] / 2);
      amplitude += start[i] * mode[i];
    }
    amplitude *= (kappa == 0 ? 1 : 2) / between.width() * std::exp(-kappa * kappa * reach);
    for (std::size_t i = 0; i < start.size(); ++i) profile[i] += amplitude * mode[i] * cells.width[i];
  }
  return profile;
}

/// ∫∫ of the heat kernel: its second derivative by z is the Gaussian of variance 2 reach.
double twice_integrated_kernel(double z, double reach) {
  return z / 2 * std::erfc(-z / (2 * std::sqrt(reach))) +
         std::sqrt(reach / pi) * std::exp(-z * z / (4 * reach));
}

/// Drift and a spread that reaches the next cell at most: from cell to cell by the kernel of the line.
std::vector<double> around_ring_after_short_time(const std::vector<double>& start, double shift,
                                                 double reach) {
  const auto length = static_cast<std::int64_t>(start.size());
  const auto whole = static_cast<std::int64_t>(std::floor(shift));
  std::vector<double> profile(start.size(), 0.0);
  for (std::int64_t offset = whole - 1; offset <= whole + 2; ++offset) {
    const double z = static_cast<double>(offset) - shift;
    const double passed = twice_integrated_kernel(z + 1, reach) - 2 * twice_integrated_kernel(z, reach) +
                          twice_integrated_kernel(z - 1, reach);
    for (std::int64_t i = 0; i < length; ++i)
      profile[static_cast<std::size_t>(((i + offset) % length + length) % length)] +=
          passed * start[static_cast<std::size_t>(i)];
  }
  return profile;
}

std::vector<double> around_ring(const std::vector<double>& start, double shift, double reach) {
  if (reach < short_reach) return around_ring_after_short_time(start, shift, reach);
  const auto length = static_cast<double>(start.size());
  std::vector<double> profile(start.size(), 1 / length);
  for (int k = 1;; ++k) {
    const double kappa = 2 * pi * k / length;
    if (kappa * kappa * reach > negligible_exponent) break;
    Complex amplitude = 0;
    for (std::size_t i = 0; i < start.size(); ++i)
      amplitude += start[i] * std::polar(1.0, -kappa * static_cast<double>(i));
    const double mean = sinc(kappa / 2);  // over a cell: once for the start, once for the answer
    amplitude *=
        2 / length * mean * mean * std::exp(-kappa * kappa * reach) * std::polar(1.0, -kappa * shift);
    for (std::size_t i = 0; i < start.size(); ++i)
      profile[i] += std::real(amplitude * std::polar(1.0, kappa * static_cast<double>(i)));
  }
  return profile;
}

bool is_ring(const Experiment& experiment, int axis) {
  return experiment.faces[static_cast<std::size_t>(axis)][low].kind == FaceKind::periodic;
}

}  // namespace

bool has_continuum_profile(const Experiment& experiment, int axis) {
  if (!is_autonomous(experiment, axis) || experiment.hop_law.dispersion(axis, axis) <= 0) return false;
  if (is_ring(experiment, axis)) return true;
  return walls(experiment, axis) && std::abs(experiment.hop_law.drift(axis)) < 1e-12;
}

std::vector<double> continuum_profile(const Experiment& experiment, const Population& population, int axis,
                                      double time) {
  if (!has_continuum_profile(experiment, axis))
    throw std::invalid_argument("the continuum law of this axis has no series here");
  if (time < 0) throw std::invalid_argument("a time before the start");
  const std::vector<double> start = start_layers(experiment, population, axis);
  const double reach = experiment.hop_law.dispersion(axis, axis) * time;
  if (reach == 0) return start;
  if (is_ring(experiment, axis)) return around_ring(start, experiment.hop_law.drift(axis) * time, reach);
  return between_walls(start, *walls(experiment, axis), reach);
}

}  // namespace fluxwalk::theory
