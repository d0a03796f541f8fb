#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "draft.hpp"
#include "fluxwalk/answer_limits.hpp"
#include "fluxwalk/transitions.hpp"
#include "offspring.hpp"

namespace fluxwalk::input {

namespace {

/// Largest sum that a count may reach; one bit is left below the largest int64.
constexpr double largest_count = 0x1p62;

/// A bound that a Poisson number exceeds with a chance below 1e-300.
double most_of_poisson(double mean) {
  return mean > 0 ? mean + 40 * std::sqrt(mean) + 400 : 0;
}

/// Upper limit of the mean number of walkers that come in from reservoirs in the whole run.
double most_entering(const Experiment& experiment) {
  double sum = 0;
  for (int a = 0; a < experiment.system.lattice.dimension; ++a) {
    const double area =
        static_cast<double>(experiment.system.lattice.num_sites()) / experiment.system.lattice.shape[a];
    for (const Side side : {low, high}) {
      const Face& face = experiment.system.faces[a][side];
      if (!face.lets_in()) continue;
      const double attempt =
          side == low ? experiment.system.hop_law.plus[a] : experiment.system.hop_law.minus[a];
      const bool can_exceed = experiment.system.medium.acceptance == Acceptance::exponential;
      const double chance = can_exceed ? 1.0 : attempt * (face.reservoir.is_half_cell ? 2 : 1);
      sum += face.reservoir.concentration * area * chance;
    }
  }
  return sum * static_cast<double>(experiment.system.steps);
}

/// A bound that the number of starting walkers exceeds with a chance below 1e-300.
double most_starting(const Experiment& experiment) {
  double sum = 0;
  for (const Population& population : experiment.system.populations) {
    const double walkers = population.mean();
    sum += population.is_poisson ? most_of_poisson(walkers) : walkers;
  }
  return sum;
}

/// The same for the walkers that start, come in and appear in the whole run.
double most_arriving(const Draft& draft) {
  return most_of_poisson(most_entering(draft.experiment) + draft.num_appearing) +
         most_starting(draft.experiment);
}

/// Upper limit of the walker-steps of the whole run if walkers leave and vanish. It assumes that each walker
/// spends the expected number of steps for its first site.
double most_walker_steps(const Experiment& experiment, double arriving) {
  const std::vector<double> steps_from = most_steps_from(experiment);
  if (steps_from.empty())
    return arriving * most_offspring(experiment) * static_cast<double>(experiment.system.steps);
  const auto from = [&](std::int64_t site) { return steps_from[static_cast<std::size_t>(site)]; };
  double coming = 0, sum = 0;  // mean number of walkers, and their steps
  const auto add = [&](double walkers, std::int64_t site) {
    coming += walkers;
    sum += walkers * from(site);
  };
  const Transitions transitions(experiment);
  for (const Transitions::Entry& entry : transitions.entries()) {
    const Reservoir& reservoir = experiment.system.faces[entry.axis][entry.side].reservoir;
    add(reservoir.concentration * entry.probability * static_cast<double>(experiment.system.steps),
        entry.site);
  }
  for (const Source& source : experiment.system.sources) {
    for (std::size_t k = 0; k < source.sites.size(); ++k)
      add(source.rates[k] * static_cast<double>(source.end - source.begin), source.sites[k]);
  }
  if (coming > 0) sum *= most_of_poisson(coming) / coming;
  const double longest = *std::max_element(steps_from.begin(), steps_from.end());
  return sum + most_starting(experiment) * longest;
}

/// The furthest that a walker can be expected to go along any axis.
double farthest(const Experiment& experiment, double t) {
  double drift = 0;
  for (int a = 0; a < experiment.system.lattice.dimension; ++a) {
    drift = std::max(drift, std::abs(experiment.system.hop_law.drift(a)));
  }
  return answer_limits::furthest(t, drift);
}

void check_steps(const Value& file, const Draft& draft, double walkers) {
  const Experiment& experiment = draft.experiment;
  const double steps = static_cast<double>(experiment.system.steps);
  if (walkers * steps <= largest_count) return;
  file["run"]["steps"].complain(fmt::format("{:.4g} walkers times {:.4g} steps are too many", walkers, steps),
                                experiment.system.has_turnover()
                                    ? "this many are possible, with those that come in, appear and are born; "
                                      "counts go up to 2^62 = 4.6e18"
                                    : "the hops are counted, and counts go up to 2^62 = 4.6e18",
                                "use fewer walkers or steps");
}

void check_moments(const Value& file, const Draft& draft, double walkers) {
  const Schedule& times = draft.experiment.measure.moment_times;
  if (times.empty()) return;
  const double distance = farthest(draft.experiment, static_cast<double>(times.back()));
  if (walkers * distance * distance <= largest_count) return;
  file["measure"]["moments"].complain(
      "the sum of squared displacements could overflow",
      fmt::format("{:.4g} walkers may come {:.4g} sites far, and counts go up to 2^62 = 4.6e18", walkers,
                  distance),
      "use fewer walkers, or measure moments at earlier times only");
}

}  // namespace

void check_overflow(const Value& file, const Draft& draft, bool is_made) {
  if (!draft.has_lattice || !draft.has_steps) return;
  const Experiment& experiment = draft.experiment;
  const double walkers = most_arriving(draft), offspring = most_offspring(experiment);
  const double steps = static_cast<double>(experiment.system.steps);
  const bool can_end = experiment.system.turnover.decay > 0 || experiment.system.lets_out();
  if (walkers * offspring * steps <= largest_count || !can_end) {
    check_steps(file, draft, walkers * offspring);
  } else if (is_made) {
    check_steps(file, draft, std::max(walkers, most_walker_steps(experiment, walkers)) / steps);
  }
  check_moments(file, draft, walkers);
}

bool check_memory(const Value& file, const Draft& draft) {
  if (!draft.has_lattice || !draft.has_steps) return false;
  const Experiment& experiment = draft.experiment;
  const auto processors = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int threads = experiment.settings.threads > 0 ? experiment.settings.threads : processors;
  const Sizes sizes(experiment, threads, draft.sizes);
  const std::optional<MemoryShortage> shortage = memory_shortage(sizes, draft.memory);
  if (!shortage) return true;
  const std::string& key = shortage->largest.key;
  Value place = file.at(key);
  // The entropy has the times of a histogram, which need not be measured itself.
  if (key == "measure.histogram" && !place.exists()) place = file["measure"]["entropy"];
  if (key == "population" && shortage->largest.index < draft.population_tables.size())
    place = draft.population_tables[shortage->largest.index];
  if (key == "source") place = draft.source_tables[shortage->largest.index];
  place.complain(shortage->problem, shortage->reason, shortage->suggestion);
  return false;
}

}  // namespace fluxwalk::input
