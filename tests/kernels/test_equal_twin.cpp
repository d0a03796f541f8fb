#include <doctest/doctest.h>

#include <numeric>
#include <string>

#include "fluxwalk/error.hpp"
#include "fluxwalk/run.hpp"
#include "kernels/reference/reference_kernel.hpp"
#include "kernels/walkers/walkers_kernel.hpp"
#include "random_experiment.hpp"

using namespace fluxwalk;

namespace {

/// With every vector width that this processor has. Returns the tallies of the reference kernel.
BatchTallies require_equal(Experiment experiment, std::int64_t batch) {
  const BatchTallies expected = ReferenceKernel(experiment).simulate(batch);
  std::vector<const Counts*> twin;
  for_each_table(expected, [&](const std::string&, const Counts& counts) { twin.push_back(&counts); });
  for (const std::string& vectors : vector_widths()) {
    CAPTURE(vectors);
    experiment.settings.vectors = vectors;
    const BatchTallies counted = WalkersKernel(experiment).simulate(batch);
    REQUIRE(counted.started == expected.started);
    auto other = twin.begin();
    for_each_table(counted, [&](const std::string& name, const Counts& counts) {
      CAPTURE(name);
      REQUIRE(counts == **other++);
    });
  }
  return expected;
}

Experiment box(std::vector<std::int32_t> shape, std::int64_t walkers, std::int64_t steps) {
  Experiment made;
  made.heading.name = "box";
  made.sampling.num_batches = 1;
  made.system.steps = steps;
  made.system.lattice.dimension = static_cast<int>(shape.size());
  made.system.hop_law = HopLaw::unbiased(made.system.lattice.dimension);
  Population& population = made.system.populations.emplace_back();
  population.walkers = walkers;
  for (std::size_t a = 0; a < shape.size(); ++a) {
    made.system.lattice.shape[a] = shape[a];
    population.along[a].weights.assign(static_cast<std::size_t>(shape[a]), 1);
  }
  return made;
}

/// Every spacing-th plane, and both faces.
void watch_planes(Experiment& experiment, std::int32_t spacing, std::int64_t interval) {
  for (std::size_t a = 0; a < static_cast<std::size_t>(experiment.system.lattice.dimension); ++a) {
    Ascending& planes = experiment.measure.planes[a];
    const std::int32_t last = experiment.system.lattice.shape[a];
    for (std::int32_t plane = 0; plane < last; plane += spacing) planes.push_back(plane);
    planes.push_back(last);
  }
  for (std::int64_t edge = 0; edge <= experiment.system.steps; edge += interval)
    experiment.measure.flux_edges.push_back(edge);
}

void set_faces(Experiment& experiment, FaceKind kind) {
  for (auto& faces : experiment.system.faces) {
    for (Face& face : faces) face = {kind, 0.3};
  }
}

}  // namespace

TEST_CASE("the walkers kernel equals the reference twin, table by table, over random experiments") {
  RandomExperiment draw(20260101);
  std::int64_t num_hops = 0, num_returned = 0, num_in_boxes = 0;
  for (int trial = 0; trial < 400; ++trial) {
    CAPTURE(trial);
    const Experiment experiment = draw();
    for (std::int64_t batch = 0; batch < std::min<std::int64_t>(2, experiment.sampling.num_batches);
         ++batch) {
      CAPTURE(batch);
      const BatchTallies counted = require_equal(experiment, batch);
      for (const std::int64_t count : counted.choices.data()) num_hops += count;
      for (std::size_t bin = 0; bin < counted.first_passage.rows(); ++bin) {
        for (std::size_t i = 0; i < counted.first_passage.columns(); ++i) {
          const TargetKind kind = experiment.measure.first_passage_targets[i].kind;
          const std::int64_t count = counted.first_passage(bin, i);
          num_returned += kind == TargetKind::own_start ? count : 0;
          num_in_boxes += kind == TargetKind::box ? count : 0;
        }
      }
    }
  }
  CHECK(num_hops > 1'000'000);  // the experiments drawn are not all empty
  CHECK(num_returned > 10'000);
  CHECK(num_in_boxes > 10'000);
}

TEST_CASE("the kernels agree where walkers go far: many sites, many turns, large displacements") {
  for (const auto& box_of : {std::pair{100, FaceKind::reflecting},
                             {100, FaceKind::periodic},
                             {1024, FaceKind::absorbing},
                             {128, FaceKind::periodic},
                             {1024, FaceKind::periodic},
                             {131072, FaceKind::periodic},
                             {131072, FaceKind::reflecting},
                             {262144, FaceKind::absorbing},
                             {1, FaceKind::periodic},
                             {3, FaceKind::periodic},
                             {4, FaceKind::periodic},
                             {20000, FaceKind::periodic},
                             {70000, FaceKind::mirror}}) {
    const auto [layers, kind] = box_of;
    CAPTURE(box_of.first);
    Experiment experiment = box({layers}, 520, 3000);
    set_faces(experiment, kind);
    if (layers > 2000)
      experiment.system.populations[0].along[0] = {layers - 10, std::vector<std::uint64_t>(10, 1)};
    experiment.system.hop_law.plus[0] = 0.9;
    experiment.system.hop_law.minus[0] = 0.05;
    experiment.system.hop_law.stay = 0.05;
    experiment.measure.moment_times = {0, 10, 3000};
    experiment.measure.profile_times = {0, 3000};
    experiment.measure.has_profile[0] = true;
    experiment.measure.first_passage_targets = {
        {0, layers / 2},
        {0, 0, TargetKind::own_start},
        {0, 0, TargetKind::box, {layers / 3, 0, 0}, {layers / 2, 0, 0}},
        {0, 0, TargetKind::box, {layers - 1, 0, 0}, {layers - 1, 0, 0}}};
    experiment.measure.first_passage_edges = {0, 1, 50, 3001};
    watch_planes(experiment, 1 + layers / 40, 1000);
    require_equal(experiment, 0);
  }
}

TEST_CASE("the kernels agree where every plane of a large unbiased box is counted") {
  for (const FaceKind kind :
       {FaceKind::reflecting, FaceKind::periodic, FaceKind::mirror, FaceKind::absorbing, FaceKind::partial}) {
    for (const auto& shape : {std::vector<std::int32_t>{200}, {50, 64}, {40, 33, 32}}) {
      Experiment experiment = box(shape, 600, 300);
      set_faces(experiment, kind);
      watch_planes(experiment, 1, 75);
      require_equal(experiment, 0);
    }
  }
}

TEST_CASE("net crossings are those forward less those backward") {
  RandomExperiment draw(5);
  int num_compared = 0;
  for (int trial = 0; trial < 100; ++trial) {
    CAPTURE(trial);
    Experiment experiment = draw();
    experiment.measure.only_net = false;
    const BatchTallies both = WalkersKernel(experiment).simulate(0);
    experiment.measure.only_net = true;
    const BatchTallies only_net = WalkersKernel(experiment).simulate(0);
    for (std::size_t a = 0; a < 3; ++a) {
      REQUIRE(only_net.forward[a].empty());
      REQUIRE(only_net.net[a].columns() == both.forward[a].columns());
      for (std::size_t bin = 0; bin < both.forward[a].rows(); ++bin) {
        for (std::size_t i = 0; i < both.forward[a].columns(); ++i) {
          REQUIRE(only_net.net_crossings(a, bin, i) == both.net_crossings(a, bin, i));
          num_compared += both.net_crossings(a, bin, i) != 0 ? 1 : 0;
        }
      }
    }
  }
  CHECK(num_compared > 1000);
}

TEST_CASE("vectors that are not to be had are refused, with those that are") {
  Experiment experiment = box({5}, 1, 1);
  experiment.settings.vectors = "avx1024";
  try {
    const WalkersKernel kernel(experiment);
    FAIL("accepted");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()).find("baseline") != std::string::npos);
  }
  CHECK(vector_widths().back() == "baseline");
}
