#include <algorithm>
#include <chrono>
#include <cmath>

#include "fluxwalk/run.hpp"
#include "kernels/kernel.hpp"
#include "plan/kernel_choice.hpp"
#include "tallies/dimensions.hpp"

namespace fluxwalk {

namespace {

constexpr double most_walkers = 1e5;  ///< of a trial batch with walkers moved one by one

/// The experiment, cut off after `steps`.
Experiment shortened(Experiment experiment, std::int64_t steps) {
  experiment.system.steps = steps;
  Measurements& measure = experiment.measure;
  for (const Dimension& dimension : dimensions()) {
    if (dimension.schedule == nullptr) continue;
    Schedule& schedule = measure.*dimension.schedule;
    const bool goes_on = !schedule.empty() && schedule.back() > steps;
    schedule = schedule.up_to(steps);
    if (dimension.is_bins && goes_on && schedule.back() < steps) schedule.push_back(steps);
  }
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
  if (chosen_kernel(Sizes(experiment, 1)) != KernelKind::occupation) {
    const double batch =
        experiment.system.mean_walkers() / static_cast<double>(experiment.sampling.num_batches);
    if (batch > most_walkers) {
      // As many more batches, so that a batch has fewer walkers: the cost of a walker does not depend on
      // that.
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
