#include <doctest/doctest.h>

#include "kernels/reference/reference_kernel.hpp"
#include "kernels/walkers/walkers_kernel.hpp"
#include "random_experiment.hpp"

using namespace fluxwalk;

TEST_CASE("the walkers kernel equals the reference twin, table by table, over random experiments") {
  RandomExperiment draw(20260101);
  std::int64_t num_hops = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const Experiment experiment = draw();
    const ReferenceKernel reference(experiment);
    for (std::int64_t batch = 0; batch < std::min<std::int64_t>(2, experiment.num_batches); ++batch) {
      CAPTURE(trial);
      CAPTURE(batch);
      const BatchTallies expected = reference.simulate(batch);
      std::vector<const Counts*> twin;
      for_each_table(expected, [&](const std::string&, const Counts& counts) { twin.push_back(&counts); });
      for (const Target& target : targets()) {
        if (!target.can_run()) continue;
        CAPTURE(std::string(target.name));
        const BatchTallies counted = WalkersKernel(experiment, target).simulate(batch);
        REQUIRE(counted.started == expected.started);
        auto other = twin.begin();
        for_each_table(counted, [&](const std::string& name, const Counts& counts) {
          CAPTURE(name);
          REQUIRE(counts == **other++);
        });
      }
      for (const std::int64_t count : expected.choices.data()) num_hops += count;
    }
  }
  CHECK(num_hops > 1'000'000);  // the experiments drawn are not all empty
}
