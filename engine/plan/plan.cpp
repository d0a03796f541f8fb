#include "fluxwalk/plan.hpp"

#include <fmt/core.h>
#include <omp.h>

#include <algorithm>

#include "fluxwalk/error.hpp"
#include "fluxwalk/visible_text.hpp"
#include "plan/kernel_choice.hpp"
#include "plan/memory.hpp"

namespace fluxwalk {

namespace {

/// The command line may ask for more threads than the file does, and an experiment need not come from a file.
void require_memory(const Sizes& sizes, double available) {
  if (const auto shortage = memory_shortage(sizes, available))
    throw InputError({{sizes.experiment.heading.name, 0, 0, shortage->largest.key, shortage->problem,
                       shortage->reason, shortage->suggestion}});
}

}  // namespace

double Plan::bytes() const noexcept {
  double sum = 0;
  for (const MemoryNeed& need : memory) sum += need.bytes;
  return sum;
}

Plan plan(const Experiment& experiment, int threads, std::int64_t num_done) {
  Plan made;
  made.num_batches = experiment.sampling.num_batches - num_done;
  const int asked = threads > 0 ? threads : experiment.settings.threads;
  made.num_threads = static_cast<int>(std::clamp<std::int64_t>(asked > 0 ? asked : omp_get_num_procs(), 1,
                                                               std::max<std::int64_t>(1, made.num_batches)));
  const Sizes sizes(experiment, made.num_threads);
  require_kernel(sizes);
  made.kernel = chosen_kernel(sizes);
  made.automatic = quickest_kernel(sizes);
  made.why = why_chosen(sizes);
  made.is_asked = experiment.sampling.kernel != KernelKind::automatic;
  for (const KernelKind other : {KernelKind::walkers, KernelKind::occupation, KernelKind::reference})
    if (const auto refusal = why_not(other, sizes))
      made.refused.push_back({other, refusal->problem + ": " + refusal->reason});
  made.available_memory = available_memory();
  require_memory(sizes, made.available_memory);
  made.memory = memory_needs(sizes);
  if (!made.is_asked && made.kernel == KernelKind::reference)
    made.notes.push_back(fmt::format("the reference kernel runs: {}.", made.why));
  if (asked > made.num_threads && made.num_batches > 0)
    made.notes.push_back(fmt::format(
        "{} threads are asked for and {} used: each batch takes one thread, and {} to do. More batches "
        "(run.batches) can use more threads.",
        asked, made.num_threads, counted(made.num_batches, "batch is", "batches are")));
  return made;
}

}  // namespace fluxwalk
