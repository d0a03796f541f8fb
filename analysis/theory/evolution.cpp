#include <numeric>

#include "fluxwalk/theory.hpp"
#include "theory/landing.hpp"
#include "theory/walk.hpp"

namespace fluxwalk::theory {

namespace {

using Needs = Walk::Needs;

/// Axes through whose faces walkers can leave.
std::vector<int> open_axes(const Experiment& experiment) {
  std::vector<int> open;
  for (int a = 0; a < experiment.lattice.dimension; ++a)
    if (can_pass(experiment, a, low) || can_pass(experiment, a, high)) open.push_back(a);
  return open;
}

std::int64_t last(const std::vector<std::int64_t>& times) {
  return times.empty() ? 0 : times.back();
}

}  // namespace

std::vector<std::vector<double>> profiles(const Experiment& experiment, const Population& population,
                                          int axis, const std::vector<std::int64_t>& times) {
  Walk walk(experiment, population, axis, Needs::one_axis, last(times));
  std::vector<std::vector<double>> result;
  std::int64_t now = 0;
  for (const std::int64_t time : times) {
    walk.advance(time - now);
    now = time;
    result.push_back(walk.layers(axis));
  }
  return result;
}

std::vector<std::vector<double>> histograms(const Experiment& experiment, const Population& population,
                                            const std::vector<std::int64_t>& times) {
  Walk walk(experiment, population, 0, Needs::all_sites, last(times));
  std::vector<std::vector<double>> result;
  std::int64_t now = 0;
  for (const std::int64_t time : times) {
    walk.advance(time - now);
    now = time;
    result.push_back(walk.distribution());
  }
  return result;
}

std::vector<double> survival(const Experiment& experiment, const Population& population, std::int64_t steps) {
  std::vector<double> alive(static_cast<std::size_t>(steps) + 1, 1.0);
  const std::vector<int> open = open_axes(experiment);
  if (open.empty()) return alive;
  Walk walk(experiment, population, open.front(), Needs::one_axis, steps);
  for (double& fraction : alive) {
    fraction = std::accumulate(walk.distribution().begin(), walk.distribution().end(), 0.0);
    if (&fraction != &alive.back()) walk.advance();
  }
  return alive;
}

std::vector<std::array<double, 2 * max_dimension>> exit_rates(const Experiment& experiment,
                                                              const Population& population,
                                                              std::int64_t steps) {
  std::vector<std::array<double, 2 * max_dimension>> rates(static_cast<std::size_t>(steps));
  const std::vector<int> open = open_axes(experiment);
  if (open.empty()) return rates;
  Walk walk(experiment, population, open.front(), open.size() == 1 ? Needs::one_axis : Needs::all_sites,
            steps);
  for (auto& rate : rates) {
    for (const int axis : open) {
      const auto a = static_cast<std::size_t>(axis);
      const std::vector<double> layers = walk.layers(axis);
      rate[2 * a + low] =
          experiment.hop_law.minus[a] * exit_probability(experiment.faces[a][low]) * layers.front();
      rate[2 * a + high] =
          experiment.hop_law.plus[a] * exit_probability(experiment.faces[a][high]) * layers.back();
    }
    walk.advance();
  }
  return rates;
}

std::vector<double> first_passage(const Experiment& experiment, const Population& population,
                                  const FirstPassageTarget& target, std::int64_t steps) {
  Walk walk(experiment, population, target.axis, Needs::one_axis, steps);
  std::vector<double> arrivals(static_cast<std::size_t>(steps) + 1);
  for (double& arrived : arrivals) {
    arrived = walk.clear_layer(target.axis, target.layer);
    if (&arrived != &arrivals.back()) walk.advance();
  }
  return arrivals;
}

}  // namespace fluxwalk::theory
