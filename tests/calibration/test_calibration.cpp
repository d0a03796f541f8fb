/// \file
/// Are the p-values of the verdicts correct? Over 200 seeds the p-values of a true law are uniform in [0, 1],
/// and a slightly false law gives small ones.

#include <doctest/doctest.h>

#include "calibration/p_values.hpp"
#include "fluxwalk/read_experiment.hpp"

using namespace fluxwalk;
using namespace fluxwalk::calibration;

namespace {

Experiment ring() {
  return parse_experiment(R"(
[lattice]
kind = "chain"
shape = 16
[hop]
x = [0.3, 0.3]
stay = 0.4
[[population]]
kind = "gaussian"
walkers = 20000
center = 8
width = 2
[run]
steps = 60
batches = 20
[measure.flux]
x = "all"
every = 5
residence = true
[measure.profile]
axes = ["x"]
every = 10
[measure.moments]
every = 5
[measure.entropy]
every = 20
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
kind = "box"
walkers = 20000
number = "poisson"
from = 3
to = 6
[run]
steps = 80
batches = 20
[measure.flux]
x = "all"
every = 8
residence = true
[measure.survivors]
every = 20
[measure.exits]
every = 1
[measure.profile]
axes = ["x"]
every = 20
)",
                          "cliffs.toml");
}

/// Two reservoirs, one with a fixed number of walkers at each ghost site; counted by the occupation kernel.
Experiment slab() {
  return parse_experiment(R"(
[lattice]
kind = "chain"
shape = 7
[hop]
x = [0.25, 0.25]
[faces]
x = [{ kind = "reservoir", concentration = 4000 }, { kind = "reservoir", concentration = 1600, bath = "fixed" }]
[run]
steps = 400
batches = 8
[measure.flux]
x = "all"
every = 20
residence = true
[measure.profile]
every = 100
[measure.survivors]
every = 100
)",
                          "slab.toml");
}

/// A source in a drift; its walkers decay.
Experiment smoke() {
  return parse_experiment(R"(
[lattice]
kind = "chain"
shape = 40
[hop]
x = [0.15, 0.3]
[faces]
x = ["absorbing", "reflecting"]
[turnover]
decay = 0.05
[[source]]
kind = "box"
from = 14
to = 15
rate = 400
[run]
steps = 120
batches = 8
[measure.flux]
x = "all"
every = 10
residence = true
[measure.profile]
every = 30
[measure.histogram]
at = [20, 120]
)",
                          "smoke.toml");
}

}  // namespace

TEST_CASE("p-values are uniform: a closed ring") {
  check_calibration(collect(ring(), ring().system.hop_law));
}

TEST_CASE("p-values are uniform: walkers that leave, drift, Poisson numbers") {
  check_calibration(collect(cliffs(), cliffs().system.hop_law));
}

TEST_CASE("p-values are uniform: two reservoirs") {
  const PValues found = collect(slab(), slab().system.hop_law);
  check_found(found, {"steady_flux_x", "steady_everywhere_x", "steady_profile_x", "fick_first_law_slope_x",
                      "fick_first_law_everywhere_x", "profile_x", "numbers", "entered"});
  check_calibration(found);
}

TEST_CASE("p-values are uniform: a source in the wind, and decay") {
  const PValues found = collect(smoke(), smoke().system.hop_law);
  check_found(found, {"fick_first_law_drift_x", "fick_first_law_slope_x", "spreading_x", "source_jump_x",
                      "from_sources", "decay_probability", "profile_x", "profile_sites", "numbers"});
  check_calibration(found);
}

TEST_CASE("p-values are small where reservoirs and sources meet a slightly false law") {
  for (const Experiment& experiment : {slab(), smoke()}) {
    CAPTURE(experiment.heading.name);
    HopLaw wrong = experiment.system.hop_law;
    wrong.plus[0] += 0.02;
    wrong.stay -= 0.02;
    CHECK(smallest_median(collect(experiment, wrong, 20)) < 1e-6);
  }
}

TEST_CASE("a slightly false law gives small p-values") {
  HopLaw wrong = ring().system.hop_law;
  wrong.plus[0] += 0.003;  // one direction 1 % too likely: 1.2 million hops of 20000 walkers show it
  wrong.stay -= 0.003;
  CHECK(smallest_median(collect(ring(), wrong)) < 1e-6);
}

TEST_CASE("one direction 0.1 % too likely is caught by each check that can see it") {
  // 8e8 hops. p+ is off by δ = 3e-4, and so is the drift per step. In sigmas: hop law δ √(M (1/p+ + 1/s)) =
  // 20; drift of displacement and flux δ √(M/h) = 11; the profile shifts by as much, seen in chi-square of
  // few cells.
  Experiment experiment = parse_experiment(R"(
[lattice]
kind = "chain"
shape = 64
[hop]
x = [0.3, 0.3]
stay = 0.4
[[population]]
kind = "gaussian"
walkers = 4000000
center = 32
width = 4
[run]
steps = 200
batches = 64
seed = 77
[measure.flux]
x = "all"
every = 20
residence = true
[measure.profile]
axes = ["x"]
every = 100
[measure.moments]
every = 100
)",
                                           "sensitive.toml");
  const HopLaw law = experiment.system.hop_law;
  experiment.system.hop_law.plus[0] *= 1.001;
  experiment.system.hop_law.stay = 1 - experiment.system.hop_law.minus[0] - experiment.system.hop_law.plus[0];
  Results results = run(experiment);
  results.experiment.system.hop_law = law;
  const Analysis analysis = analyse(results);
  CHECK(analysis.outcome == Outcome::inconsistent);
  std::size_t caught = 0;
  for (const Verdict& verdict : analysis.verdicts) {
    CAPTURE(verdict.name);
    for (const char* name : {"hop_law", "mean_displacement_x", "fick_first_law_drift_x",
                             "fick_first_law_everywhere_x", "profile_x"}) {
      if (verdict.name != name) continue;
      CHECK(verdict.p_value < 1e-6);
      CHECK(verdict.outcome == Outcome::inconsistent);
      ++caught;
    }
  }
  CHECK(caught == 5);
  // δ changes D by only 0.05 %. Checks of D from walkers instead of hops would need hundreds of times as many
  // walkers: these are the checks that can detect it.
  const auto finest = [&](const char* name) {
    for (const Estimate& estimate : analysis.estimates) {
      if (estimate.name == name) return 8 * estimate.exact_sigma / estimate.expected;
    }
    return 0.0;
  };
  for (const char* name :
       {"diffusivity_from_msd_x", "diffusivity_from_flux_x", "diffusivity_from_relaxation_x"}) {
    CAPTURE(name);
    CAPTURE(finest(name));
    CHECK(finest(name) > 0.001);
    CHECK(finest(name) < 0.01);
  }
}

TEST_CASE("regressors that cannot be told apart are not told apart") {
  // On a ring of two sites the mean concentration at a plane is always the same: drift and intercept are one
  // term.
  const char* text = R"(
[lattice]
kind = "chain"
shape = 2
[hop]
x = [0.3, 0.4]
[[population]]
kind = "point"
walkers = 200000
at = 0
[run]
steps = 30
batches = 8
[measure.flux]
x = "all"
every = 3
residence = true
)";
  Experiment experiment = parse_experiment(text, "two-sites.toml");
  for (std::uint64_t seed = 1000; seed < 1020; ++seed) {
    experiment.sampling.seed = seed;
    const Analysis analysis = analyse(run(experiment));
    CHECK(analysis.outcome != Outcome::inconsistent);
    for (const Estimate& estimate : analysis.estimates) {
      if (estimate.name == "flux_intercept_x") CHECK(!estimate.has_value());
    }
  }
}

TEST_CASE("an even start offers no gradient, and no D from one") {
  Experiment experiment = ring();
  experiment.system.populations.front().along[0] = {0, std::vector<std::uint64_t>(16, 1)};
  for (const Estimate& estimate : analyse(run(experiment)).estimates) {
    CAPTURE(estimate.name);
    const bool needs_gradient =
        estimate.name == "diffusivity_from_flux_x" || estimate.name == "diffusivity_from_relaxation_x";
    CHECK((!needs_gradient || !estimate.has_value()));
  }
}

TEST_CASE("a wrong number of walkers is caught") {
  Results results = run(cliffs());
  results.experiment.system.populations.front().walkers = 25'000;  // the run had 20000
  bool is_caught = false;
  for (const Verdict& verdict : analyse(results).verdicts) {
    is_caught = is_caught || (verdict.name == "poisson_numbers" && verdict.outcome == Outcome::inconsistent);
  }
  CHECK(is_caught);
}
