#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "benchmarks/cases.hpp"
#include "benchmarks/contestants.hpp"
#include "fluxwalk/run.hpp"

using namespace fluxwalk;

TEST_CASE("the contestants take turns, and the median of their laps counts") {
  std::string turns;
  std::vector<double> slowness = {1, 50, 2, 4, 3};  // of the laps of b
  std::size_t lap = 0;
  const bench::Contestant a = {"a", [&](int threads, std::int64_t work) {
                                 turns += threads == 1 ? 'a' : 'A';
                                 const auto hops = static_cast<double>(work) * threads;
                                 return bench::Lap{hops, hops / 30, hops / 10};
                               }};
  const bench::Contestant b = {"b", [&](int threads, std::int64_t work) {
                                 turns += threads == 1 ? 'b' : 'B';
                                 const auto hops = static_cast<double>(work);
                                 if (threads == 1) return bench::Lap{hops, 1, hops / 7};
                                 return bench::Lap{hops, hops * slowness.at(lap++), 1};
                               }};
  bench::RaceOptions options;
  options.threads = 3;
  options.lap_seconds = 2;
  const auto rates = bench::race({a, b}, options);
  // Work of 1, 4, ... units is tried until it takes a fourth of 2 s: 16 at 10 per second, 4 at 7 per second.
  CHECK(turns == "aaabbaAbBaAbBaAbBaAbBaAbB");
  REQUIRE(rates.size() == 2);
  CHECK(rates[0].name == "a");
  CHECK(rates[0].one_thread == doctest::Approx(10));
  CHECK(rates[0].all_threads == doctest::Approx(30));
  CHECK(rates[1].one_thread == doctest::Approx(7));
  CHECK(rates[1].all_threads == doctest::Approx(1.0 / 3));
}

TEST_CASE("every case counts each hop of every walker") {
  for (const bench::KernelCase& one : bench::kernel_cases()) {
    CAPTURE(one.name);
    const Experiment experiment = one.sized(2, 1);
    const BatchTallies total = run(experiment).total();
    std::int64_t hops = 0;
    for (const std::int64_t count : total.choices.data()) hops += count;
    CHECK(hops == static_cast<std::int64_t>(experiment.system.mean_walkers()) * experiment.system.steps);
    CHECK(total.started == static_cast<std::int64_t>(experiment.system.mean_walkers()));
    const Counts& crossings = experiment.measure.only_net ? total.net[0] : total.forward[0];
    CHECK(crossings.columns() == experiment.measure.planes[0].size());
    // No walker leaves.
    if (experiment.measure.has_profile[0]) {
      const std::size_t last = total.profile[0].rows() - 1;
      std::int64_t walkers = 0;
      for (std::size_t layer = 0; layer < total.profile[0].columns(); ++layer)
        walkers += total.profile[0](last, layer);
      CHECK(walkers == static_cast<std::int64_t>(experiment.system.mean_walkers()));
    }
  }
}
