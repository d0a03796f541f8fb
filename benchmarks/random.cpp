/// \file
/// Random bits per second: the upper limit of every kernel.

#include <benchmark/benchmark.h>

#include <pcg_random.hpp>
#include <string>

#include "fluxwalk/random.hpp"
#include "kernels/targets.hpp"

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

void rows(benchmark::State& state, const Target& target) {
  constexpr std::int64_t num_rows = 4096;
  std::uint64_t batch = 0;
  for (auto _ : state) benchmark::DoNotOptimize(target.draw_rows(1, batch++, num_rows));
  set_bits_per_second(state, static_cast<double>(num_rows * block_size));
}

[[maybe_unused]] const bool registered = [] {
  for (const Target& target : targets())
    benchmark::RegisterBenchmark((std::string("rows/") + target.name).c_str(), rows, target);
  return true;
}();

}  // namespace
