/// \file
/// The cost of a batch against its walkers, steps, sites, watched planes and the interval between samples.
/// One of these varies at a time, from the same base: 20 blocks, 1000 steps, 1000 sites between periodic
/// ends, 16 planes in bins of 100 steps.

#include <string>
#include <vector>

#include "benchmarks/cases.hpp"
#include "benchmarks/walk.hpp"

namespace {

using namespace fluxwalk;

struct Middle {
  std::int64_t blocks = 20, steps = 1000, sites = 1000, planes = 16, interval = 100;
};

Experiment make_experiment(const Middle& middle) {
  Experiment made = bench::box(1, static_cast<std::int32_t>(middle.sites), middle.steps);
  const auto times = bench::every(middle.interval, middle.steps);
  if (middle.planes > 0) bench::watch(made, 1, static_cast<std::int32_t>(middle.planes), times);
  made.measure.has_profile[0] = true;
  made.measure.profile_times = made.measure.moment_times = times;
  return bench::sized(made, 1, middle.blocks);
}

void against(const std::string& what, std::int64_t Middle::*field, const std::vector<std::int64_t>& values) {
  for (const std::int64_t value : values) {
    Middle middle;
    middle.*field = value;
    benchmark::RegisterBenchmark(("scaling/" + what + "/" + std::to_string(value)).c_str(),
                                 [middle](benchmark::State& state) {
                                   const Experiment experiment = make_experiment(middle);
                                   bench::walk(state, experiment);
                                 })
        ->Unit(benchmark::kMillisecond);
  }
}

[[maybe_unused]] const bool registered = [] {
  against("blocks", &Middle::blocks, {1, 4, 16, 64});
  against("steps", &Middle::steps, {100, 1000, 10'000});
  against("sites", &Middle::sites, {32, 100, 128, 1000, 1024, 10'000});
  against("planes", &Middle::planes, {0, 1, 4, 16, 64, 256, 999});
  against("interval", &Middle::interval, {1, 10, 100, 1000});
  return true;
}();

}  // namespace
