#pragma once
/// \file
/// Times several programs of the same kind side by side: a disturbance of the machine affects all of them.

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
  /// Does this many units of work, of the contestant's own size, on each of this many threads.
  std::function<Lap(int threads, std::int64_t work)> run;
};

struct Rates {
  std::string name;
  /// Hops per second of processor time, median of the laps: other programs on the machine hardly matter.
  double one_thread = 0;
  /// Hops per second of elapsed time: this includes how the work is split among the threads.
  double all_threads = 0;
};

struct RaceOptions {
  int threads = 1;  ///< the number meant by "all threads"
  int laps = 5;
  double lap_seconds = 1.0;
};

/// Finds for each contestant the work that takes a lap (this also warms it up), then runs all of them in
/// turn, on one thread and on all, once per lap.
std::vector<Rates> race(const std::vector<Contestant>& contestants, const RaceOptions& options);

}  // namespace fluxwalk::bench
