#pragma once
/// \file
/// Runs an experiment: batches over threads, progress, interruption, resume.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/results.hpp"

namespace fluxwalk {

struct Progress {
  std::int64_t batches_done = 0;   ///< by this run
  std::int64_t batches_total = 0;  ///< that this run has to do
  double hops_done = 0;            ///< walker-steps simulated by this run (draws of a hop, stays included)
  double seconds = 0;              ///< since the run began
};

struct RunOptions {
  int threads = 0;  ///< 0: Experiment::threads, and if that is 0, all processors
  std::function<void(const Progress&)> on_progress;  ///< called from one thread at a time, after each batch
  /// Called with the finished batches, from one thread at a time while the others continue: after a batch, if
  /// `checkpoint_seconds` have passed since the last call ended or the run began, or if `stop` is true. Not
  /// called after the last batch, since run() returns then.
  std::function<void(const Results&)> on_checkpoint;
  double checkpoint_seconds = 600;
  /// Called before the first batch with a function that calls on_checkpoint at once, whatever the time and
  /// however long the running batches still take. Any thread may call that function, but no signal handler;
  /// it returns when on_checkpoint has. Once run() has returned it does nothing.
  std::function<void(std::function<void()> save_now)> on_begin;
  const std::atomic<bool>* stop = nullptr;  ///< once true, no further batch begins; those in flight finish
  const Results* previous = nullptr;        ///< batches found here are taken over, not run again
};

/// The vectors for which the walkers kernel was compiled and which this processor has, the widest first:
/// "avx512", "avx2", "baseline" on x86-64; only "baseline" elsewhere.
std::vector<std::string> vector_widths();

/// Estimates the seconds that `num_batches` batches take on this machine, without the analysis. A trial of
/// some tenths of a second simulates the first steps; the last of these stand for the rest of the run.
/// \throws InputError as run() does.
double expected_seconds(const Experiment& experiment, int threads, std::int64_t num_batches);

/// Runs every batch of the experiment that `previous` does not hold.
/// The tallies are the same for any number of threads, and whichever batches came from `previous`.
/// \throws InputError if no kernel can measure what the experiment asks, if it cannot fit into memory, or if
/// `previous` was made with other random numbers.
Results run(const Experiment& experiment, const RunOptions& options = {});

}  // namespace fluxwalk
