#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "fluxwalk/theory.hpp"
#include "theory/landing.hpp"

namespace fluxwalk::theory {

namespace {

/// Copies a function of the layers between two pads, one for each side of the box.
std::vector<double> with_pads(const std::vector<double>& values, std::int32_t layers) {
  if (values.size() != static_cast<std::size_t>(layers))
    throw std::invalid_argument("one value a layer is needed");
  std::vector<double> padded(values.size() + 2, 0.0);
  std::copy(values.begin(), values.end(), padded.begin() + 1);
  return padded;
}

/// Layers begin ... end-1.
struct Window {
  std::size_t begin, end;
};

/// out[i] = stay in[i] + below in[i-1] + above in[i+1] for the layers of the window, which lie between the
/// pads.
void stencil(const std::vector<double>& in, std::vector<double>& out, double stay, double below, double above,
             const Window& window) {
  const double* from = in.data();
  double* to = out.data() + 1;
  for (std::size_t i = window.begin; i < window.end; ++i)
    to[i] = stay * from[i + 1] + (below * from[i] + above * from[i + 2]);
}

}  // namespace

Chain::Chain(double minus, double plus, std::int32_t layers, Face low, Face high)
    : minus_(minus), plus_(plus), layers_(layers), low_(low), high_(high) {
  if (layers < 1) throw std::invalid_argument("a chain needs a layer");
  landing(low_, Side::low, layers_);
  landing(high_, Side::high, layers_);
}

Chain::Chain(const Experiment& experiment, int axis)
    : Chain(experiment.system.hop_law.minus[axis], experiment.system.hop_law.plus[axis],
            experiment.system.lattice.shape[axis], experiment.system.faces[axis][Side::low],
            experiment.system.faces[axis][Side::high]) {}

double Chain::stay() const noexcept {
  const double rest = 1 - (minus_ + plus_);
  return std::abs(rest) < 1e-12 ? 0.0 : rest;  // rounding would let walkers that never stay change parity
}

std::vector<double> Chain::advance(std::vector<double> distribution, std::int64_t steps) const {
  if (steps == 0) return distribution;
  const Landing low = landing(low_, Side::low, layers_), high = landing(high_, Side::high, layers_);
  const auto last = static_cast<std::size_t>(layers_);  // its place between the pads, which stay empty
  std::vector<double> now = with_pads(distribution, layers_), next(now.size(), 0.0);
  // Walkers that start together stay near their start for a while.
  const auto is_there = [](double chance) { return chance != 0; };
  const auto first = std::find_if(distribution.begin(), distribution.end(), is_there);
  const auto beyond = std::find_if(distribution.rbegin(), distribution.rend(), is_there).base();
  Window window{static_cast<std::size_t>(std::min(first, beyond) - distribution.begin()),
                static_cast<std::size_t>(beyond - distribution.begin())};
  for (std::int64_t t = 0; t < steps; ++t) {
    const bool is_at_face = window.begin == 0 || window.end == last;
    window = is_at_face ? Window{0, last} : Window{window.begin - 1, window.end + 1};
    stencil(now, next, stay(), plus_, minus_, window);
    next[low.layer + 1] += low.kept * minus_ * now[1];
    next[high.layer + 1] += high.kept * plus_ * now[last];
    std::swap(now, next);
  }
  distribution.assign(now.begin() + 1, now.end() - 1);
  return distribution;
}

std::vector<double> Chain::expect(std::vector<double> function, std::int64_t steps) const {
  if (steps == 0) return function;
  const Landing low = landing(low_, Side::low, layers_), high = landing(high_, Side::high, layers_);
  std::vector<double> now = with_pads(function, layers_), next(now.size(), 0.0);
  for (std::int64_t t = 0; t < steps; ++t) {
    now.front() = low.kept * now[low.layer + 1];
    now.back() = high.kept * now[high.layer + 1];
    stencil(now, next, stay(), minus_, plus_, {0, static_cast<std::size_t>(layers_)});
    std::swap(now, next);
  }
  function.assign(now.begin() + 1, now.end() - 1);
  return function;
}

std::pair<std::vector<double>, std::vector<double>> Chain::crossings(
    const std::vector<double>& distribution) const {
  const auto planes = static_cast<std::size_t>(layers_) + 1;
  if (distribution.size() + 1 != planes) throw std::invalid_argument("one value a layer is needed");
  std::vector<double> forward(planes, 0.0), backward(planes, 0.0);
  for (std::size_t plane = 1; plane + 1 < planes; ++plane) {
    forward[plane] = plus_ * distribution[plane - 1];
    backward[plane] = minus_ * distribution[plane];
  }
  const double out_low = minus_ * distribution.front(), out_high = plus_ * distribution.back();
  if (low_.wraps()) {  // both faces are the same plane
    forward.front() = forward.back() = out_high;
    backward.front() = backward.back() = out_low;
    return {std::move(forward), std::move(backward)};
  }
  backward.front() = low_.exit_probability() * out_low;
  forward.back() = high_.exit_probability() * out_high;
  if (low_.folds()) forward[1] += out_low;
  if (high_.folds()) backward[planes - 2] += out_high;
  return {std::move(forward), std::move(backward)};
}

bool is_autonomous(const Experiment& experiment, int axis) {
  for (int other = 0; other < experiment.system.lattice.dimension; ++other)
    for (const Side side : {low, high})
      if (other != axis && can_pass(experiment, other, side)) return false;
  return true;
}

}  // namespace fluxwalk::theory
