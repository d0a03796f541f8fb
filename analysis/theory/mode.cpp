#include <cmath>
#include <complex>
#include <numbers>

#include "fluxwalk/theory.hpp"
#include "theory/walls.hpp"

namespace fluxwalk::theory {

namespace {

/// Phase of the crest of a wave (with this phase per layer) that weighs the populations most.
double crest(const Experiment& experiment, int axis, double theta) {
  std::complex<double> sum = 0;
  for (const Population& population : experiment.system.populations) {
    const std::vector<double> layers = start_layers(experiment, population, axis);
    for (std::size_t i = 0; i < layers.size(); ++i)
      sum += population.mean() * layers[i] * std::polar(1.0, theta * static_cast<double>(i));
  }
  return std::arg(sum);
}

}  // namespace

double Mode::eigenvalue(double p) const noexcept {
  const double half = std::sin(theta / 2);
  return 1 - 4 * p * half * half;
}

std::optional<Mode> slowest_mode(const Experiment& experiment, int axis) {
  const double minus = experiment.system.hop_law.minus[axis], plus = experiment.system.hop_law.plus[axis];
  // A file may contain 0.1 + 0.2 and 0.3; input allows the same rounding.
  if (std::abs(plus - minus) > 1e-12 || plus + minus <= 0 || !is_autonomous(experiment, axis))
    return std::nullopt;
  const auto layers = static_cast<std::size_t>(experiment.system.lattice.shape[axis]);
  Mode mode;
  double phase = 0;  // of layer 0, from the crest
  if (experiment.system.faces[axis][low].wraps()) {
    if (layers < 2) return std::nullopt;
    mode.theta = 2 * std::numbers::pi / static_cast<double>(layers);
    phase = -crest(experiment, axis, mode.theta);
  } else {
    const auto between = walls(experiment, axis);
    if (!between) return std::nullopt;
    const bool is_closed =
        between->offset() == 0;  // its first mode is uniform and does not decay: take the next
    if (is_closed && layers < 2) return std::nullopt;
    mode.theta = (is_closed ? 1 : between->offset()) * std::numbers::pi / between->width();
    phase = -mode.theta * between->low - (between->is_low_sink ? std::numbers::pi / 2 : 0);
  }
  for (std::size_t i = 0; i < layers; ++i)
    mode.function.push_back(std::cos(phase + mode.theta * static_cast<double>(i)));
  return mode;
}

}  // namespace fluxwalk::theory
