#pragma once
/// \file
/// One batch of an experiment after the other on one thread, for Google Benchmark.

#include <benchmark/benchmark.h>

#include "kernels/kernel.hpp"

namespace fluxwalk::bench {

inline void walk(benchmark::State& state, const Experiment& experiment) {
  const auto kernel = make_kernel(experiment);
  std::int64_t batch = 0;
  for (auto _ : state) benchmark::DoNotOptimize(kernel->simulate(batch++));
  const auto hops = experiment.system.mean_walkers() * static_cast<double>(experiment.system.steps);
  state.counters["hops/s"] =
      benchmark::Counter(hops * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

}  // namespace fluxwalk::bench
