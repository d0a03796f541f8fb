/// \file
/// D at late times against the homogenised medium: a correct walk agrees, a slightly wrong one does not.
#include <doctest/doctest.h>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/homogenised.hpp"
#include "laws/followed_walkers.hpp"
#include "laws/occupancy_cases.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;

namespace {

Experiment long_walk(std::int64_t steps = 400) {
  Experiment e = obstacle_box();
  e.system.steps = steps;
  e.system.medium.obstacles[27] = 0;  // so that the site beside it is no island
  e.system.populations = {uniform(e, 40000)};
  e.measure.moment_times = every(steps / 4, steps);
  e.measure.first_passage_targets.clear();
  e.measure.first_passage_edges.clear();
  e.sampling.num_batches = 32;
  e.settings.analysis.tolerance = 0.2;
  return e;
}

}  // namespace

TEST_CASE("D at late times is that of the homogenised medium") {
  const Experiment e = long_walk();
  const Analysis analysis = analyse(simulate_followed(e, 3));
  const auto medium = theory::homogenised(e);
  for (std::size_t a = 0; a < 2; ++a) {
    const std::string name = std::string("effective_diffusivity_") + axis_names[a];
    CAPTURE(name);
    const Verdict& verdict = named(analysis.verdicts, name);
    CHECK(verdict.is_judged());
    CHECK(verdict.outcome == Outcome::consistent);
    CHECK(verdict.expected == doctest::Approx(medium.diffusivity[a][a]).epsilon(0.01));
    CHECK(named(analysis.estimates, name).expected == medium.diffusivity[a][a]);
  }
}

TEST_CASE("a membrane that lets slightly more pass changes the late D, and is found out") {
  const Experiment claimed = long_walk();
  Experiment truth = claimed;
  for (std::size_t y = 0; y < 6; ++y) truth.system.medium.transmission[0][18 + y] = 0.4;
  const Analysis analysis = analyse(simulate_followed(truth, claimed, 3));
  CHECK(named(analysis.verdicts, "effective_diffusivity_x").outcome == Outcome::inconsistent);
  CHECK(named(analysis.verdicts, "effective_diffusivity_y").outcome != Outcome::inconsistent);
}

TEST_CASE("a run in which D(t) still falls does not judge its late value") {
  Experiment e = long_walk(20);
  e.settings.analysis.tolerance = 0.02;
  const Verdict verdict = named(analyse(simulate_followed(e, 3)).verdicts, "effective_diffusivity_x");
  CHECK_FALSE(verdict.is_judged());
  CHECK(verdict.not_applicable.find("has not levelled off") != std::string::npos);
}
