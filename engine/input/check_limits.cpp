#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>

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

void check_overflow(const Value& file, const Draft& draft) {
  const Experiment& experiment = draft.experiment;
  const double walkers = most_walkers(experiment);
  const double steps = static_cast<double>(experiment.steps);
  if (walkers * steps > largest_count) {
    file["run"]["steps"].complain(
        fmt::format("{:.4g} walkers times {:.4g} steps are too many", walkers, steps),
        "the hops are counted, and counts go up to 2^62 = 4.6e18", "use fewer walkers or steps");
  }
  const double distance = farthest(experiment, static_cast<double>(draft.last_moment));
  if (walkers * distance * distance > largest_count) {
    file["measure"]["moments"].complain(
        "the sum of squared displacements could overflow",
        fmt::format("{:.4g} walkers may come {:.4g} sites far, and counts go up to 2^62 = 4.6e18", walkers,
                    distance),
        "use fewer walkers, or measure moments at earlier times only");
  }
}

void check_memory(const Value& file, const Draft& draft, double memory) {
  const Experiment& experiment = draft.experiment;
  const auto processors = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  Sizes sizes = sizes_of(experiment, experiment.threads > 0 ? experiment.threads : processors);
  const Sizes& lists = draft.sizes;
  sizes.starts = lists.starts;
  sizes.planes = lists.planes;
  sizes.flux_bins = lists.flux_bins;
  sizes.profile_times = lists.profile_times;
  sizes.histogram_times = lists.histogram_times;
  sizes.moment_times = lists.moment_times;
  sizes.survivor_times = lists.survivor_times;
  sizes.exit_bins = lists.exit_bins;
  sizes.first_passage_bins = lists.first_passage_bins;
  const std::optional<MemoryShortage> shortage = memory_shortage(sizes, memory);
  if (!shortage) return;
  const std::string& key = shortage->largest.key;
  Value place = file;
  for (std::size_t begin = 0; begin <= key.size();) {
    const std::size_t end = std::min(key.find('.', begin), key.size());
    const Value part = place[key.substr(begin, end - begin)];
    // The times of the entropy are those of a histogram, which need not be there itself.
    place = part.exists() || key != "measure.histogram" ? part : place["entropy"];
    begin = end + 1;
  }
  if (place.is_list() && place.key() == "population") place = place.elements()[shortage->largest.index];
  place.complain(shortage->problem, shortage->reason, shortage->suggestion);
}

}  // namespace

void check_limits(const Value& file, const Draft& draft, double memory) {
  if (draft.has_lattice && draft.has_steps) {
    check_overflow(file, draft);
    check_memory(file, draft, memory);
  }
}

}  // namespace fluxwalk::input
