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
  return std::max(1.0,
                  std::pow(growth(experiment.system.turnover), static_cast<double>(experiment.system.steps)));
}

std::vector<double> most_steps_from(const Experiment& experiment) {
  constexpr double most_hops = 1e8;
  const double steps = static_cast<double>(experiment.system.steps);
  const double hops_of_step =
      static_cast<double>(experiment.system.lattice.num_sites()) * 2 * experiment.system.lattice.dimension;
  const double steps_done = std::min(steps, std::floor(most_hops / hops_of_step));
  if (steps_done < 1) return {};
  const Transitions transitions(experiment);
  const double factor = growth(experiment.system.turnover);
  // Starting with one walker at each site: the walkers in the box after some steps, and the steps done until
  // then.
  struct Fate {
    double alive = 0, steps = 0;
  };
  std::vector<Fate> now(static_cast<std::size_t>(transitions.num_sites())), before(now.size());
  for (std::int64_t site = 0; site < transitions.num_sites(); ++site)
    now[static_cast<std::size_t>(site)].alive = transitions.is_obstacle(site) ? 0 : 1;
  for (double t = 0; t < steps_done; ++t) {
    for (std::int64_t site = 0; site < transitions.num_sites(); ++site) {
      const auto here = static_cast<std::size_t>(site);
      Fate sum{transitions.stay(site) * now[here].alive, transitions.stay(site) * now[here].steps};
      for (int k = 0; k < transitions.num_directions(); ++k) {
        const std::int64_t target = transitions.target(site, k);
        if (target < 0) continue;
        const Fate& there = now[static_cast<std::size_t>(target)];
        sum.alive += transitions.hop(site, k) * there.alive;
        sum.steps += transitions.hop(site, k) * there.steps;
      }
      constexpr double next_to_none =
          1e-280;  // smaller numbers are subnormal, and take a hundred times as long
      before[here] = {sum.alive < next_to_none ? 0 : factor * sum.alive, 1 + factor * sum.steps};
    }
    std::swap(now, before);
  }
  Fate most;
  for (const Fate& each : now) most = {std::max(most.alive, each.alive), std::max(most.steps, each.steps)};
  // Repeats the same number of steps: most.steps (1 + most.alive + most.alive^2 + ...).
  const double repeats = std::ceil(steps / steps_done) - 1;
  const double rest =
      most.steps *
      (most.alive == 1 ? repeats : std::expm1(repeats * std::log(most.alive)) / (most.alive - 1));
  std::vector<double> all;
  for (const Fate& each : now) all.push_back(each.steps + (repeats > 0 ? each.alive * rest : 0));
  return all;
}

}  // namespace fluxwalk::input
