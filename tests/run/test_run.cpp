#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <future>
#include <new>
#include <thread>
#include <utility>
#include <vector>

#include "fluxwalk/error.hpp"
#include "fluxwalk/run.hpp"
#include "kernels/random_experiment.hpp"

using namespace fluxwalk;

namespace {

bool same_tallies(const Results& left, const Results& right) {
  return left.batch_numbers == right.batch_numbers && left.batches == right.batches &&
         left.histogram == right.histogram;
}

Experiment some_experiment(std::uint64_t seed) {
  Experiment experiment = RandomExperiment(seed)();
  experiment.sampling.num_batches = 12;
  return experiment;
}

}  // namespace

TEST_CASE("the answer does not depend on the number of threads") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Experiment experiment = some_experiment(seed);
    RunOptions options;
    options.threads = 1;
    const Results one = run(experiment, options);
    CHECK(one.is_complete());
    for (const int threads : {2, 7}) {
      options.threads = threads;
      CHECK(same_tallies(run(experiment, options), one));
    }
  }
}

TEST_CASE("an interrupted run, resumed, equals an uninterrupted one") {
  const Experiment experiment = some_experiment(3);
  const Results whole = run(experiment);
  std::atomic<bool> stop = false;
  RunOptions options;
  options.threads = 2;
  options.stop = &stop;
  options.on_progress = [&](const Progress& progress) { stop = progress.batches_done >= 4; };
  const Results part = run(experiment, options);
  CHECK(!part.is_complete());
  CHECK(part.batches.size() >= 4);
  options = {};
  options.previous = &part;
  const Results resumed = run(experiment, options);
  CHECK(resumed.is_complete());
  CHECK(same_tallies(resumed, whole));
}

TEST_CASE("a run goes on with the random numbers that it began with") {
  Experiment experiment = some_experiment(3);
  experiment.measure.moment_times.clear();
  experiment.measure.propagator_times.clear();
  experiment.measure.first_passage_targets.clear();
  experiment.sampling.kernel = KernelKind::walkers;
  Results part = run(experiment);
  part.batches.resize(4);
  part.batch_numbers.resize(4);
  RunOptions options;
  options.previous = &part;
  experiment.sampling.kernel = KernelKind::reference;
  CHECK(run(experiment, options).is_complete());
  experiment.sampling.kernel = KernelKind::occupation;
  CHECK_THROWS_WITH_AS(run(experiment, options), doctest::Contains("other random numbers"), InputError);
}

TEST_CASE("progress is told after each batch") {
  const Experiment experiment = some_experiment(5);
  std::int64_t last = 0;
  RunOptions options;
  options.threads = 3;
  options.on_progress = [&](const Progress& progress) {
    CHECK(progress.batches_done == ++last);
    CHECK(progress.batches_total == 12);
  };
  run(experiment, options);
  CHECK(last == 12);
}

TEST_CASE("a checkpoint after each batch but the last holds what has finished, from which a run goes on") {
  const Experiment experiment = some_experiment(3);
  const Results whole = run(experiment);
  std::vector<Results> kept;
  RunOptions options;
  options.threads = 3;
  options.checkpoint_seconds = 0;
  options.on_checkpoint = [&](const Results& so_far) { kept.push_back(so_far); };
  CHECK(same_tallies(run(experiment, options), whole));
  REQUIRE(kept.size() == 11);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    CHECK(kept[i].batches.size() == i + 1);
    CHECK(kept[i].provenance.kernel == whole.provenance.kernel);
    RunOptions rest;
    rest.previous = &kept[i];
    CHECK(same_tallies(run(experiment, rest), whole));
  }
  CHECK(kept.front().provenance.wall_seconds < kept.back().provenance.wall_seconds);

  kept.clear();
  options.checkpoint_seconds = 3600;
  run(experiment, options);
  CHECK(kept.empty());
}

TEST_CASE("what has finished can be saved at any time, from another thread, while a batch is in flight") {
  const Experiment experiment = some_experiment(3);
  std::function<void()> save_now;
  std::vector<std::size_t> saved;
  RunOptions options;
  options.threads = 1;
  options.checkpoint_seconds = 3600;
  options.on_begin = [&](std::function<void()> save) {
    save_now = std::move(save);
    save_now();
  };
  options.on_checkpoint = [&](const Results& so_far) { saved.push_back(so_far.batches.size()); };
  std::thread other;
  options.on_progress = [&](const Progress& progress) {
    // This thread holds up the run until another thread has begun to ask; it is served after this batch has
    // been added.
    if (progress.batches_done != 4) return;
    std::promise<void> asking;
    other = std::thread([&] {
      asking.set_value();
      save_now();
    });
    asking.get_future().wait();
  };
  run(experiment, options);
  other.join();
  REQUIRE(saved.size() >= 1);
  CHECK(saved.front() == 0);
  // The thread may come too late for the end of such a short run, and then does nothing.
  if (saved.size() > 1) CHECK((saved.back() >= 4 && saved.back() <= 12));
  const std::size_t before = saved.size();
  save_now();
  CHECK(saved.size() == before);
}

TEST_CASE("after a stop, each batch that was in flight is saved as it finishes, but for the last") {
  const Experiment experiment = some_experiment(3);
  std::atomic<bool> stop = false;
  std::vector<std::size_t> saved;
  RunOptions options;
  options.threads = 1;
  options.stop = &stop;
  options.checkpoint_seconds = 3600;
  options.on_checkpoint = [&](const Results& so_far) { saved.push_back(so_far.batches.size()); };
  options.on_progress = [&](const Progress& progress) { stop = progress.batches_done == 4; };
  CHECK(run(experiment, options).batches.size() == 4);
  CHECK(saved.empty());  // run() returns at once

  // The first of two threads to finish raises the flag while the other is in its batch, or has not begun one.
  stop = false;
  options.threads = 2;
  std::atomic<int> num_done = 0;
  options.on_progress = [&](const Progress&) {
    stop = true;
    ++num_done;
  };
  const std::size_t at_end = run(experiment, options).batches.size();
  CHECK(static_cast<int>(at_end) == num_done);
  for (const std::size_t size : saved) CHECK((size >= 1 && size <= at_end));
}

TEST_CASE("what had finished is saved when a later batch fails") {
  const Experiment experiment = some_experiment(3);
  std::size_t saved = 0;
  RunOptions options;
  options.threads = 1;
  options.checkpoint_seconds = 3600;
  options.on_checkpoint = [&](const Results& so_far) { saved = so_far.batches.size(); };
  options.on_progress = [&](const Progress& progress) {
    if (progress.batches_done == 4) throw std::bad_alloc();
  };
  CHECK_THROWS_AS(run(experiment, options), std::bad_alloc);
  CHECK(saved == 4);
}

TEST_CASE("an exception in a parallel region comes out of it") {
  const Experiment experiment = some_experiment(6);
  RunOptions options;
  options.threads = 2;
  options.on_progress = [](const Progress&) { throw FileError("no paper left"); };
  CHECK_THROWS_AS(run(experiment, options), FileError);
}

TEST_CASE("more steps than can be counted are refused") {
  Experiment experiment = some_experiment(7);
  experiment.system.steps = std::int64_t{1} << 32;
  CHECK_THROWS_WITH_AS(run(experiment), doctest::Contains("run.steps"), InputError);

  // If no walker is followed, the occupation kernel continues; only that it would begin is tested here.
  experiment.measure = {};
  const std::atomic<bool> stop = true;
  RunOptions options;
  options.stop = &stop;
  CHECK(run(experiment, options).provenance.kernel.starts_with("occupation"));
  experiment.sampling.kernel = KernelKind::walkers;
  CHECK_THROWS_WITH_AS(run(experiment, options), doctest::Contains("run.steps"), InputError);
}
