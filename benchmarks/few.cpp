/// \file
/// Few walkers per site, moved one by one and drawn by their numbers: the same boxes between walls, all
/// planes along x counted both ways in bins of 30 steps.

#include <string>

#include "benchmarks/cases.hpp"
#include "benchmarks/walk.hpp"

namespace {

using namespace fluxwalk;

Experiment make_experiment(int dimension, std::int64_t walkers_a_site, double stay, KernelKind kernel) {
  const std::int32_t side = dimension == 1 ? 1000 : dimension == 2 ? 32 : 10;
  Experiment made = bench::box(dimension, side, 600);
  for (auto& faces : made.system.faces)
    for (Face& face : faces) face.kind = FaceKind::reflecting;
  made.system.hop_law = HopLaw::unbiased(dimension, stay);
  bench::watch(made, 0, side, bench::every(30, made.system.steps));
  made.measure.has_profile[0] = true;
  made.measure.profile_times = made.measure.flux_edges;
  made.system.populations.front().walkers = walkers_a_site * made.system.lattice.num_sites();
  made.sampling.kernel = kernel;
  return made;
}

[[maybe_unused]] const bool registered = [] {
  for (const int dimension : {1, 2, 3}) {
    for (const bool stays : {false, true}) {
      for (const int walkers : {1, 2, 5, 10, 30, 100}) {
        for (const bool by_numbers : {false, true}) {
          const std::string name = "few/" + std::to_string(dimension) + "d" + (stays ? "-staying/" : "/") +
                                   std::to_string(walkers) + (by_numbers ? "/occupation" : "/walkers");
          benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
            bench::walk(state, make_experiment(dimension, walkers, stays ? 0.2 : 0.0,
                                               by_numbers ? KernelKind::occupation : KernelKind::walkers));
          })->Unit(benchmark::kMillisecond);
        }
      }
    }
  }
  return true;
}();

}  // namespace
