#include "fluxwalk/run.hpp"

#include <fmt/chrono.h>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

#include "fluxwalk/error.hpp"
#include "fluxwalk/plan.hpp"
#include "fluxwalk/random.hpp"
#include "fluxwalk/version.hpp"
#include "kernels/kernel.hpp"
#include "kernels/targets.hpp"

namespace fluxwalk {

namespace {

using Clock = std::chrono::steady_clock;

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

  /// True if the caller should simulate a batch, which then ends in end_batch().
  bool begin_batch() {
    if (has_failed_ || is_stopped()) return false;
    ++num_in_flight_;
    return true;
  }

  void end_batch() { --num_in_flight_; }

  void add(std::int64_t batch, BatchTallies tallies) {
    ++num_waiting_;
    const std::lock_guard lock(mutex_);  // sums of integers do not depend on the order of the threads
    --num_waiting_;
    progress_.hops_done += static_cast<double>(tallies.hops_drawn());
    results_.histogram += tallies.histogram;
    tallies.histogram = Counts();
    insert(batch, std::move(tallies));
    ++progress_.batches_done;
    progress_.seconds = seconds();
    if (options_.on_progress) options_.on_progress(progress_);
    if (is_checkpoint_due()) checkpoint();
  }

  /// A checkpoint now, from any thread.
  void save_now() {
    const std::lock_guard lock(mutex_);
    if (!is_closed_ && options_.on_checkpoint) checkpoint();
  }
  /// If a batch fails, for lack of memory for example, the finished batches are not lost.
  void save_after_failure() {
    if (!has_failed_) return;
    try {
      save_now();
    } catch (...) {  // the first failure is the one to be reported
    }
  }
  /// No checkpoint comes after this, and none is running.
  void close() {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }

  void fail(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
    has_failed_ = true;
  }
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

  /// Sorts them by number, whichever thread was the first.
  void insert(std::int64_t batch, BatchTallies tallies) {
    auto& numbers = results_.batch_numbers;
    const auto place = std::lower_bound(numbers.begin(), numbers.end(), batch);
    results_.batches.insert(results_.batches.begin() + (place - numbers.begin()), std::move(tallies));
    numbers.insert(place, batch);
  }

  bool is_stopped() const { return options_.stop != nullptr && *options_.stop; }

  bool is_checkpoint_due() const {
    if (!options_.on_checkpoint || progress_.batches_done == progress_.batches_total) return false;
    // Little time may be left after a stop, so nothing waits for running batches. Threads that are about to
    // add theirs save this one too, and after the last one run() returns.
    if (is_stopped()) return num_in_flight_ > 1 && num_waiting_ == 0;
    return seconds() - last_checkpoint_ >= options_.checkpoint_seconds;
  }

  void checkpoint() {
    stamp();
    options_.on_checkpoint(results_);
    last_checkpoint_ = seconds();  // its end: even slow checkpoints leave most of the time for walking
  }

  Results& results_;
  const RunOptions& options_;
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::atomic<bool> has_failed_ = false;
  std::atomic<int> num_in_flight_ = 0, num_waiting_ = 0;
  bool is_closed_ = false;
  Clock::time_point begin_ = Clock::now();
  double seconds_before_ = 0, last_checkpoint_ = 0;
  Progress progress_;
};

/// No thread saves results any more once run() returns them.
class Closing {
 public:
  explicit Closing(Gatherer& gatherer) : gatherer_(gatherer) {}
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
  ~Closing() { gatherer_.close(); }

 private:
  Gatherer& gatherer_;
};

std::vector<std::int64_t> batches_to_do(const Experiment& experiment, const Results* previous) {
  std::vector<std::int64_t> missing;
  for (std::int64_t batch = 0; batch < experiment.sampling.num_batches; ++batch) {
    const bool is_done = previous != nullptr && std::binary_search(previous->batch_numbers.begin(),
                                                                   previous->batch_numbers.end(), batch);
    if (!is_done) missing.push_back(batch);
  }
  return missing;
}

/// A file continues as it began.
void require_same_numbers(const Experiment& experiment, const Kernel& kernel, const Results* previous) {
  if (previous == nullptr || previous->batch_numbers.empty()) return;
  const std::string& before = previous->provenance.random_use;
  if (before == kernel.random_use()) return;
  throw InputError(
      {{experiment.heading.name, 0, 0, "run.kernel",
        fmt::format("would go on with other random numbers than the results began with: {} after {}",
                    kernel.name(), previous->provenance.kernel),
        "a run that was interrupted must equal one that was not", fmt::format("kernel = \"{}\"", before)}});
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
  made.random_use = kernel.random_use();
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
  const std::size_t num_done = options.previous == nullptr ? 0 : options.previous->batch_numbers.size();
  const int threads = plan(experiment, options.threads, static_cast<std::int64_t>(num_done)).num_threads;
  Results results;
  results.experiment = experiment;
  const auto kernel = make_kernel(results.experiment);
  require_same_numbers(experiment, *kernel, options.previous);
  const std::vector<std::int64_t> to_do = batches_to_do(experiment, options.previous);
  const auto num_to_do = static_cast<std::int64_t>(to_do.size());
  results.provenance = provenance(*kernel, threads);
  if (options.previous != nullptr) results.provenance.integrity = options.previous->provenance.integrity;
  const auto gatherer = std::make_shared<Gatherer>(results, options, num_to_do);
  {
    const Closing closing(*gatherer);
    if (options.on_begin) {
      options.on_begin([weak = std::weak_ptr(gatherer)] {
        if (const auto alive = weak.lock()) alive->save_now();
      });
    }

    // Threads take one batch at a time: with fixed shares, one busy processor would delay all.
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (std::int64_t i = 0; i < num_to_do; ++i) {
      if (!gatherer->begin_batch()) continue;
      try {
        const std::int64_t batch = to_do[static_cast<std::size_t>(i)];
        BatchTallies tallies = kernel->simulate(batch);
        gatherer->add(batch, std::move(tallies));
      } catch (...) {  // an exception must not cross the border of the parallel region
        gatherer->fail(std::current_exception());
      }
      gatherer->end_batch();
    }
    gatherer->save_after_failure();
  }
  gatherer->rethrow_failure();

  gatherer->stamp();
  return results;
}

}  // namespace fluxwalk
