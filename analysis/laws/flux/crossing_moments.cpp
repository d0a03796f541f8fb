#include "laws/flux/crossing_moments.hpp"
#include "laws/laws.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

#include "fluxwalk/theory.hpp"

namespace fluxwalk {

namespace {

std::vector<double> start_of(const RunView& view, const Group& group, int axis) {
  return *view.mixture(group, [&](const Population& population) {
    return theory::start_layers(view.experiment, population, axis);
  });
}

/// How a walker crosses the plane in one step.
struct Passage {
  std::size_t source, landing;  ///< layers
  double chance;                ///< from the source
};

Passage passage(const RunView& view, int axis, std::int32_t plane, Way way) {
  const HopLaw& law = view.experiment.system.hop_law;
  const auto& faces = view.experiment.system.faces[axis];
  const auto below = static_cast<std::size_t>(plane - 1), above = static_cast<std::size_t>(plane);
  // an attempt on a mirror is folded back through the plane next to it
  if (way == Way::forward) {
    const bool is_folded = plane == 1 && faces[low].folds();
    return {below, above, law.plus[axis] + (is_folded ? law.minus[axis] : 0.0)};
  }
  const bool is_folded = plane == view.layers(axis) - 1 && faces[high].folds();
  return {above, below, law.minus[axis] + (is_folded ? law.plus[axis] : 0.0)};
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Mean powers of the crossings of one walker from each layer.
struct Powers {
  std::vector<double> first, second, third;
};

Powers powers(const RunView& view, int axis, const Passage& through, std::int64_t steps) {
  const theory::Chain chain(view.experiment, axis);
  const std::vector<double> none(static_cast<std::size_t>(view.layers(axis)), 0.0);
  Powers u{none, none, none};
  for (std::int64_t t = 0; t < steps; ++t) {
    const double first = u.first[through.landing], second = u.second[through.landing];
    u.third = chain.expect(std::move(u.third));
    u.second = chain.expect(std::move(u.second));
    u.first = chain.expect(std::move(u.first));
    u.third[through.source] += through.chance * (3 * second + 3 * first + 1);
    u.second[through.source] += through.chance * (2 * first + 1);
    u.first[through.source] += through.chance;
  }
  return u;
}

/// Chances of 0, 1, ... most crossings of one walker, [crossings][layer where it starts].
std::vector<std::vector<double>> distribution(const RunView& view, int axis, const Passage& through,
                                              std::int64_t steps, std::size_t most) {
  const theory::Chain chain(view.experiment, axis);
  const std::vector<double> none(static_cast<std::size_t>(view.layers(axis)), 0.0);
  const std::vector<double> stays = chain.expect(std::vector<double>(none.size(), 1.0));
  std::vector<std::vector<double>> chances(most + 1, none);
  chances[0].assign(none.size(), 1.0);
  for (std::int64_t t = 0; t < steps; ++t) {
    double one_fewer = 0;  // chance of one crossing less after the landing
    for (std::size_t k = 0; k <= most && k <= static_cast<std::size_t>(t) + 1; ++k) {
      const double as_many = chances[k][through.landing];
      chances[k] = chain.expect(std::move(chances[k]));
      chances[k][through.source] += through.chance * (one_fewer - as_many);
      one_fewer = as_many;
    }
    for (std::size_t i = 0; i < none.size(); ++i)
      chances[0][i] += 1 - stays[i];  // walkers that leave cross no more
  }
  return chances;
}

/// Chance of at most n of a whole number below `period`, from its characteristic function at the angles
/// 2π m / period, m = 0 ... period / 2.
double chance_of_at_most(double n, const std::vector<std::complex<double>>& characteristic, double period) {
  if (n < 0) return 0;
  double sum = n + 1;
  for (std::size_t m = 1; m < characteristic.size(); ++m) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(m) / period;
    const std::complex<double> waves =
        (1.0 - std::polar(1.0, -angle * (n + 1))) / (1.0 - std::polar(1.0, -angle));
    const double twice = 2 * static_cast<double>(m) < period ? 2 : 1;  // m and -m
    sum += twice * (characteristic[m] * waves).real();
  }
  return std::clamp(sum / period, 0.0, 1.0);
}

}  // namespace

CrossingMoments crossing_moments(const RunView& view, int axis, std::int32_t plane, Way way,
                                 std::int64_t steps) {
  const Powers u = powers(view, axis, passage(view, axis, plane, way), steps);
  CrossingMoments total;
  double third_cumulant = 0;
  for (const Group& group : view.groups) {
    const std::vector<double> start = start_of(view, group, axis);
    const double mean = dot(start, u.first), square = dot(start, u.second), cube = dot(start, u.third);
    total.mean += group.number * mean;
    total.variance += group.number * (square - mean * mean);
    third_cumulant += group.number * (cube - 3 * mean * square + 2 * mean * mean * mean);
  }
  if (total.variance > 0) total.skewness = third_cumulant / std::pow(total.variance, 1.5);
  return total;
}

std::optional<double> crossings_p(const RunView& view, int axis, std::int32_t plane, Way way,
                                  std::int64_t steps, double counted) {
  constexpr double most_operations = 5e8, lost = 1e-12;
  constexpr double reach = 30;  // standard deviations beyond which there is no walker
  const Passage through = passage(view, axis, plane, way);
  const Powers u = powers(view, axis, through, steps);
  double most = 0;
  for (std::size_t i = 0; i < u.first.size(); ++i) {
    const double variance = std::max(0.0, u.second[i] - u.first[i] * u.first[i]);
    most = std::max(most, u.first[i] + reach * std::sqrt(variance) + reach);
  }
  most = std::min(std::ceil(most), static_cast<double>(steps));
  const CrossingMoments all = crossing_moments(view, axis, plane, way, steps);
  const double farthest = std::min(all.mean + reach * std::sqrt(all.variance) + reach, most * view.walkers);
  const double period = std::ceil(farthest) + 1;
  if (static_cast<double>(steps) * view.layers(axis) * most > most_operations ||
      period * most > most_operations)
    return std::nullopt;
  if (counted >= period) return 0.0;

  const auto chances = distribution(view, axis, through, steps, static_cast<std::size_t>(most));
  std::vector<std::complex<double>> characteristic(static_cast<std::size_t>(period / 2) + 1, 1.0);
  for (const Group& group : view.groups) {
    const std::vector<double> start = start_of(view, group, axis);
    std::vector<double> one;
    for (const std::vector<double>& from : chances) one.push_back(dot(start, from));
    if (std::abs(std::accumulate(one.begin(), one.end(), 0.0) - 1) > lost) return std::nullopt;
    for (std::size_t m = 0; m < characteristic.size(); ++m) {
      const auto turn = std::polar(1.0, 2 * std::numbers::pi * static_cast<double>(m) / period);
      std::complex<double> sum = 0;
      for (auto chance = one.rbegin(); chance != one.rend(); ++chance) sum = sum * turn + *chance;
      characteristic[m] *= std::pow(sum, group.number);
    }
  }
  const double at_most = chance_of_at_most(counted, characteristic, period);
  const double below = chance_of_at_most(counted - 1, characteristic, period);
  return std::min(1.0, 2 * std::min(at_most, 1 - below));
}

std::vector<double> mean_crossings(const RunView& view, int axis, std::int32_t plane, Way way) {
  const theory::Chain chain(view.experiment, axis);
  std::vector<double> occupancy;
  for (const Group& group : view.groups) add_scaled(occupancy, start_of(view, group, axis), group.number);
  const Schedule& edges = view.measure.flux_edges;
  std::vector<double> means(edges.size() - 1, 0.0);
  for (std::size_t bin = 0; bin < means.size(); ++bin) {
    for (std::int64_t t = edges[bin]; t < edges[bin + 1]; ++t) {
      const auto crossings = chain.crossings(occupancy);
      means[bin] +=
          (way == Way::forward ? crossings.first : crossings.second)[static_cast<std::size_t>(plane)];
      occupancy = chain.advance(std::move(occupancy));
    }
  }
  return means;
}

}  // namespace fluxwalk
