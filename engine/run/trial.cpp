#include <algorithm>
#include <chrono>
#include <cmath>

#include "fluxwalk/run.hpp"
#include "kernels/kernel.hpp"
#include "plan/kernel_choice.hpp"

namespace fluxwalk {

namespace {

constexpr double most_walkers = 1e5;  ///< of a trial batch whose walkers are moved one by one

/// Times up to the end, and edges of bins that end there.
std::vector<std::int64_t> until(std::int64_t end, const std::vector<std::int64_t>& times, bool are_edges) {
  std::vector<std::int64_t> kept;
  for (const std::int64_t time : times)
    if (time <= end) kept.push_back(time);
  if (are_edges && !times.empty() && kept.back() < end) kept.push_back(end);
  return kept;
}

/// The experiment, cut off after `steps`.
Experiment shortened(Experiment experiment, std::int64_t steps) {
  experiment.system.steps = steps;
  Measurements& measure = experiment.measure;
  for (auto* edges : {&measure.flux_edges, &measure.exit_edges, &measure.first_passage_edges})
    *edges = until(steps, *edges, true);
  for (auto* times :
       {&measure.profile_times, &measure.histogram_times, &measure.moment_times, &measure.survivor_times})
    *times = until(steps, *times, false);
  return experiment;
}

double seconds_of_batch(const Experiment& experiment) {
  const auto kernel = make_kernel(experiment);
  const auto begin = std::chrono::steady_clock::now();
  kernel->simulate(0);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

double expected_seconds(const Experiment& experiment, int threads, std::int64_t num_batches) {
  Experiment trial = experiment;
  double scale = 1;
  if (chosen_kernel(sizes_of(experiment, 1)) != KernelKind::occupation) {
    const double batch =
        experiment.system.mean_walkers() / static_cast<double>(experiment.sampling.num_batches);
    if (batch > most_walkers) {
      // As many batches more, so that a batch has fewer walkers: what a walker costs does not depend on that.
      scale = batch / most_walkers;
      trial.sampling.num_batches = static_cast<std::int64_t>(
          std::min(std::ceil(static_cast<double>(experiment.sampling.num_batches) * scale), 1e15));
      scale = static_cast<double>(trial.sampling.num_batches) /
              static_cast<double>(experiment.sampling.num_batches);
    }
  }
  constexpr double enough = 0.2;  // seconds
  std::int64_t steps = std::min<std::int64_t>(experiment.system.steps, 1), last_steps = 0;
  double seconds = seconds_of_batch(shortened(trial, steps)), last = 0;
  while (steps < experiment.system.steps && seconds < enough) {
    last_steps = steps;
    last = seconds;
    steps = std::min(experiment.system.steps, 4 * steps);
    seconds = seconds_of_batch(shortened(trial, steps));
  }
  const double rest = static_cast<double>(experiment.system.steps - steps);
  if (rest > 0) seconds += rest * std::max(0.0, seconds - last) / static_cast<double>(steps - last_steps);
  const double rounds = std::ceil(static_cast<double>(num_batches) / threads);
  return rounds * scale * seconds;
}

}  // namespace fluxwalk
