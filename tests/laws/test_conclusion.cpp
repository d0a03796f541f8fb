/// \file
/// What a run may claim: each law separately, and only if a verdict judged it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/report.hpp"
#include "laws/followed_walkers.hpp"
#include "laws/occupancy_cases.hpp"
#include "laws/occupancy_walkers.hpp"
#include "laws/walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;

namespace {

const Face ring{FaceKind::periodic, 1}, wall{FaceKind::reflecting, 1};

/// A drop in a box; nothing is measured yet.
Experiment drop(Face face, std::int32_t layers = 10) {
  Experiment e = chain(layers, 0.25, 0.25, face, face, 40, 1);
  e.system.populations = {population(e, 20000, {0})};
  e.settings.analysis.tolerance = 0.5;
  Measurements nothing;
  nothing.planes = {};
  e.measure = nothing;
  return e;
}

void add_flux(Experiment& e) {
  for (std::int32_t plane = 0; plane <= e.system.lattice.shape[0]; ++plane)
    e.measure.planes[0].push_back(plane);
  e.measure.flux_edges = every(1, e.system.steps);
  e.measure.has_residence = true;
}

void add_profile(Experiment& e) {
  e.measure.has_profile[0] = true;
  e.measure.profile_times = every(1, e.system.steps);
}

bool is_judged(const Analysis& analysis, Topic topic) {
  return std::any_of(analysis.verdicts.begin(), analysis.verdicts.end(), [topic](const Verdict& verdict) {
    return verdict.topic == topic && verdict.is_judged();
  });
}

/// Why a law of diffusion was not tested; "tested" if it was.
std::string why(const Analysis& analysis, Topic topic) {
  for (const Untested& one : analysis.untested)
    if (one.topic == topic) return one.why;
  return "tested";
}

}  // namespace

TEST_CASE("a run that counts walkers and nothing else says that it tests none of Fick's laws") {
  Experiment e = drop(wall);
  e.system.populations = {uniform(e, 20000)};
  e.measure.survivor_times = {0, 20, 40};
  const Analysis analysis = analyse(simulate(e, 1));
  CHECK(analysis.outcome == Outcome::consistent);
  const std::string sentence = overall_sentence(analysis);
  CHECK(sentence.starts_with("Counts and hops are consistent, but Fick's laws were not tested: "));
  CHECK(sentence.find("emerged") == std::string::npos);
  for (const char* words :
       {"Fick's first law (add [measure.flux] with residence = true)",
        "Fick's second law (add [measure.profile])", "Tested: conservation of walkers", "the hop law"})
    CHECK_MESSAGE(sentence.find(words) != std::string::npos, words);
}

TEST_CASE("moments alone test diffusion and neither of Fick's laws") {
  Experiment e = drop(ring);
  e.measure.moment_times = every(10, e.system.steps);
  const Analysis analysis = analyse(simulate(e, 1));
  CHECK(analysis.outcome == Outcome::consistent);
  CHECK(is_judged(analysis, Topic::displacement));
  CHECK(
      overall_sentence(analysis).starts_with("Walkers spread as expected, but Fick's laws were not tested"));
  CHECK(why(analysis, Topic::displacement) == "tested");
  CHECK(why(analysis, Topic::fick_first_law).find("[measure.flux]") != std::string::npos);
}

TEST_CASE("a mean displacement alone says nothing of how walkers spread") {
  Experiment e = obstacle_box();
  for (const Verdict& verdict : analyse(simulate_followed(e, 1)).verdicts)
    if (verdict.name.starts_with("mean_displacement_")) CHECK(verdict.topic == Topic::advection);
  e.system.populations = {uniform(e, 100)};  // too few for sums of squares
  for (const Verdict& verdict : analyse(simulate_followed(e, 1)).verdicts)
    if (verdict.name.starts_with("mean_displacement_")) CHECK(verdict.topic == Topic::advection);
}

TEST_CASE("flux tests Fick's first law, profiles his second") {
  Experiment e = drop(wall);
  add_flux(e);
  Analysis analysis = analyse(simulate(e, 1));
  CHECK(overall_sentence(analysis).starts_with("Fick's first law has emerged"));
  CHECK(why(analysis, Topic::fick_second_law) == "add [measure.profile]");
  CHECK(why(analysis, Topic::displacement) == "add [measure.moments]");
  e = drop(wall);
  add_profile(e);
  analysis = analyse(simulate(e, 1));
  CHECK(overall_sentence(analysis).starts_with("Fick's second law has emerged"));
  add_flux(e);
  CHECK(overall_sentence(analyse(simulate(e, 1))).starts_with("Fick's first and second law have emerged"));
}

TEST_CASE("where nothing flows and nothing changes, equilibrium is what was tested") {
  Experiment e = drop(wall);
  e.system.populations = {uniform(e, 20000)};
  add_flux(e);
  add_profile(e);
  const Analysis analysis = analyse(simulate(e, 1));
  CHECK(analysis.outcome == Outcome::consistent);
  CHECK(overall_sentence(analysis).find("emerged") == std::string::npos);
  CHECK(is_judged(analysis, Topic::steady_state));
  CHECK(is_judged(analysis, Topic::local_flux));
  CHECK(why(analysis, Topic::fick_first_law).find("start evenly") != std::string::npos);
  CHECK(why(analysis, Topic::fick_second_law).find("does not change") != std::string::npos);
}

TEST_CASE("two sites have a difference and no gradient") {
  Experiment e = drop(wall, 2);
  add_flux(e);
  add_profile(e);
  Analysis analysis = analyse(simulate(e, 1));
  CHECK(analysis.outcome == Outcome::consistent);
  CHECK(overall_sentence(analysis).find("emerged") == std::string::npos);
  CHECK(why(analysis, Topic::fick_first_law).find("three or more") != std::string::npos);
  CHECK(why(analysis, Topic::fick_second_law).find("three or more") != std::string::npos);
  CHECK(is_judged(analysis, Topic::local_flux));
  CHECK(is_judged(analysis, Topic::occupancy));
  Experiment fed = slab_case();
  fed.system.lattice.shape[0] = 2;
  fed.measure.planes[0] = {0, 1, 2};
  fed.system.faces[0] = {reservoir(40000), reservoir(15000)};
  analysis = analyse(simulate_occupancy(fed, 1));
  CHECK(analysis.outcome == Outcome::consistent);
  CHECK(overall_sentence(analysis).find("emerged") == std::string::npos);
}

TEST_CASE("where hops differ from site to site it is the flux law of the medium that holds, not Fick's") {
  Experiment e = occupancy_chain(8, 0.4, wall, wall, 400, 20);
  e.system.populations = {uniform(e, 2'000'000)};
  e.system.medium.hop = {1, 1, 1, 1, 0.2, 0.2, 0.2, 0.2};
  Analysis analysis = analyse(simulate_occupancy(e, 1));
  CHECK(analysis.outcome == Outcome::consistent);
  CHECK(is_judged(analysis, Topic::medium_flux));
  CHECK(is_judged(analysis, Topic::medium_profile));
  CHECK_FALSE(is_judged(analysis, Topic::fick_first_law));
  for (const Verdict& verdict : analysis.verdicts)
    CHECK_MESSAGE(verdict.law.find("Fick") == std::string::npos, verdict.name);
  CHECK(overall_sentence(analysis).find("emerged") == std::string::npos);
  CHECK(why(analysis, Topic::fick_first_law).find("in this medium") != std::string::npos);
  // Bonds that are slow both ways alike leave Fick's law as it is.
  e.system.medium.hop.clear();
  e.system.populations = {population(e, 2'000'000, {0})};
  e.system.medium.transmission[0] = {1, 1, 1, 1, 0.2, 0.2, 0.2, 1, 1};
  analysis = analyse(simulate_occupancy(e, 1));
  CHECK(is_judged(analysis, Topic::fick_first_law));
  CHECK(is_judged(analysis, Topic::fick_second_law));
}

TEST_CASE(
    "where a reservoir has a potential of its own a force acts at the face, and Fick's law is not claimed") {
  Experiment e = slab_case();
  e.system.faces[0][low].reservoir.potential = -0.5;
  for (const Acceptance acceptance : {Acceptance::metropolis, Acceptance::exponential}) {
    e.system.medium.acceptance = acceptance;
    const Analysis analysis = analyse(simulate_occupancy(e, 1));
    CHECK(analysis.outcome != Outcome::inconsistent);
    CHECK(is_judged(analysis, Topic::medium_flux));
    CHECK(is_judged(analysis, Topic::medium_profile));
    CHECK(is_judged(analysis, Topic::steady_flux));
    for (const Verdict& verdict : analysis.verdicts)
      CHECK_MESSAGE(verdict.law.find("Fick") == std::string::npos, verdict.name);
    CHECK(overall_sentence(analysis).find("emerged") == std::string::npos);
    CHECK(why(analysis, Topic::fick_first_law).find("in this medium") != std::string::npos);
    for (const Estimate& estimate : analysis.estimates) {
      CHECK_MESSAGE(estimate.name.find("diffusivity") == std::string::npos, estimate.name);
      CHECK_MESSAGE(estimate.name.find("permeability") == std::string::npos, estimate.name);
    }
  }
  // Their potential, where it is that of the sites.
  e = slab_case();
  e.system.faces[0][low].reservoir.potential = 0;
  CHECK(is_judged(analyse(simulate_occupancy(e, 1)), Topic::fick_first_law));
}

TEST_CASE("every verdict says what it is about") {
  Experiment everything = drop(ring);
  everything = chain(10, 0.2, 0.3, ring, ring, 40, 1);
  everything.system.populations = {population(everything, 2000, {3}, true)};
  everything.settings.analysis.ladder_rungs = 3;
  std::vector<Analysis> analyses = {analyse(simulate(everything, 1))};
  for (const Experiment& e : {slab_case(), decay_case(), source_case(), growth_case(), membrane_case(),
                              barrier_case(), closed_case(), porous_case(), smoke_case(), half_space_case()})
    analyses.push_back(analyse(simulate_occupancy(e, 1)));
  for (const Analysis& analysis : analyses)
    for (const Verdict& verdict : analysis.verdicts)
      CHECK_MESSAGE(verdict.topic != Topic::other, verdict.name);
}

TEST_CASE("as many walkers as an inconclusive check asks for make it conclusive") {
  Experiment e = chain(10, 0.25, 0.25, ring, ring, 40, 1);
  e.system.populations = {population(e, 2000, {3})};
  e.settings.analysis.tolerance = 0.04;
  const Analysis few = analyse(simulate(e, 11));
  std::vector<std::string> names;
  double most = 0;
  for (const Verdict& verdict : few.verdicts) {
    if (!(verdict.is_judged() && verdict.outcome == Outcome::inconclusive)) continue;
    CHECK_MESSAGE(verdict.walkers_wanted() > 1, verdict.name);
    most = std::fmax(most, verdict.walkers_wanted());
    names.push_back(verdict.name);
  }
  REQUIRE(names.size() > 3);
  REQUIRE(most < 50);
  e.system.populations = {population(e, static_cast<std::int64_t>(2000 * most * 1.05), {3})};
  const Analysis enough = analyse(simulate(e, 11));
  for (const std::string& name : names)
    CHECK_MESSAGE(named(enough.verdicts, name).outcome == Outcome::consistent, name);
}

TEST_CASE("a slope that too few walkers tell says so, and how many would do") {
  Experiment e = drop(wall, 40);
  e.system.populations = {population(e, 20, {0})};
  add_flux(e);
  const std::string reason = named(analyse(simulate(e, 1)).verdicts, "fick_first_law_slope_x").not_applicable;
  CHECK(reason.find("too few walkers") != std::string::npos);
  CHECK(reason.find(" walkers would do") != std::string::npos);
}

TEST_CASE("a coarse lattice is a fact, unless the experiment asks about the continuum") {
  Experiment e = drop(wall);
  add_profile(e);
  e.settings.analysis.ladder_rungs = 3;
  e.settings.analysis.tolerance = 0.1;
  e.system.steps = 1;
  e.measure.profile_times = {1};
  Analysis analysis = analyse(simulate(e, 1));
  const Verdict known = named(analysis.verdicts, "continuum_x");
  CHECK_FALSE(known.is_judged());
  CHECK(known.measured > 0.1);
  CHECK(known.not_applicable.find("differs from the continuum law by") != std::string::npos);
  CHECK(analysis.outcome == Outcome::consistent);
  e.settings.analysis.continuum_tolerance = known.measured / 2;
  analysis = analyse(simulate(e, 1));
  CHECK(named(analysis.verdicts, "continuum_x").outcome == Outcome::inconsistent);
  CHECK(analysis.outcome == Outcome::inconsistent);
  e.settings.analysis.continuum_tolerance = known.measured * 2;
  analysis = analyse(simulate(e, 1));
  CHECK(named(analysis.verdicts, "continuum_x").outcome == Outcome::consistent);
  CHECK(analysis.outcome == Outcome::consistent);
  e.measure.has_profile[0] = false;
  e.measure.profile_times.clear();
  e.measure.survivor_times = {1};
  CHECK(named(analyse(simulate(e, 1)).verdicts, "continuum").not_applicable.find("[measure.profile]") !=
        std::string::npos);
}

TEST_CASE("a deliberate transient judges no law of the steady state, and is consistent with the others") {
  Experiment e = slab_case();  // filled from empty: 2e8 walkers come in within 60 steps
  e.system.faces[0] = {reservoir(40'000'000), reservoir(15'000'000)};
  e.settings.analysis.tolerance = 0.01;
  e.system.steps = 60;
  e.measure.flux_edges = e.measure.profile_times = e.measure.exit_edges = e.measure.survivor_times =
      every(20, 60);
  const Analysis analysis = analyse(simulate_occupancy(e, 1));
  for (const char* name : {"steady_flux_x", "steady_profile_x"}) {
    const Verdict& verdict = named(analysis.verdicts, name);
    CHECK_FALSE(verdict.is_judged());
    CHECK(verdict.not_applicable.find("it needs ") != std::string::npos);
  }
  CHECK(analysis.outcome == Outcome::consistent);
  CHECK(overall_sentence(analysis).starts_with("Fick's first and second law have emerged"));
}

TEST_CASE(
    "what is left of the beginning is no reason to decide nothing, where it is far below the tolerance") {
  Experiment e = closed_case();
  e.settings.analysis.tolerance = 0.01;
  e.system.populations = {population(e, 40'000'000, {6})};
  e.measure.histogram_times.clear();
  const auto at = [&](std::int64_t steps) {
    e.system.steps = steps;
    e.measure.flux_edges = e.measure.profile_times = e.measure.exit_edges = e.measure.survivor_times =
        every(20, steps);
    return analyse(simulate_occupancy(e, 1));
  };
  const Analysis early = at(160), near = at(240), late = at(1200);
  for (const char* name : {"steady_profile_x", "chemical_potential_x"}) {
    CAPTURE(name);
    CHECK_FALSE(named(early.verdicts, name).is_judged());
    CHECK(named(near.verdicts, name).outcome == Outcome::consistent);
    CHECK(named(near.verdicts, name).p_value > 1e-4);
    // what is left is added to what could have been missed
    CHECK(named(near.verdicts, name).resolution > 1.1 * named(late.verdicts, name).resolution);
    CHECK(named(late.verdicts, name).outcome == Outcome::consistent);
  }
}
