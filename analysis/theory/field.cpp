#include "fluxwalk/field.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace fluxwalk::theory {

std::vector<double> Field::start() const {
  std::vector<double> now = poisson_;
  for (const Fixed& group : fixed_)
    for (std::size_t cell = 0; cell < now.size(); ++cell) now[cell] += group.number * group.start[cell];
  return now;
}

std::vector<double> Field::hop(const std::vector<double>& now) const {
  if (now.size() != num_cells()) throw std::invalid_argument("one value a cell is needed");
  std::vector<double> next(now.size());
  for (std::size_t to = 0; to < next.size(); ++to) {
    double sum = 0;
    for (std::size_t k = rows_[to]; k < rows_[to + 1]; ++k) sum += probability_[k] * now[from_[k]];
    next[to] = sum;
  }
  return next;
}

std::vector<double> Field::expect(const std::vector<double>& f) const {
  if (f.size() != num_cells()) throw std::invalid_argument("one value a cell is needed");
  std::vector<double> mean(f.size(), 0.0);
  for_each_move([&](std::size_t to, std::size_t from, double p) { mean[from] += p * f[to]; });
  return mean;
}

std::vector<double> Field::advance_walkers(const std::vector<double>& now) const {
  std::vector<double> next = hop(now);
  if (growth_ != 1)
    for (double& value : next) value *= growth_;
  return next;
}

std::vector<double> Field::advance(const std::vector<double>& now, std::int64_t t) const {
  std::vector<double> next = hop(now);
  for (const Bath& bath : baths_) next[bath.cell] += bath.sites * bath.concentration * bath.probability;
  if (growth_ != 1)
    for (double& value : next) value *= growth_;
  for (const Tap& tap : taps_) {
    if (t < tap.begin || t >= tap.end) continue;
    for (std::size_t cell = 0; cell < next.size(); ++cell) next[cell] += tap.rates[cell];
  }
  return next;
}

void Field::add_crossings(int axis, const std::vector<double>& now, std::vector<double>& forward,
                          std::vector<double>& backward) const {
  const AxisRates& rates = axes_[static_cast<std::size_t>(axis)];
  const auto last = static_cast<std::size_t>(rates.layers);
  for (std::size_t cell = 0; cell < now.size(); ++cell) {
    const auto layer = static_cast<std::size_t>(rates.layer[cell]);
    forward[layer + 1] += rates.up[cell] * now[cell];
    backward[layer] += rates.down[cell] * now[cell];
    if (rates.is_ring && layer + 1 == last) forward[0] += rates.up[cell] * now[cell];
    if (rates.is_ring && layer == 0) backward[last] += rates.down[cell] * now[cell];
  }
  forward[0] += entries(axis, low);
  backward[last] += entries(axis, high);
}

double Field::entries(int axis, Side side) const {
  double sum = 0;
  for (const Bath& bath : baths_)
    if (bath.axis == axis && bath.side == side) sum += bath.sites * bath.concentration * bath.probability;
  return sum;
}

double Field::entry_variance(int axis, Side side) const {
  double sum = 0;
  for (const Bath& bath : baths_)
    if (bath.axis == axis && bath.side == side)
      sum += bath.sites * bath.concentration * bath.probability *
             (bath.is_deterministic ? 1 - bath.probability : 1.0);
  return sum;
}

std::vector<double> Field::entries() const {
  std::vector<double> mean(num_cells(), 0.0);
  for (const Bath& bath : baths_) mean[bath.cell] += bath.sites * bath.concentration * bath.probability;
  return mean;
}

std::vector<double> Field::sources(std::int64_t t) const {
  std::vector<double> mean(num_cells(), 0.0);
  for (const Tap& tap : taps_) {
    if (t < tap.begin || t >= tap.end) continue;
    for (std::size_t cell = 0; cell < mean.size(); ++cell) mean[cell] += tap.rates[cell];
  }
  return mean;
}

std::int64_t Field::last_change(std::int64_t steps) const {
  std::int64_t last = 0;
  for (const Tap& tap : taps_)
    for (const std::int64_t time : {tap.begin, tap.end})
      if (time < steps) last = std::max(last, time);
  return last;
}

}  // namespace fluxwalk::theory
