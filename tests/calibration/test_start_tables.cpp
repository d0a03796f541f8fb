/// \file
/// Are the p-values correct if a table says how many walkers start at each site? Such counts scatter less
/// than those of walkers that draw their start. Over 200 seeds p is uniform. It is not if the numbers are
/// used as weights, and it is small if the law is slightly false.

#include <doctest/doctest.h>

#include "calibration/p_values.hpp"
#include "fluxwalk/read_experiment.hpp"

using namespace fluxwalk;
using namespace fluxwalk::calibration;

namespace {

/// One time, because the p-values of several times are only bounds.
Experiment ring() {
  return parse_experiment(R"(
[lattice]
kind = "chain"
shape = 12
[hop]
x = [0.3, 0.3]
stay = 0.4
[[population]]
kind = "table"
values = [3000, 10, 2, 1500, 700, 0, 0, 5000, 1, 1, 400, 4000]
[run]
steps = 30
batches = 16
[measure.flux]
x = "all"
every = 5
residence = true
[measure.profile]
at = [0, 4]
[measure.moments]
every = 15
)",
                          "ring.toml");
}

Experiment cliffs() {
  return parse_experiment(R"(
[lattice]
kind = "chain"
shape = 12
[hop]
x = [0.25, 0.35]
[faces]
x = ["absorbing", "reflecting"]
[[population]]
kind = "table"
values = [4000, 10, 2, 3500, 700, 0, 0, 9000, 1, 1, 400, 4000]
[run]
steps = 80
batches = 20
[measure.flux]
x = "all"
every = 8
residence = true
[measure.survivors]
at = [0, 10, 80]
[measure.exits]
every = 1
[measure.profile]
at = [3]
)",
                          "cliffs.toml");
}

/// A medium of 8 x 6 sites with obstacles, and a box with half of its sites empty.
Experiment maze() {
  Experiment made = parse_experiment(R"(
[lattice]
kind = "square"
shape = [8, 6]
[hop]
stay = 0.2
[faces]
x = "reflecting"
y = "reflecting"
[[medium.region]]
from = [3, 1]
to = [4, 4]
obstacle = true
[[population]]
kind = "table"
walkers = 1000
axis = "x"
values = [1, 2, 3, 0, 0, 4, 5, 6]
[run]
steps = 20
batches = 16
[measure.profile]
axes = ["x"]
at = [5]
[measure.histogram]
at = [2]
)",
                                     "maze.toml");
  Population& from = made.system.populations[0];
  from.is_exact = true;
  from.walkers = 0;
  for (std::size_t i = 0; i < from.table.sites.size(); ++i) {
    from.table.numbers[i] = 200 + i * i * 7919 % 1500;
    from.walkers += static_cast<std::int64_t>(from.table.numbers[i]);
  }
  return made;
}

}  // namespace

TEST_CASE("p-values are uniform where the numbers at the sites of a ring are given") {
  const PValues found = collect(ring(), ring().system.hop_law);
  check_found(found, {"hop_law", "profile_x", "fick_first_law_everywhere_x", "crossings_forward_x"});
  check_calibration(found);
  CHECK(uniformity(found.at("profile_x")) > 1e-6);
}

TEST_CASE("p-values are uniform where given numbers leave through a face") {
  const PValues found = collect(cliffs(), cliffs().system.hop_law);
  check_found(found, {"survival", "exits", "profile_x", "crossings_forward_x"});
  check_calibration(found);
  CHECK(uniformity(found.at("profile_x")) > 1e-6);
}

TEST_CASE("p-values are uniform where given numbers start between obstacles") {
  const PValues found = collect(maze(), maze().system.hop_law);
  check_found(found, {"profile_x", "profile_sites"});
  for (const char* name : {"profile_x", "profile_sites"}) CHECK(uniformity(found.at(name)) > 1e-6);
}

TEST_CASE("p-values are uniform where walkers of given numbers are followed between obstacles") {
  Experiment followed = maze();
  followed.system.faces[0][high] = Face{FaceKind::absorbing};
  followed.sampling.kernel = KernelKind::automatic;
  Measurements& m = followed.measure;
  m.has_profile = {};
  m.profile_times.clear();
  m.histogram_times.clear();
  m.moment_times = {10, 20};
  m.exit_edges = {0, 5, 10, 20};
  m.first_passage_targets = {{0, 5}};
  m.first_passage_edges = {0, 5, 10, 20};
  const PValues found = collect(followed, followed.system.hop_law, 60);
  check_found(found, {"mean_displacement_x", "mean_displacement_y", "mean_squared_displacement", "exits",
                      "first_passage_0", "displacement_moments"});
  for (const auto& verdict : found) {
    const std::string& name = verdict.first;
    CAPTURE(name);
    if (name != "displacement_moments")
      CHECK(uniformity(verdict.second) > 1e-6);  // that of two times: a bound
  }
}

TEST_CASE("given numbers that are taken for weights show: the counts scatter too little") {
  for (const auto& [experiment, name] :
       {std::pair{ring(), "profile_x"}, {cliffs(), "profile_x"}, {maze(), "profile_sites"}}) {
    const auto shown_name = name;
    CAPTURE(shown_name);
    std::vector<double> p_values;
    for (std::uint64_t seed = 1; seed <= num_seeds; ++seed) {
      Experiment one = experiment;
      one.sampling.seed = seed;
      Results results = run(one);
      results.experiment.system.populations[0].is_exact = false;
      for (const Verdict& verdict : analyse(results).verdicts)
        if (verdict.name == name) p_values.push_back(verdict.p_value);
    }
    REQUIRE(p_values.size() == num_seeds);
    CHECK(uniformity(p_values) < 1e-6);
  }
}

TEST_CASE("a table that is not the one of the run is caught to the last walker") {
  Results results = run(ring());
  results.experiment.system.populations[0].table.numbers[0] -= 1;
  results.experiment.system.populations[0].table.numbers[1] += 1;
  CHECK(analyse(results).outcome == Outcome::inconsistent);
}

TEST_CASE("a slightly false law gives small p-values where numbers are given") {
  HopLaw wrong = maze().system.hop_law;
  wrong.plus[0] += 0.02;
  wrong.stay -= 0.02;
  CHECK(smallest_median(collect(maze(), wrong, 20)) < 1e-6);
}
