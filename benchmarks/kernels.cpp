/// \file
/// Hops a second of each kernel on one thread: the bare walk, and with everything counted.

#include <benchmark/benchmark.h>

#include <numeric>
#include <string>

#include "kernels/kernel.hpp"

namespace {

using namespace fluxwalk;

enum class Counting { nothing, planes_and_profiles, residence_too };

std::vector<std::int64_t> every(std::int64_t interval, std::int64_t last) {
  std::vector<std::int64_t> times;
  for (std::int64_t t = 0; t <= last; t += interval) times.push_back(t);
  return times;
}

/// One batch of 20 blocks, 500 steps in a periodic box 128 sites wide.
Experiment make_experiment(int dimension, KernelKind kernel, Counting counting) {
  Experiment made;
  made.lattice.dimension = dimension;
  made.hop_law = HopLaw::unbiased(dimension);
  made.steps = 500;
  made.num_batches = 1;
  made.kernel = kernel;
  Population& population = made.populations.emplace_back();
  population.walkers = 20 * 512;
  for (std::size_t a = 0; a < static_cast<std::size_t>(dimension); ++a) {
    made.lattice.shape[a] = 128;
    population.along[a].weights.assign(128, 1);
    if (counting == Counting::nothing) continue;
    made.measure.has_profile[a] = true;
    made.measure.planes[a].resize(129);
    std::iota(made.measure.planes[a].begin(), made.measure.planes[a].end(), 0);
  }
  if (counting != Counting::nothing)
    made.measure.flux_edges = made.measure.profile_times = every(100, made.steps);
  made.measure.has_residence = counting == Counting::residence_too;
  return made;
}

void walk(benchmark::State& state, int dimension, KernelKind kind, Counting counting) {
  const Experiment experiment = make_experiment(dimension, kind, counting);
  const auto kernel = make_kernel(experiment);
  std::int64_t batch = 0;
  for (auto _ : state) benchmark::DoNotOptimize(kernel->simulate(batch++));
  const auto hops = static_cast<double>(experiment.mean_walkers() * experiment.steps);
  state.counters["hops/s"] =
      benchmark::Counter(hops * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

[[maybe_unused]] const bool registered = [] {
  for (const KernelKind kind : {KernelKind::walkers, KernelKind::reference}) {
    for (const int dimension : {1, 2, 3}) {
      for (const auto& [counting, name] :
           {std::pair{Counting::nothing, "bare"}, std::pair{Counting::planes_and_profiles, "all-planes"},
            std::pair{Counting::residence_too, "all-planes-residence"}}) {
        const std::string title =
            std::string(to_string(kind)) + "/box" + std::to_string(dimension) + "d-128/" + name;
        benchmark::RegisterBenchmark(title.c_str(), walk, dimension, kind, counting)
            ->Unit(benchmark::kMillisecond);
      }
    }
  }
  return true;
}();

}  // namespace
