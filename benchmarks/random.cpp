/// \file
/// Random bits a second: what bounds every kernel.

#include <benchmark/benchmark.h>

#include <pcg_random.hpp>

#include "fluxwalk/random.hpp"

namespace {

using namespace fluxwalk;

void set_bits_per_second(benchmark::State& state, double bits_per_iteration) {
  state.counters["bits/s"] = benchmark::Counter(bits_per_iteration * static_cast<double>(state.iterations()),
                                                benchmark::Counter::kIsRate);
}

void one_pcg32(benchmark::State& state) {
  pcg32 generator(42u, 54u);
  for (auto _ : state) benchmark::DoNotOptimize(generator());
  set_bits_per_second(state, 32);
}
BENCHMARK(one_pcg32);

void rows_of_64_lanes(benchmark::State& state) {
  RowStream rows(1, 0);
  for (auto _ : state) benchmark::DoNotOptimize(rows.next());
  set_bits_per_second(state, block_size);
}
BENCHMARK(rows_of_64_lanes);

}  // namespace
