#include "fluxwalk/occupancy.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace fluxwalk::theory {

namespace {

/// Calls work(begin, end) for parts of 0 ... size that stay in the nearest cache.
template <class Work>
void for_each_block(std::size_t size, Work work) {
  constexpr std::size_t length = 512;
  for (std::size_t begin = 0; begin < size; begin += length) work(begin, std::min(begin + length, size));
}

/// sums[to + i] += factors[i] values[from + i], for the sums within begin ... end-1.
void add_products(const std::vector<double>& factors, const std::vector<double>& values, std::size_t from,
                  std::vector<double>& sums, std::size_t to, std::size_t begin, std::size_t end) {
  const std::size_t first = std::max(begin, to) - to, last = std::min(end, to + factors.size());
  if (last <= to + first) return;
  const std::size_t count = last - to - first;
  const double* factor = factors.data() + first;
  const double* value = values.data() + from + first;
  double* sum = sums.data() + to + first;
  for (std::size_t i = 0; i < count; ++i) sum[i] += factor[i] * value[i];
}

}  // namespace

std::vector<double> Occupancy::start() const {
  std::vector<double> now = poisson_;
  for (const Fixed& group : fixed_)
    for (std::size_t cell = 0; cell < now.size(); ++cell) now[cell] += group.number * group.start[cell];
  for (std::size_t cell = 0; cell < exact_.size(); ++cell) now[cell] += exact_[cell];
  return now;
}

std::vector<double> Occupancy::hop(const std::vector<double>& now) const {
  if (now.size() != num_cells()) throw std::invalid_argument("one value a cell is needed");
  std::vector<double> next(now.size(), 0.0);
  for_each_block(now.size(), [&](std::size_t begin, std::size_t end) {
    for (const Band& band : bands_) add_products(band.probability, now, band.from, next, band.to, begin, end);
  });
  return next;
}

std::vector<double> Occupancy::expect(const std::vector<double>& f) const {
  if (f.size() != num_cells()) throw std::invalid_argument("one value a cell is needed");
  std::vector<double> mean(f.size(), 0.0);
  for_each_block(f.size(), [&](std::size_t begin, std::size_t end) {
    for (auto band = bands_.rbegin(); band != bands_.rend(); ++band)
      add_products(band->probability, f, band->to, mean, band->from, begin, end);
  });
  return mean;
}

std::vector<double> Occupancy::advance_walkers(const std::vector<double>& now) const {
  std::vector<double> next = hop(now);
  if (growth_ != 1)
    for (double& value : next) value *= growth_;
  return next;
}

std::vector<double> Occupancy::advance(const std::vector<double>& now, std::int64_t t) const {
  std::vector<double> next = hop(now);
  for (const Bath& bath : baths_) next[bath.cell] += bath.sites * bath.concentration * bath.probability;
  if (growth_ != 1)
    for (double& value : next) value *= growth_;
  for (const SourceTerm& term : source_terms_) {
    if (t < term.begin || t >= term.end) continue;
    for (std::size_t cell = 0; cell < next.size(); ++cell) next[cell] += term.rates[cell];
  }
  return next;
}

void Occupancy::add_crossings(int axis, const std::vector<double>& now, std::vector<double>& forward,
                              std::vector<double>& backward) const {
  const AxisRates& rates = axes_[axis];
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

double Occupancy::entries(int axis, Side side) const {
  double sum = 0;
  for (const Bath& bath : baths_)
    if (bath.axis == axis && bath.side == side) sum += bath.sites * bath.concentration * bath.probability;
  return sum;
}

double Occupancy::entry_variance(int axis, Side side) const {
  double sum = 0;
  for (const Bath& bath : baths_)
    if (bath.axis == axis && bath.side == side)
      sum += bath.sites * bath.concentration * bath.probability *
             (bath.is_deterministic ? 1 - bath.probability : 1.0);
  return sum;
}

std::vector<double> Occupancy::entries() const {
  std::vector<double> mean(num_cells(), 0.0);
  for (const Bath& bath : baths_) mean[bath.cell] += bath.sites * bath.concentration * bath.probability;
  return mean;
}

std::vector<double> Occupancy::sources(std::int64_t t) const {
  std::vector<double> mean(num_cells(), 0.0);
  for (const SourceTerm& term : source_terms_) {
    if (t < term.begin || t >= term.end) continue;
    for (std::size_t cell = 0; cell < mean.size(); ++cell) mean[cell] += term.rates[cell];
  }
  return mean;
}

std::int64_t Occupancy::last_change(std::int64_t steps) const {
  std::int64_t last = 0;
  for (const SourceTerm& term : source_terms_)
    for (const std::int64_t time : {term.begin, term.end})
      if (time < steps) last = std::max(last, time);
  return last;
}

}  // namespace fluxwalk::theory
