#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "fluxwalk/occupancy.hpp"

namespace fluxwalk::theory {

namespace {

using Moments = std::array<double, 3>;  ///< E X, E X², E X³; or cumulants

void add(Cumulants& sum, double number, const Moments& k) {
  sum.mean += number * k[0];
  sum.variance += number * k[1];
  sum.third += number * k[2];
}

/// Cumulants of a number that has these moments.
Moments cumulants(const Moments& m) {
  return {m[0], m[1] - m[0] * m[0], m[2] - 3 * m[1] * m[0] + 2 * m[0] * m[0] * m[0]};
}

/// Moments E X, E X², E X³ of Σ w over the descendants of one walker of each cell, some steps later.
struct Descendants {
  std::array<std::vector<double>, 3> power;

  Moments moments(std::size_t cell) const { return {power[0][cell], power[1][cell], power[2][cell]}; }
  /// Of a walker that has just hopped: decay and reproduction follow.
  Descendants before_turnover(const Turnover& turnover) const {
    const double left = 1 - turnover.decay, b = turnover.reproduction;
    Descendants result = *this;
    for (std::size_t i = 0; i < power[0].size(); ++i) {
      const double m1 = power[0][i], m2 = power[1][i], m3 = power[2][i];
      result.power[0][i] = left * (1 + b) * m1;
      result.power[1][i] = left * ((1 + b) * m2 + 2 * b * m1 * m1);
      result.power[2][i] = left * ((1 + b) * m3 + 6 * b * m1 * m2);
    }
    return result;
  }
};

/// Sums of cumulants over the walkers that come in with 0, 1, 2, ... steps left.
class Prefix {
 public:
  void push(const Cumulants& next) {
    Cumulants sum = sums_.back();
    sum.mean += next.mean;
    sum.variance += next.variance;
    sum.third += next.third;
    sums_.push_back(sum);
  }
  /// Sum over begin <= steps left < end.
  Cumulants between(std::int64_t begin, std::int64_t end) const {
    if (end <= begin) return {};
    const Cumulants& a = sums_[static_cast<std::size_t>(begin)];
    const Cumulants& b = sums_[static_cast<std::size_t>(end)];
    return {b.mean - a.mean, b.variance - a.variance, b.third - a.third};
  }

 private:
  std::vector<Cumulants> sums_ = {{}};
};

Cumulants of_start(const Occupancy& occupancy, const Descendants& now) {
  Cumulants sum;
  for (std::size_t cell = 0; cell < occupancy.num_cells(); ++cell)
    if (occupancy.poisson()[cell] > 0) add(sum, occupancy.poisson()[cell], now.moments(cell));
  for (std::size_t cell = 0; cell < occupancy.exact().size(); ++cell)
    if (occupancy.exact()[cell] > 0) add(sum, occupancy.exact()[cell], cumulants(now.moments(cell)));
  for (const Occupancy::Fixed& group : occupancy.fixed()) {
    Moments mixed{};
    for (std::size_t cell = 0; cell < occupancy.num_cells(); ++cell) {
      const Moments one = now.moments(cell);
      for (std::size_t k = 0; k < one.size(); ++k) mixed[k] += group.start[cell] * one[k];
    }
    add(sum, group.number, cumulants(mixed));
  }
  return sum;
}

Cumulants of_baths(const Occupancy& occupancy, const Descendants& landed) {
  Cumulants sum;
  for (const Occupancy::Bath& bath : occupancy.baths()) {
    Moments one = landed.moments(bath.cell);
    for (double& moment : one) moment *= bath.probability;
    add(sum, bath.sites * bath.concentration, bath.is_deterministic ? cumulants(one) : one);
  }
  return sum;
}

}  // namespace

double Cumulants::skewness() const noexcept {
  return variance > 0 ? third / std::pow(variance, 1.5) : 0.0;
}

std::vector<Cumulants> numbers(const Occupancy& occupancy, const Schedule& times,
                               const std::vector<double>& weights) {
  std::vector<Cumulants> result(times.size());
  if (times.empty()) return result;
  const std::size_t cells = occupancy.num_cells();
  if (!weights.empty() && weights.size() != cells) throw std::invalid_argument("one weight a cell is needed");
  Descendants now;
  now.power.fill(weights.empty() ? std::vector<double>(cells, 1.0) : weights);
  bool is_count = true;  // of the walkers in some cells: all powers of 0 and 1 are alike
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const double w = now.power[0][cell];
    is_count = is_count && (w == 0 || w == 1);
    now.power[1][cell] = w * w;
    now.power[2][cell] = w * w * w;
  }
  Prefix baths;
  std::vector<Prefix> source_terms(occupancy.source_terms().size());
  std::size_t next = 0;
  for (std::int64_t left = 0; left <= times.back(); ++left) {  // steps left to walk
    for (; next < times.size() && times[next] == left; ++next) {
      Cumulants sum = of_start(occupancy, now);
      const auto count = [&](const Cumulants& part) { add(sum, 1, {part.mean, part.variance, part.third}); };
      count(baths.between(0, left));
      for (std::size_t i = 0; i < source_terms.size();
           ++i) {  // a walker that appears in step t has T - 1 - t steps left
        const Occupancy::SourceTerm& term = occupancy.source_terms()[i];
        count(source_terms[i].between(std::max<std::int64_t>(0, left - term.end),
                                      std::max<std::int64_t>(0, left - term.begin)));
      }
      result[next] = sum;
    }
    for (std::size_t i = 0; i < source_terms.size(); ++i) {
      Cumulants sum;
      for (std::size_t cell = 0; cell < cells; ++cell)
        if (occupancy.source_terms()[i].rates[cell] > 0)
          add(sum, occupancy.source_terms()[i].rates[cell], now.moments(cell));
      source_terms[i].push(sum);
    }
    const Descendants landed = now.before_turnover(occupancy.turnover());
    baths.push(of_baths(occupancy, landed));
    const bool is_one_at_most = is_count && occupancy.turnover().reproduction <= 0;
    for (std::size_t k = 0; k < now.power.size(); ++k)
      now.power[k] = k > 0 && is_one_at_most ? now.power[0] : occupancy.expect(landed.power[k]);
  }
  return result;
}

}  // namespace fluxwalk::theory
