#pragma once
/// \file
/// Times several programs of the same kind side by side: what disturbs the machine disturbs all alike.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace fluxwalk::bench {

struct Lap {
  double hops = 0;
  double seconds = 0;            ///< by the clock on the wall
  double processor_seconds = 0;  ///< spent on it by all threads together
};

struct Contestant {
  std::string name;
  /// Does so many units of work, of the contestant's own size, on each of so many threads.
  std::function<Lap(int threads, std::int64_t work)> run;
};

struct Rates {
  std::string name;
  /// Hops in a second of the processor's time, median of the laps: other programs on the machine hardly
  /// count.
  double one_thread = 0;
  /// Hops per second of elapsed time: how the work is split among the threads counts.
  double all_threads = 0;
};

struct RaceOptions {
  int threads = 1;  ///< what all threads are
  int laps = 5;
  double lap_seconds = 1.0;
};

/// Finds for each contestant the work that takes a lap (which warms it up, too), then lets all of them run in
/// turn, on one thread and on all, as many times as there are laps.
std::vector<Rates> race(const std::vector<Contestant>& contestants, const RaceOptions& options);

}  // namespace fluxwalk::bench
