/// \file
/// Hops a second of each case on one thread, with the kernel that `auto` takes and, where it is over
/// soon, with the reference twin.

#include <string>

#include "benchmarks/cases.hpp"
#include "benchmarks/walk.hpp"

namespace {

using namespace fluxwalk;

void add(const bench::KernelCase& one, KernelKind kind, std::int64_t blocks) {
  Experiment experiment = bench::sized(one.experiment, 1, blocks);
  experiment.kernel = kind;
  const std::string title = std::string(to_string(kind)) + "/" + one.name;
  benchmark::RegisterBenchmark(title.c_str(), [experiment](benchmark::State& state) {
    bench::walk(state, experiment);
  })->Unit(benchmark::kMillisecond);
}

[[maybe_unused]] const bool registered = [] {
  for (const bench::KernelCase& one : bench::kernel_cases()) {
    add(one, KernelKind::automatic, 20);
    const bool is_quick = one.experiment.measure.planes[0].size() == 1;  // the twin looks at every plane
    if (is_quick) add(one, KernelKind::reference, 1);
  }
  return true;
}();

}  // namespace
