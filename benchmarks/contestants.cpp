#include "benchmarks/contestants.hpp"

#include <omp.h>

#include <chrono>
#include <ctime>
#include <utility>

#include "benchmarks/cases.hpp"
#include "benchmarks/peers/peers.hpp"
#include "benchmarks/peers/python.hpp"
#include "fluxwalk/random.hpp"
#include "fluxwalk/run.hpp"
#include "kernels/walkers/walkers_kernel.hpp"

namespace fluxwalk::bench {
namespace {

/// The work is split into this many parts per thread, so that no thread waits long for the last one: with 8,
/// a thread slowed by a twentieth costs two threads as much.
constexpr int parts_a_thread = 32;

/// Makes the compiler treat the whole value as used.
template <class Value>
void keep(const Value& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

double wall_clock() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double processor_clock() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Times one call that makes `hops` hops.
template <class Act>
Lap timed(double hops, Act&& act) {
  const double wall = wall_clock(), processor = processor_clock();
  act();
  return {hops, wall_clock() - wall, processor_clock() - processor};
}

/// Times the calls act(0), act(1), ... of equal numbers of hops, which together are the work of all threads.
template <class Act>
Lap timed_parts(int threads, double hops_a_part, Act&& act) {
  const int num_parts = threads * parts_a_thread;
  return timed(num_parts * hops_a_part, [&] {
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (int part = 0; part < num_parts; ++part) act(static_cast<std::uint64_t>(part));
  });
}

Lap draw_rows(int threads, std::int64_t work) {
  const std::int64_t rows = 4096 * work;
  return timed_parts(threads, static_cast<double>(rows * block_size),
                     [rows](std::uint64_t part) { keep(targets().front().draw_rows(1, part, rows)); });
}

/// As a user would run it: through the public interface, one batch per part.
Lap run_experiment(const KernelCase& one, int threads, std::int64_t work) {
  const Experiment larger = one.sized(threads * parts_a_thread, work);
  RunOptions options;
  options.threads = threads;
  return timed(larger.system.mean_walkers() * static_cast<double>(larger.system.steps),
               [&] { keep(run(larger, options)); });
}

using Loop = peers::Walked (*)(std::int64_t walkers, std::int64_t steps, std::uint64_t seed);

Lap run_loop(Loop loop, int threads, std::int64_t work) {
  const std::int64_t walkers = 64 * work, steps = 1000;
  return timed_parts(threads, static_cast<double>(walkers * steps),
                     [=](std::uint64_t part) { keep(loop(walkers, steps, part)); });
}

Lap run_python(const char* script, int threads, std::int64_t work) {
  // numpy is fastest with many walkers at a time.
  const peers::PythonWalk walked = peers::run_python(script, threads, (1 << 14) * work, 100);
  return {static_cast<double>(walked.total.hops), walked.seconds, walked.processor_seconds};
}

}  // namespace

std::vector<Contestant> contestants() {
  std::vector<Contestant> all = {{"random-bits", draw_rows}};
  for (const KernelCase& one : kernel_cases())
    all.push_back(
        {one.name, [one](int threads, std::int64_t work) { return run_experiment(one, threads, work); }});
  const std::pair<const char*, Loop> loops[] = {{"loop-mt19937-3d", peers::mt19937_switch},
                                                {"loop-pcg32-3d", peers::pcg32_switch},
                                                {"loop-pcg32-branchfree-3d", peers::pcg32_branch_free}};
  for (const auto& entry : loops)
    all.push_back({entry.first, [loop = entry.second](int threads, std::int64_t work) {
                     return run_loop(loop, threads, work);
                   }});
  const std::pair<const char*, const char*> scripts[] = {{"numpy-3d", peers::numpy_script()},
                                                         {"numba-3d", peers::numba_script()}};
  for (const auto& entry : scripts)
    if (peers::can_run_python(entry.second))
      all.push_back({entry.first, [script = entry.second](int threads, std::int64_t work) {
                       return run_python(script, threads, work);
                     }});
  return all;
}

int num_processors() {
  return omp_get_num_procs();
}

}  // namespace fluxwalk::bench
