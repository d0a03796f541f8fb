#include "fluxwalk/run.hpp"

#include <fmt/chrono.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <exception>
#include <mutex>
#include <numeric>
#include <utility>

#include "fluxwalk/error.hpp"
#include "fluxwalk/random.hpp"
#include "fluxwalk/version.hpp"
#include "kernels/kernel.hpp"
#include "kernels/targets.hpp"
#include "model/memory.hpp"

namespace fluxwalk {

namespace {

using Clock = std::chrono::steady_clock;

/// As many as are asked for, but no more than there is work for.
int num_threads(const Experiment& experiment, const RunOptions& options, std::int64_t num_to_do) {
  int asked = omp_get_num_procs();
  if (experiment.threads > 0) asked = experiment.threads;
  if (options.threads > 0) asked = options.threads;
  return static_cast<int>(std::clamp<std::int64_t>(asked, 1, std::max<std::int64_t>(1, num_to_do)));
}

/// Gathers finished batches, and the first exception, from all threads.
class Gatherer {
 public:
  /// Into these results, which name everything else.
  Gatherer(Results& results, const RunOptions& options, std::int64_t num_to_do)
      : results_(results), options_(options) {
    progress_.batches_total = num_to_do;
    results_.histogram = BatchTallies::zero(results.experiment).histogram;
    if (options.previous == nullptr) return;
    const Results& previous = *options.previous;
    results_.batch_numbers = previous.batch_numbers;
    results_.batches = previous.batches;
    results_.histogram += previous.histogram;
    seconds_before_ = previous.provenance.wall_seconds;
  }

  void add(std::int64_t batch, BatchTallies tallies) {
    const std::lock_guard lock(
        mutex_);  // sums of integers do not depend on the order in which threads come here
    const auto& choices = tallies.choices.data();
    progress_.hops_done += std::accumulate(choices.begin(), choices.end(), 0.0);
    results_.histogram += tallies.histogram;
    tallies.histogram = Counts();
    insert(batch, std::move(tallies));
    ++progress_.batches_done;
    progress_.seconds = seconds();
    if (options_.on_progress) options_.on_progress(progress_);
    if (options_.on_checkpoint && progress_.batches_done < progress_.batches_total) checkpoint();
  }

  void fail(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
    has_failed_ = true;
  }
  bool has_failed() const { return has_failed_; }
  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

  /// When the results were made, and how long it took.
  void stamp() {
    results_.provenance.created = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
    results_.provenance.wall_seconds = seconds_before_ + seconds();
  }

 private:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  /// In their order, whichever thread is the first.
  void insert(std::int64_t batch, BatchTallies tallies) {
    auto& numbers = results_.batch_numbers;
    const auto place = std::lower_bound(numbers.begin(), numbers.end(), batch);
    results_.batches.insert(results_.batches.begin() + (place - numbers.begin()), std::move(tallies));
    numbers.insert(place, batch);
  }

  void checkpoint() {
    if (seconds() - last_checkpoint_ < options_.checkpoint_seconds) return;
    stamp();
    options_.on_checkpoint(results_);
    last_checkpoint_ = seconds();  // of its end: most of the time is for walking, however long it takes
  }

  Results& results_;
  const RunOptions& options_;
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::atomic<bool> has_failed_ = false;
  Clock::time_point begin_ = Clock::now();
  double seconds_before_ = 0, last_checkpoint_ = 0;
  Progress progress_;
};

std::vector<std::int64_t> batches_to_do(const Experiment& experiment, const Results* previous) {
  std::vector<std::int64_t> missing;
  for (std::int64_t batch = 0; batch < experiment.num_batches; ++batch) {
    const bool is_done = previous != nullptr && std::binary_search(previous->batch_numbers.begin(),
                                                                   previous->batch_numbers.end(), batch);
    if (!is_done) missing.push_back(batch);
  }
  return missing;
}

/// The command line may ask for more threads than the file, and an experiment need not come from a file.
void require_memory(const Experiment& experiment, int threads) {
  const auto shortage = memory_shortage(sizes_of(experiment, threads), available_memory());
  if (!shortage) return;
  throw InputError({{experiment.name, 0, 0, shortage->largest.key, shortage->problem, shortage->reason,
                     shortage->suggestion}});
}

/// A file goes on as it began: the kernels that move walkers draw the same numbers, the occupation kernel
/// others.
void require_same_numbers(const Experiment& experiment, const Kernel& kernel, const Results* previous) {
  if (previous == nullptr || previous->batch_numbers.empty()) return;
  const std::string& before = previous->provenance.kernel;
  const bool were_dealt = before.starts_with("occupation"),
             are_dealt = kernel.name().starts_with("occupation");
  if (were_dealt == are_dealt) return;
  throw InputError(
      {{experiment.name, 0, 0, "run.kernel",
        fmt::format("would go on with other random numbers than the results began with: {} after {}",
                    kernel.name(), before),
        "a run that was interrupted must equal one that was not",
        fmt::format("kernel = \"{}\"", were_dealt ? "occupation" : "walkers")}});
}

Provenance provenance(const Kernel& kernel, int threads) {
  Provenance made;
  made.version = version();
  made.revision = revision();
  made.compiler = compiler();
  made.build_type = build_type();
  made.cpu = cpu_name();
  made.host_os = operating_system();
  made.kernel = kernel.name();
  made.random_contract = std::string(random_contract);
  made.threads = threads;
  return made;
}

}  // namespace

std::vector<std::string> vector_widths() {
  std::vector<std::string> names;
  for (const Target& target : targets()) names.emplace_back(target.name);
  return names;
}

Results run(const Experiment& experiment, const RunOptions& options) {
  const std::int64_t num_done =
      options.previous == nullptr ? 0 : static_cast<std::int64_t>(options.previous->batch_numbers.size());
  const int threads = num_threads(experiment, options, experiment.num_batches - num_done);
  require_countable(experiment);
  require_memory(experiment, threads);
  Results results;
  results.experiment = experiment;
  const auto kernel = make_kernel(results.experiment);
  require_same_numbers(experiment, *kernel, options.previous);
  const std::vector<std::int64_t> to_do = batches_to_do(experiment, options.previous);
  const auto num_to_do = static_cast<std::int64_t>(to_do.size());
  results.provenance = provenance(*kernel, threads);
  if (options.previous != nullptr) results.provenance.integrity = options.previous->provenance.integrity;
  Gatherer gatherer(results, options, num_to_do);

  // Batches are dealt out one at a time: with fixed shares, one busy processor would hold up all.
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (std::int64_t i = 0; i < num_to_do; ++i) {
    if (gatherer.has_failed() || (options.stop != nullptr && *options.stop)) continue;
    try {
      const std::int64_t batch = to_do[static_cast<std::size_t>(i)];
      BatchTallies tallies = kernel->simulate(batch);
      gatherer.add(batch, std::move(tallies));
    } catch (...) {  // an exception must not cross the border of the parallel region
      gatherer.fail(std::current_exception());
    }
  }
  gatherer.rethrow_failure();

  gatherer.stamp();
  return results;
}

}  // namespace fluxwalk
