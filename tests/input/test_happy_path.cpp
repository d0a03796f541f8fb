#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "fluxwalk/error.hpp"
#include "fluxwalk/experiment.hpp"
#include "fluxwalk/input.hpp"
#include "fluxwalk/read_experiment.hpp"

using namespace fluxwalk;

namespace {

const char* const drop = R"(title = "A drop spreading"
question = "Does it?"

[lattice]
kind = "square"
shape = [101, "50 nm"]
spacing = "1 nm"
step = "2 ps"

[hop]
stay = 0.2
x = [0.2, 0.3]
y = [0.2, 0.1]

[faces]
x = "periodic"
y = ["reflecting", { kind = "partial", absorption = 0.3 }]

[[population]]
kind = "point"
walkers = 1_000_000
at = [50, "20 nm"]

[[population]]
kind = "plane"
walkers = 1e6
number = "poisson"
axis = "y"
layer = 3

[run]
steps = "2 ns"
batches = 64
seed = 7
threads = 2
kernel = "reference"

[measure.flux]
x = "all"
y = [1, 7]
every = "600 ps"
residence = true
[measure.profile]
axes = ["y"]
every = 400
[measure.histogram]
at = [0, 5, 1000]
[measure.entropy]
every = 400
[measure.moments]
at = ["20 ps"]
[measure.survivors]
every = 1000
[measure.exits]
at = [0, 10, 20]
[measure.first_passage]
every = 400
targets = [{ axis = "x", layer = 80 }, { axis = "y", layer = "2 nm" }, { at = ["3 nm", 4] },
           { from = [1, 2], to = [100, 3] }, { return = true }]

[analysis]
tolerance = 0.02
confidence = 0.99
ladder = 3
continuum_tolerance = 0.05
)";

using Times = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("every part of a file reaches the experiment") {
  const Experiment e = parse_experiment(drop, "some/where/drop.toml");
  CHECK(e.heading.name == "drop.toml");
  CHECK(e.heading.title == "A drop spreading");
  CHECK(e.heading.question == "Does it?");
  CHECK(e.heading.text == drop);

  CHECK(e.system.lattice.dimension == 2);
  CHECK(e.system.lattice.shape == PerAxis<std::int32_t>{101, 50, 1});
  CHECK(e.system.lattice.spacing == 1);
  CHECK(e.system.lattice.length_unit == "nm");
  CHECK(e.system.lattice.step == 2);
  CHECK(e.system.lattice.time_unit == "ps");

  CHECK(e.system.hop_law.minus == PerAxis<double>{0.2, 0.2, 0});
  CHECK(e.system.hop_law.plus == PerAxis<double>{0.3, 0.1, 0});
  CHECK(e.system.hop_law.stay == 0.2);

  CHECK(e.system.faces[0][low].kind == FaceKind::periodic);
  CHECK(e.system.faces[0][high].kind == FaceKind::periodic);
  CHECK(e.system.faces[1][low].kind == FaceKind::reflecting);
  CHECK(e.system.faces[1][high].kind == FaceKind::partial);
  CHECK(e.system.faces[1][high].absorption == 0.3);

  REQUIRE(e.system.populations.size() == 2);
  CHECK(e.system.populations[0].kind == "point");
  CHECK(e.system.populations[0].walkers == 1'000'000);
  CHECK_FALSE(e.system.populations[0].is_poisson);
  CHECK(e.system.populations[0].along[0].first == 50);
  CHECK(e.system.populations[0].along[1].first == 20);
  CHECK(e.system.populations[0].along[1].weights == std::vector<std::uint64_t>{1});
  CHECK(e.system.populations[1].walkers == 1'000'000);
  CHECK(e.system.populations[1].is_poisson);
  CHECK(e.system.populations[1].along[0].first == 0);
  CHECK(e.system.populations[1].along[0].weights == std::vector<std::uint64_t>(101, 1));
  CHECK(e.system.populations[1].along[1].first == 3);
  CHECK(e.system.populations[1].along[1].weights == std::vector<std::uint64_t>{1});
  CHECK(e.system.populations[1].along[2].weights == std::vector<std::uint64_t>{1});

  CHECK(e.system.steps == 1000);
  CHECK(e.sampling.num_batches == 64);
  CHECK(e.sampling.seed == 7);
  CHECK(e.settings.threads == 2);
  CHECK(e.sampling.kernel == KernelKind::reference);

  CHECK(e.measure.planes[0].size() == 102);
  CHECK(e.measure.planes[0].back() == 101);
  CHECK(e.measure.planes[1] == Ascending{1, 7});
  CHECK(e.measure.planes[2].empty());
  CHECK(e.measure.flux_edges == Times{0, 300, 600, 900, 1000});
  CHECK(e.measure.has_residence);
  CHECK(e.measure.has_profile == PerAxis<bool>{false, true, false});
  CHECK(e.measure.profile_times == Times{0, 400, 800, 1000});
  CHECK(e.measure.histogram_times == Times{0, 5, 400, 800, 1000});
  CHECK(e.measure.moment_times == Times{10});
  CHECK(e.measure.survivor_times == Times{0, 1000});
  CHECK(e.measure.exit_edges == Times{0, 10, 20});
  CHECK(e.measure.first_passage_edges == Times{0, 400, 800, 1001});
  REQUIRE(e.measure.first_passage_targets.size() == 5);
  CHECK(e.measure.first_passage_targets[0].kind == TargetKind::layer);
  CHECK(e.measure.first_passage_targets[1].axis == 1);
  CHECK(e.measure.first_passage_targets[1].layer == 2);
  using Site = PerAxis<std::int32_t>;
  CHECK(e.measure.first_passage_targets[2].kind == TargetKind::box);
  CHECK(e.measure.first_passage_targets[2].from == Site{3, 4, 0});
  CHECK(e.measure.first_passage_targets[2].to == Site{3, 4, 0});
  CHECK(e.measure.first_passage_targets[3].kind == TargetKind::box);
  CHECK(e.measure.first_passage_targets[3].from == Site{1, 2, 0});
  CHECK(e.measure.first_passage_targets[3].to == Site{100, 3, 0});
  CHECK(e.measure.first_passage_targets[4].kind == TargetKind::own_start);

  CHECK(e.settings.analysis.tolerance == 0.02);
  CHECK(e.settings.analysis.confidence == 0.99);
  CHECK(e.settings.analysis.ladder_rungs == 3);
  CHECK(e.settings.analysis.continuum_tolerance == 0.05);
}

TEST_CASE("the starting file parses, whatever its name") {
  for (const char* name : {"drop", "a \"quoted\" \\ name\n", ""}) {
    const Experiment e = parse_experiment(new_experiment_text(name), "new.toml");
    CHECK(e.heading.title == name);
    CHECK(e.system.steps == 400);
    CHECK(e.system.populations[0].kind == "gaussian");
  }
}
