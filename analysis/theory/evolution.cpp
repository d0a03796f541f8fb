#include <algorithm>
#include <numeric>
#include <utility>

#include "fluxwalk/answer_limits.hpp"
#include "fluxwalk/theory.hpp"
#include "theory/landing.hpp"
#include "theory/walk.hpp"

namespace fluxwalk::theory {

namespace {

using Needs = Walk::Needs;

/// Axes along which walkers can leave.
std::vector<int> open_axes(const Experiment& experiment) {
  std::vector<int> open;
  for (int a = 0; a < experiment.system.lattice.dimension; ++a)
    if (can_pass(experiment, a, low) || can_pass(experiment, a, high)) open.push_back(a);
  return open;
}

/// First visits of a target. For a return to the own start, all walkers start at the site `own_start`.
std::vector<double> arrivals_at(const Experiment& experiment, const Population& population,
                                const FirstPassageTarget& target, const PerAxis<std::int32_t>& own_start,
                                std::int64_t steps) {
  Walk walk(experiment, population, 0, Needs::all_sites, steps);
  std::vector<std::size_t> sites;
  for (std::int64_t site = 0; site < experiment.system.lattice.num_sites(); ++site)
    if (target.contains(experiment.system.lattice.position(site), own_start))
      sites.push_back(static_cast<std::size_t>(site));
  std::vector<double> arrivals(static_cast<std::size_t>(steps) + 1, 0.0);
  for (std::int64_t t = 0; t <= steps; ++t) {
    if (t >= target.first_time()) arrivals[static_cast<std::size_t>(t)] = walk.clear_sites(sites);
    if (t < steps) walk.advance();
  }
  return arrivals;
}

/// Fraction of the walkers that start at each site, with like sites gathered at one of them: along a periodic
/// axis all are alike.
std::vector<double> unlike_starts(const Experiment& experiment, const Population& population) {
  const Lattice& lattice = experiment.system.lattice;
  const std::vector<double> starts = start_sites(experiment, population);
  std::vector<double> shares(starts.size(), 0.0);
  for (std::size_t site = 0; site < starts.size(); ++site) {
    PerAxis<std::int32_t> like = lattice.position(static_cast<std::int64_t>(site));
    for (std::size_t a = 0; a < like.size(); ++a)
      if (experiment.system.faces[a][low].wraps()) like[a] = 0;
    shares[static_cast<std::size_t>(lattice.site(like))] += starts[site];
  }
  return shares;
}

/// First visits of the site where each walker started.
std::vector<double> returns(const Experiment& experiment, const Population& population,
                            const FirstPassageTarget& target, std::int64_t steps) {
  const Lattice& lattice = experiment.system.lattice;
  const auto refuse_beyond = [&](double num_starts) {
    if (num_starts * static_cast<double>(lattice.num_sites()) * static_cast<double>(steps) >
        answer_limits::distribution)
      throw TooCostly("the exact returns would cost more than 2e10 site-steps");
  };
  refuse_beyond(1);
  const std::vector<double> shares = unlike_starts(experiment, population);
  refuse_beyond(static_cast<double>(
      std::count_if(shares.begin(), shares.end(), [](double share) { return share > 0; })));
  std::vector<double> sum(static_cast<std::size_t>(steps) + 1, 0.0);
  for (std::size_t site = 0; site < shares.size(); ++site) {
    if (!(shares[site] > 0)) continue;
    const PerAxis<std::int32_t> home = lattice.position(static_cast<std::int64_t>(site));
    Population point;
    for (std::size_t a = 0; a < home.size(); ++a) point.along[a] = {home[a], {1}};
    const std::vector<double> one = arrivals_at(experiment, point, target, home, steps);
    for (std::size_t t = 0; t < sum.size(); ++t) sum[t] += shares[site] * one[t];
  }
  return sum;
}

std::int64_t last(const Schedule& times) {
  return times.empty() ? 0 : times.back();
}

}  // namespace

std::vector<std::vector<double>> profiles(const Experiment& experiment, const Population& population,
                                          int axis, const Schedule& times) {
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
                                            const Schedule& times) {
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
      rate[2 * a + low] = experiment.system.hop_law.minus[a] *
                          experiment.system.faces[a][low].exit_probability() * layers.front();
      rate[2 * a + high] = experiment.system.hop_law.plus[a] *
                           experiment.system.faces[a][high].exit_probability() * layers.back();
    }
    walk.advance();
  }
  return rates;
}

std::vector<double> first_passage(const Experiment& experiment, const Population& population,
                                  const FirstPassageTarget& target, std::int64_t steps) {
  if (target.kind == TargetKind::own_start) return returns(experiment, population, target, steps);
  if (target.kind == TargetKind::box) return arrivals_at(experiment, population, target, {}, steps);
  Walk walk(experiment, population, target.axis, Needs::one_axis, steps);
  std::vector<double> arrivals(static_cast<std::size_t>(steps) + 1);
  for (double& arrived : arrivals) {
    arrived = walk.clear_layer(target.axis, target.layer);
    if (&arrived != &arrivals.back()) walk.advance();
  }
  return arrivals;
}

}  // namespace fluxwalk::theory
