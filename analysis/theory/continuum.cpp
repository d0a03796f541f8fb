#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <stdexcept>
#include <unsupported/Eigen/FFT>
#include <utility>

#include "fluxwalk/theory.hpp"
#include "theory/walls.hpp"

namespace fluxwalk::theory {

namespace {

using Complex = std::complex<double>;
constexpr double pi = std::numbers::pi;

/// Modes that have fallen below e^-41, less than half the last digit of a double, are left out.
constexpr double negligible_exponent = 41;

/// Squared diffusion length below which a front crosses no whole cell (the amount beyond is below 1e-26).
constexpr double short_reach = 1e-3;

/// The cell of each site: one spacing wide with the site in its middle, cut off by a wall on the site.
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

/// With more modes than this, the series costs more than a Fourier transform.
constexpr double most_modes = 32;

/// Number of modes of wave numbers 0, step, 2 step, ... that have not decayed.
double num_modes(double step, double reach) {
  return std::sqrt(negligible_exponent / reach) / step;
}

/// Mean of a wave over a cell, relative to its value in the middle.
double sinc(double x) {
  return x == 0 ? 1 : std::sin(x) / x;
}

/// Only neighbours have exchanged walkers: of a jump of the concentration, √(Dt/π) times the jump has passed
/// to the low side.
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

/// The factor that the heat kernel of the line, moved by `shift`, gives to a wave with the phase `kappa` per
/// cell: Σ over the waves that have the same values in the cells.
Complex passed_by_line(double kappa, double reach, double shift) {
  Complex sum = 0;
  const auto add = [&](double wave) {
    const double mean = sinc(wave / 2);  // over a cell: once for the start, once for the answer
    sum += mean * mean * std::exp(-wave * wave * reach) * std::polar(1.0, -wave * shift);
  };
  add(kappa);
  for (int turn = 1;; ++turn) {
    const double nearest = 2 * pi * turn - std::abs(kappa);
    if (nearest * nearest * reach > negligible_exponent) return sum;
    add(kappa + 2 * pi * turn);
    add(kappa - 2 * pi * turn);
  }
}

/// The least length of at least n that is a power of two, or three or five times one.
std::size_t transform_length(std::size_t n) {
  std::size_t length = std::bit_ceil(n);
  for (const std::size_t factor : {std::size_t{3}, std::size_t{5}})
    length = std::min(length, factor * std::bit_ceil((n - 1) / factor + 1));
  return length;
}

/// The masses of `layers` cells after the heat kernel of the line has spread them. mass(i): what is in cell i
/// of the line at the start, walls and periods being replaced by images. Costs L log L.
template <class Mass>
std::vector<double> spread_along_line(std::size_t layers, Mass mass, double shift, double reach) {
  const auto margin = static_cast<std::int64_t>(std::ceil(2 * std::sqrt(negligible_exponent * reach))) + 2;
  const auto beyond = static_cast<std::size_t>(margin);
  // Zeros after the images: the transform closes the line to a ring, and they keep the other side of the ring
  // out of reach of the requested cells.
  std::vector<double> line(transform_length(layers + 2 * beyond), 0.0);
  for (std::size_t i = 0; i < layers + 2 * beyond; ++i) line[i] = mass(static_cast<std::int64_t>(i) - margin);
  Eigen::FFT<double> transform;
  transform.SetFlag(Eigen::FFT<double>::HalfSpectrum);
  std::vector<Complex> waves;
  transform.fwd(waves, line);
  const double step = 2 * pi / static_cast<double>(line.size());
  for (std::size_t k = 0; k < waves.size(); ++k)
    waves[k] *= passed_by_line(step * static_cast<double>(k), reach, shift);
  transform.inv(line, waves, static_cast<Eigen::Index>(line.size()));
  return {line.begin() + margin, line.begin() + margin + static_cast<std::int64_t>(layers)};
}

/// Where the images of a site between walls are on the line, and with what sign.
class Images {
 public:
  Images(std::size_t layers, const Walls& between)
      : layers_(static_cast<std::int64_t>(layers)),
        twice_low_(std::llround(2 * between.low)),
        twice_width_(std::llround(2 * between.width())),
        low_sign_(between.is_low_sink ? -1 : 1),
        high_sign_(between.is_high_sink ? -1 : 1) {}

  /// The site with its image at a place of the line, and the sign; the sign is 0 on a sink.
  std::pair<std::size_t, int> at(std::int64_t place) const {
    const std::int64_t from_low = 2 * place - twice_low_, period = 2 * twice_width_;
    const std::int64_t turns = (from_low >= 0 ? from_low : from_low - period + 1) / period;
    std::int64_t way = from_low - turns * period;
    int sign = turns % 2 == 0 ? 1 : low_sign_ * high_sign_;
    if (way > twice_width_) {
      way = period - way;
      sign *= high_sign_;
    }
    const std::int64_t layer = (way + twice_low_) / 2;
    if (layer < 0 || layer >= layers_) return {0, 0};
    return {static_cast<std::size_t>(layer), sign};
  }

 private:
  std::int64_t layers_, twice_low_, twice_width_;
  int low_sign_, high_sign_;
};

std::vector<double> between_walls(const std::vector<double>& start, const Walls& between, double reach) {
  const Cells cells = make_cells(start.size(), between);
  if (reach < short_reach) return after_short_time(start, cells, between, reach);
  if (num_modes(pi / between.width(), reach) > most_modes) {
    const Images images(start.size(), between);
    // A mirror on a site halves its cell; on the line the cell is whole: the image is its other half.
    const auto mass = [&](std::int64_t place) {
      const auto [layer, sign] = images.at(place);
      return sign * start[layer] / cells.width[layer];
    };
    std::vector<double> profile = spread_along_line(start.size(), mass, 0, reach);
    for (std::size_t i = 0; i < profile.size(); ++i) profile[i] *= cells.width[i];
    return profile;
  }
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

/// Drift, and a spread that reaches at most the next cell: from cell to cell by the kernel of the line.
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
  if (num_modes(2 * pi / length, reach) > most_modes) {
    const auto sites = static_cast<std::int64_t>(start.size());
    const double whole = std::floor(shift);
    const auto moved = static_cast<std::int64_t>(std::fmod(whole, length));
    const auto mass = [&](std::int64_t place) {
      return start[static_cast<std::size_t>(((place - moved) % sites + sites) % sites)];
    };
    return spread_along_line(start.size(), mass, shift - whole, reach);
  }
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
  return experiment.system.is_ring(axis);
}

}  // namespace

bool has_continuum_profile(const Experiment& experiment, int axis) {
  if (!is_autonomous(experiment, axis) || experiment.system.hop_law.dispersion(axis, axis) <= 0) return false;
  if (is_ring(experiment, axis)) return true;
  return walls(experiment, axis) && std::abs(experiment.system.hop_law.drift(axis)) < 1e-12;
}

std::vector<double> continuum_profile(const Experiment& experiment, const Population& population, int axis,
                                      double time) {
  if (!has_continuum_profile(experiment, axis))
    throw std::invalid_argument("the continuum law of this axis has no series here");
  if (time < 0) throw std::invalid_argument("a time before the start");
  const std::vector<double> start = start_layers(experiment, population, axis);
  const double reach = experiment.system.hop_law.dispersion(axis, axis) * time;
  if (reach == 0) return start;
  if (is_ring(experiment, axis))
    return around_ring(start, experiment.system.hop_law.drift(axis) * time, reach);
  return between_walls(start, *walls(experiment, axis), reach);
}

}  // namespace fluxwalk::theory
