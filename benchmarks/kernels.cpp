/// \file
/// Hops per second of each case on one thread, with its kernel and, for short cases, with the reference
/// kernel.

#include <string>

#include "benchmarks/cases.hpp"
#include "benchmarks/walk.hpp"

namespace {

using namespace fluxwalk;

void add(const bench::KernelCase& one, KernelKind kind, std::int64_t work) {
  Experiment experiment = one.sized(1, work);
  experiment.sampling.kernel = kind;
  const std::string title = std::string(to_string(kind)) + "/" + one.name;
  benchmark::RegisterBenchmark(title.c_str(), [experiment](benchmark::State& state) {
    bench::walk(state, experiment);
  })->Unit(benchmark::kMillisecond);
}

[[maybe_unused]] const bool registered = [] {
  for (const bench::KernelCase& one : bench::kernel_cases()) {
    const KernelKind kind = one.experiment.sampling.kernel;
    add(one, kind, kind == KernelKind::occupation ? 1 : 20);
    const bool is_quick = one.experiment.measure.planes[0].size() == 1;  // the reference checks all planes
    if (is_quick) add(one, KernelKind::reference, 1);
  }
  return true;
}();

}  // namespace
