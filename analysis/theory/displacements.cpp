#include "fluxwalk/displacements.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace fluxwalk::theory {

namespace {

double binomial_coefficient(int n, int k) {
  double value = 1;
  for (int i = 1; i <= k; ++i) value = value * (n - k + i) / i;
  return value;
}

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

}  // namespace

std::vector<Displacements::Powers> Displacements::moments(int dimension, int order) {
  std::vector<Powers> all;
  for (int i = 0; i <= order; ++i)
    for (int j = 0; j <= (dimension > 1 ? order - i : 0); ++j)
      for (int k = 0; k <= (dimension > 2 ? order - i - j : 0); ++k) all.push_back({i, j, k});
  return all;
}

Displacements::Displacements(const Transitions& transitions, int order)
    : moments_(moments(transitions.dimension(), order)) {
  const int d = transitions.dimension();
  const std::int64_t sites = transitions.num_sites();
  for (int axis = 0; axis < d; ++axis)
    for (const int sign : {-1, 1})
      for (std::size_t into = 0; into < moments_.size(); ++into) {
        Powers from = moments_[into];
        const int power = from[at(axis)];
        for (int j = 0; j <= power; ++j) {
          from[at(axis)] = j;
          rules_[at(2 * axis + (sign > 0))].push_back(
              {into, index(from), binomial_coefficient(power, j) * std::pow(sign, power - j)});
        }
      }
  for (std::int64_t site = 0; site < sites; ++site) {
    stay_.push_back(transitions.stay(site));
    for (int direction = 0; direction < transitions.num_directions(); ++direction) {
      const double chance = transitions.hop(site, direction);
      const std::int64_t target = transitions.target(site, direction);
      if (!(chance > 0) || target == Transitions::outside) continue;
      const bool is_forward = transitions.crossing(site, direction).is_forward;
      hops_.push_back({at(site), at(target), at(2 * (direction % d) + is_forward), chance});
    }
  }
  fields_.assign(at(sites) * moments_.size(), 0.0);
  for (std::size_t i = index({0, 0, 0}); i < fields_.size(); i += moments_.size()) fields_[i] = 1;
}

std::size_t Displacements::index(const Powers& powers) const {
  const auto found = std::find(moments_.begin(), moments_.end(), powers);
  if (found == moments_.end()) throw std::invalid_argument("no such moment was asked for");
  return at(found - moments_.begin());
}

void Displacements::advance(std::int64_t steps) {
  const std::size_t size = moments_.size();
  for (std::int64_t t = 0; t < steps; ++t) {
    next_ = fields_;
    for (std::size_t site = 0; site < stay_.size(); ++site)
      for (std::size_t m = 0; m < size; ++m) next_[site * size + m] *= stay_[site];
    for (const Hop& hop : hops_) {
      const double* later = fields_.data() + hop.to * size;
      double* now = next_.data() + hop.from * size;
      for (const Term& term : rules_[hop.rule]) now[term.into] += hop.chance * term.factor * later[term.from];
    }
    fields_.swap(next_);
  }
}

double Displacements::mean(const std::vector<double>& start, const Powers& powers) const {
  return means(start)[index(powers)];
}

std::vector<double> Displacements::means(const std::vector<double>& start) const {
  if (start.size() != stay_.size()) throw std::invalid_argument("one value a site is needed");
  std::vector<double> sums(moments_.size(), 0.0);
  for (std::size_t i = 0; i < fields_.size(); ++i)
    sums[i % sums.size()] += start[i / sums.size()] * fields_[i];
  return sums;
}

std::vector<double> first_passage(const Occupancy& occupancy, std::vector<double> start,
                                  const std::vector<bool>& is_target, std::int64_t steps) {
  if (is_target.size() != occupancy.num_cells()) throw std::invalid_argument("one value a cell is needed");
  std::vector<double> arrivals(at(steps) + 1);
  for (double& arrived : arrivals) {
    for (std::size_t cell = 0; cell < start.size(); ++cell)
      if (is_target[cell]) arrived += std::exchange(start[cell], 0.0);
    if (&arrived != &arrivals.back()) start = occupancy.hop(start);
  }
  return arrivals;
}

std::vector<std::array<double, 2 * max_dimension>> exit_rates(const Experiment& experiment,
                                                              const Occupancy& occupancy,
                                                              std::vector<double> start, std::int64_t steps) {
  std::vector<std::array<double, 2 * max_dimension>> rates(at(steps));
  for (auto& rate : rates) {
    rate.fill(0.0);
    for (int axis = 0; axis < experiment.system.lattice.dimension; ++axis) {
      if (occupancy.layers(axis) == 0 || occupancy.is_ring(axis)) continue;
      for (std::size_t cell = 0; cell < start.size(); ++cell) {
        const std::int32_t layer = occupancy.layer(axis, cell);
        if (layer == 0) rate[at(2 * axis + low)] += occupancy.down(axis, cell) * start[cell];
        if (layer + 1 == occupancy.layers(axis))
          rate[at(2 * axis + high)] += occupancy.up(axis, cell) * start[cell];
      }
    }
    start = occupancy.hop(start);
  }
  return rates;
}

}  // namespace fluxwalk::theory
