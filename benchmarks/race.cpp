#include "benchmarks/race.hpp"

#include <algorithm>
#include <cmath>

namespace fluxwalk::bench {
namespace {

/// Units of work that keep one thread busy for about this many seconds.
std::int64_t work_for(const Contestant& contestant, double seconds) {
  for (std::int64_t work = 1;; work *= 4) {
    const Lap lap = contestant.run(1, work);
    if (lap.processor_seconds < seconds / 4) continue;  // too short for an estimate
    const double fitting = static_cast<double>(work) * seconds / lap.processor_seconds;
    return std::max<std::int64_t>(1, std::llround(fitting));
  }
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

std::vector<Rates> race(const std::vector<Contestant>& contestants, const RaceOptions& options) {
  struct Course {
    std::int64_t work;
    std::vector<double> one_thread, all_threads;
  };
  std::vector<Course> courses;
  courses.reserve(contestants.size());
  for (const Contestant& contestant : contestants)
    courses.push_back({work_for(contestant, options.lap_seconds), {}, {}});

  for (int lap = 0; lap < options.laps; ++lap)
    for (std::size_t i = 0; i < contestants.size(); ++i) {
      const Contestant& contestant = contestants[i];
      const Lap alone = contestant.run(1, courses[i].work);
      const Lap together = contestant.run(options.threads, courses[i].work);
      courses[i].one_thread.push_back(alone.hops / alone.processor_seconds);
      courses[i].all_threads.push_back(together.hops / together.seconds);
    }

  std::vector<Rates> rates;
  for (std::size_t i = 0; i < contestants.size(); ++i)
    rates.push_back({contestants[i].name, median(courses[i].one_thread), median(courses[i].all_threads)});
  return rates;
}

}  // namespace fluxwalk::bench
