#include <fmt/format.h>
#include <omp.h>

#include <algorithm>

#include "fluxwalk/run.hpp"
#include "model/kernel_choice.hpp"
#include "run/threads.hpp"

namespace fluxwalk {

int asked_threads(const Experiment& experiment, const RunOptions& options) {
  return options.threads > 0 ? options.threads : experiment.threads;
}

std::int64_t num_batches_to_do(const Experiment& experiment, const RunOptions& options) {
  return experiment.num_batches - (options.previous == nullptr
                                       ? 0
                                       : static_cast<std::int64_t>(options.previous->batch_numbers.size()));
}

int num_threads(const Experiment& experiment, const RunOptions& options) {
  const int asked = asked_threads(experiment, options);
  const std::int64_t most = std::max<std::int64_t>(1, num_batches_to_do(experiment, options));
  return static_cast<int>(std::clamp<std::int64_t>(asked > 0 ? asked : omp_get_num_procs(), 1, most));
}

std::string kernel_note(const Experiment& experiment) {
  const Sizes sizes = sizes_of(experiment, 1);
  if (chosen_kernel(sizes) == running_kernel(sizes)) return "";
  const std::string why = follows_walkers(sizes)
                              ? "measure.moments and measure.first_passage need walkers that are followed"
                              : "kernel = \"walkers\" asks for walkers that are followed";
  const std::string remedy =
      follows_walkers(sizes)
          ? "Without these two sections the experiment takes the occupation kernel, which costs the number "
            "of "
            "sites and not the number of walkers."
          : "With kernel = \"auto\" it takes the occupation kernel, which costs the number of sites and not "
            "the number of walkers.";
  return fmt::format(
      "{}, and in a medium the reference kernel does this: it moves one walker at a time, about ten million "
      "hops per second on each thread, a thousand times fewer than without a medium. {}",
      why, remedy);
}

std::vector<std::string> notes(const Experiment& experiment, const RunOptions& options) {
  std::vector<std::string> list;
  if (std::string note = kernel_note(experiment); !note.empty()) list.push_back(std::move(note));
  const int asked = asked_threads(experiment, options), threads = num_threads(experiment, options);
  const std::int64_t to_do = num_batches_to_do(experiment, options);
  if (asked > threads && to_do > 0)
    list.push_back(fmt::format(
        "{} threads are asked for and {} used: each batch takes one thread, and {} {} to do. More batches "
        "(run.batches) can use more threads.",
        asked, threads, to_do, to_do == 1 ? "batch is" : "batches are"));
  return list;
}

}  // namespace fluxwalk
