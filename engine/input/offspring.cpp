#include "offspring.hpp"

#include <algorithm>
#include <cmath>

#include "fluxwalk/transitions.hpp"

namespace fluxwalk::input {

namespace {

double growth(const Turnover& turnover) {
  return (1 - turnover.decay) * (1 + turnover.reproduction);
}

}  // namespace

double most_offspring(const Experiment& experiment) {
  return std::max(1.0, std::pow(growth(experiment.turnover), static_cast<double>(experiment.steps)));
}

double most_offspring_in_box(const Experiment& experiment) {
  constexpr double most_hops = 2e8;
  const double steps = static_cast<double>(experiment.steps);
  const double hops_of_step =
      static_cast<double>(experiment.lattice.num_sites()) * 2 * experiment.lattice.dimension;
  const double steps_done = std::min(steps, std::floor(most_hops / hops_of_step));
  if (steps_done < 1) return most_offspring(experiment);
  const Transitions transitions(experiment);
  const double factor = growth(experiment.turnover);
  // Descendants of a walker that stands at each site, t steps before the end.
  std::vector<double> now(static_cast<std::size_t>(transitions.num_sites()), 1.0), before(now.size());
  for (std::int64_t site = 0; site < transitions.num_sites(); ++site)
    if (transitions.is_obstacle(site)) now[static_cast<std::size_t>(site)] = 0;
  double largest = 1, last = 1;
  for (double t = 0; t < steps_done; ++t) {
    for (std::int64_t site = 0; site < transitions.num_sites(); ++site) {
      const auto here = static_cast<std::size_t>(site);
      double sum = transitions.stay(site) * now[here];
      for (int k = 0; k < transitions.num_directions(); ++k) {
        const std::int64_t target = transitions.target(site, k);
        if (target >= 0) sum += transitions.hop(site, k) * now[static_cast<std::size_t>(target)];
      }
      before[here] = factor * sum;
    }
    std::swap(now, before);
    last = *std::max_element(now.begin(), now.end());
    largest = std::max(largest, last);
  }
  return largest * std::pow(std::max(1.0, last), std::floor(steps / steps_done) - 1) *
         (std::fmod(steps, steps_done) > 0 ? largest : 1.0);
}

}  // namespace fluxwalk::input
