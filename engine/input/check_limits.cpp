#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "draft.hpp"

namespace fluxwalk::input {

namespace {

/// Largest sum that a count may reach; one bit is left below the largest int64.
constexpr double largest_count = 0x1p62;

/// A number of walkers that the experiment never exceeds (a Poisson number but for a chance below 1e-300).
double most_walkers(const Experiment& experiment) {
  double sum = 0;
  for (const Population& population : experiment.populations) {
    const double walkers = static_cast<double>(population.walkers);
    sum += population.is_poisson ? walkers + 40 * std::sqrt(walkers) + 400 : walkers;
  }
  return sum;
}

/// A distance that no walker exceeds in t steps but for a chance below 1e-300 (Hoeffding: 2 exp(-s^2 / 2t), s
/// = 40 sqrt t).
double farthest(const Experiment& experiment, double t) {
  double drift = 0;
  for (int a = 0; a < experiment.lattice.dimension; ++a) {
    drift = std::max(drift, std::abs(experiment.hop_law.drift(a)));
  }
  return std::min(t, drift * t + 40 * std::sqrt(t));
}

std::string bytes_in_words(double bytes) {
  const char* units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t i = 0;
  while (bytes >= 1000 && i + 1 < std::size(units)) {
    bytes /= 1000;
    ++i;
  }
  return fmt::format("{:.3g} {}", bytes, units[i]);
}

void check_overflow(const Value& file, const Draft& draft) {
  const Experiment& experiment = draft.experiment;
  const double walkers = most_walkers(experiment);
  const double steps = static_cast<double>(experiment.steps);
  if (walkers * steps > largest_count) {
    file["run"]["steps"].complain(
        fmt::format("{:.4g} walkers times {:.4g} steps are too many", walkers, steps),
        "the hops are counted, and counts go up to 2^62 = 4.6e18", "use fewer walkers or steps");
  }
  if (experiment.measure.moment_times.empty()) return;
  const double distance = farthest(experiment, static_cast<double>(experiment.measure.moment_times.back()));
  if (walkers * distance * distance > largest_count) {
    file["measure"]["moments"].complain(
        "the sum of squared displacements could overflow",
        fmt::format("{:.4g} walkers may come {:.4g} sites far, and counts go up to 2^62 = 4.6e18", walkers,
                    distance),
        "use fewer walkers, or measure moments at earlier times only");
  }
}

void check_memory(const Draft& draft) {
  if (draft.demanded <= draft.memory) return;
  const auto largest = std::max_element(draft.demands.begin(), draft.demands.end(),
                                        [](const Demand& a, const Demand& b) { return a.bytes < b.bytes; });
  largest->section.complain(
      fmt::format("needs {} of memory", bytes_in_words(largest->bytes)),
      fmt::format("{}; everything needs {}, this machine has {}", largest->what,
                  bytes_in_words(draft.demanded), bytes_in_words(draft.memory)),
      largest->section.key() == "population" ? "use a smaller lattice" : "count at fewer times or places");
}

}  // namespace

void check_limits(const Value& file, Draft& draft) {
  if (draft.has_lattice && draft.has_steps) {
    check_overflow(file, draft);
    check_memory(draft);
  }
}

}  // namespace fluxwalk::input
