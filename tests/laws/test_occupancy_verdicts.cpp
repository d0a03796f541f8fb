/// \file
/// Verdicts on walkers that come and go: correct ones are consistent, a wrong count is detected, and a run
/// that is too short says so.
#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/run.hpp"
#include "judging/statistics.hpp"
#include "laws/occupancy_cases.hpp"
#include "laws/occupancy_walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;

namespace {

bool is_judged(const Analysis& analysis, const std::string& name) {
  for (const Verdict& verdict : analysis.verdicts)
    if (verdict.name == name) return verdict.is_judged();
  return false;
}

}  // namespace

TEST_CASE("every law has its verdict, and a right run agrees with all of them") {
  struct Case {
    const char* name;
    Experiment experiment;
    std::vector<std::string> verdicts;
  };
  const std::vector<Case> cases = {
      {"slab",
       slab_case(),
       {"steady_flux_x", "steady_everywhere_x", "steady_profile_x", "fick_first_law_slope_x", "entered",
        "numbers"}},
      {"half-space", half_space_case(), {"profile_x", "numbers", "uptake_continuum_x"}},
      {"decay", decay_case(), {"decay_probability", "penetration_length_x", "steady_flux_x"}},
      {"source", source_case(), {"source_jump_x", "from_sources", "steady_profile_x"}},
      {"build-up", build_up_case(), {"numbers", "decay_probability"}},
      {"growth", growth_case(), {"numbers", "reproduction_probability"}},
      {"membrane", membrane_case(), {"permeability_x_4", "membrane_x_4", "steady_flux_x"}},
      {"mobility", mobility_case(), {"steady_flux_x", "steady_profile_x", "fick_first_law_slope_x"}},
      {"barrier", barrier_case(), {"steady_flux_x", "steady_profile_x", "fick_first_law_slope_x"}},
      {"level", barrier_case(4000), {"chemical_potential_x", "steady_flux_x"}},
      {"closed",
       closed_case(),
       {"chemical_potential_x", "free_energy", "free_energy_falls", "profile_sites"}},
      {"mixed", mixed_case(), {"fick_first_law_slope_x", "profile_x", "numbers", "entered"}},
      {"wind", wind_case(), {"fick_first_law_drift_x", "fick_first_law_slope_x", "fick_first_law_slope_y"}},
      {"ring", ring_case(), {"steady_flux_x", "steady_everywhere_x", "fick_first_law_slope_x"}},
      {"porous", porous_case(), {"steady_flux_x", "steady_everywhere_x", "profile_sites", "profile_y"}}};
  for (const Case& one : cases) {
    CAPTURE(one.name);
    const Analysis analysis = analyse(simulate_occupancy(one.experiment, 1));
    CHECK(is_judged(analysis, "bookkeeping"));
    if (one.experiment.system.lattice.dimension == 1) CHECK(is_judged(analysis, "continuity_x"));
    CHECK(is_judged(analysis, "profile_x"));
    for (const std::string& name : one.verdicts) CHECK_MESSAGE(is_judged(analysis, name), name);
    for (const Verdict& verdict : analysis.verdicts)
      CHECK_MESSAGE(verdict.outcome != Outcome::inconsistent, verdict.name);
    CHECK(!analysis.figures.empty());
  }
}

TEST_CASE("a lattice too coarse for the smooth potential is a fact that is reported") {
  Experiment e = barrier_case();
  const Verdict known = named(analyse(simulate_occupancy(e, 1)).verdicts, "drift_diffusion_x");
  CHECK(!known.is_judged());
  CHECK(known.not_applicable.find("differs from the continuum law by") != std::string::npos);
  CHECK(std::abs(known.measured - known.expected) > 0.1 * std::abs(known.expected));
  e.settings.analysis.continuum_tolerance = 0.1;
  CHECK(named(analyse(simulate_occupancy(e, 1)).verdicts, "drift_diffusion_x").outcome ==
        Outcome::inconsistent);
}

TEST_CASE("one walker too many anywhere breaks an identity") {
  struct Case {
    const char* table;
    const char* verdict;
    std::function<void(Results&)> damage;
  };
  const Case cases[] = {
      {"entered", "bookkeeping", [](Results& r) { ++r.batches[1].balance(0, 0); }},
      {"given", "bookkeeping", [](Results& r) { ++r.batches[1].balance(0, 1); }},
      {"born", "bookkeeping", [](Results& r) { ++r.batches[1].balance(0, 2); }},
      {"left", "bookkeeping", [](Results& r) { ++r.batches[1].balance(0, 3); }},
      {"decayed", "bookkeeping", [](Results& r) { ++r.batches[1].balance(0, 4); }},
      {"in the box", "bookkeeping", [](Results& r) { ++r.batches[1].balance(0, 5); }},
      {"entries", "bookkeeping", [](Results& r) { ++r.batches[1].entries(2, 0); }},
      {"exits", "bookkeeping", [](Results& r) { ++r.batches[1].exits(2, 1); }},
      {"appeared", "continuity_x", [](Results& r) { ++r.batches[1].appeared[0](2, 1); }},
      {"vanished", "continuity_x", [](Results& r) { ++r.batches[1].vanished[0](2, 1); }},
      {"forward", "continuity_x", [](Results& r) { ++r.batches[1].forward[0](2, 1); }},
      {"profile", "continuity_x", [](Results& r) { ++r.batches[1].profile[0](2, 1); }},
      {"face", "bookkeeping", [](Results& r) { ++r.batches[1].forward[0](2, 0); }},
      {"survivors", "bookkeeping", [](Results& r) { ++r.batches[1].survivors(20, 0); }},
      {"residence", "bookkeeping", [](Results& r) { ++r.batches[1].residence[0](2, 1); }},
  };
  Experiment e = mixed_case();
  e.system.sources = {{"point", {3}, {20.0}, 10, 90}};
  const Results whole = simulate_occupancy(e, 3);
  for (const Case& one : cases) {
    CAPTURE(one.table);
    CHECK(named(analyse(whole).verdicts, one.verdict).outcome == Outcome::consistent);
    Results damaged = whole;
    one.damage(damaged);
    CHECK(named(analyse(damaged).verdicts, one.verdict).outcome == Outcome::inconsistent);
  }
}

TEST_CASE("nobody may be where the chance is nought") {
  Experiment e = occupancy_chain(12, 0.5, Face{}, Face{}, 20, 1);
  e.system.hop_law.stay = 0;  // odd and even sites alternate
  e.system.turnover.decay = 0.01;
  e.system.populations = {population(e, 20000, {4})};
  e.measure.histogram_times = {20};
  const Results whole = simulate_occupancy(e, 1);
  CHECK(named(analyse(whole).verdicts, "out_of_reach").outcome == Outcome::consistent);
  Results damaged = whole;
  ++damaged.batches[3].profile[0](5, 4);
  CHECK(named(analyse(damaged).verdicts, "out_of_reach").outcome == Outcome::inconsistent);
  damaged = whole;
  ++damaged.histogram(0, 3);
  CHECK(named(analyse(damaged).verdicts, "out_of_reach").outcome == Outcome::inconsistent);
}

TEST_CASE("a run too short for the steady state does not judge it, and says how long it must be") {
  Experiment e = slab_case();
  e.system.steps = 60;
  e.measure.flux_edges = e.measure.profile_times = e.measure.exit_edges = e.measure.survivor_times =
      every(20, 60);
  const Analysis analysis = analyse(simulate_occupancy(e, 1));
  const Verdict& flux = named(analysis.verdicts, "steady_flux_x");
  CHECK(!flux.is_judged());
  CHECK(flux.not_applicable.find("it needs ") != std::string::npos);
  CHECK(analysis.outcome != Outcome::inconsistent);
  CHECK(!is_judged(analyse(simulate_occupancy(half_space_case(), 1)), "steady_profile_x"));
}

TEST_CASE(
    "a run of as many steps as were told to be needed suffices, and one of a bin or two less does not") {
  Experiment wind = slab_case(), alternating = slab_case(), held = porous_case(), thin = decay_case();
  wind.system.hop_law = {{0.2, 0, 0}, {0.3, 0, 0}, 0.5};
  alternating.system.hop_law = {{0.49, 0, 0}, {0.49, 0, 0}, 0.02};  // even and odd sites alternate for long
  held.system.hop_law.stay += 0.3;
  held.system.hop_law.plus[1] = held.system.hop_law.minus[1] = 0.05;
  thin.system.faces[0][high] = reservoir(10000);
  int number = 0;
  for (Experiment e : {wind, alternating, held, thin, barrier_case(), ring_case(), membrane_case()}) {
    CAPTURE(number);
    ++number;
    e.measure.histogram_times.clear();
    const auto judged = [&](std::int64_t steps) {
      e.system.steps = steps;
      e.measure.flux_edges = e.measure.profile_times = e.measure.exit_edges = e.measure.survivor_times =
          every(10, steps);
      return named(analyse(simulate_occupancy(e, 1)).verdicts, "steady_flux_x");
    };
    const std::string told = judged(20).not_applicable;
    const auto place = told.find("it needs ");
    REQUIRE(place != std::string::npos);
    const auto needed = std::stoll(told.substr(place + 9));
    CAPTURE(needed);
    CHECK(judged(needed).p_value >= 0);
    CHECK(!(judged(needed - 20).p_value >= 0));
  }
}

TEST_CASE("at rest no plane may let less through than the others") {
  Experiment e = slab_case();
  e.system.faces[0] = {reservoir(4'000'000), reservoir(1'500'000)};
  for (const bool all : {true, false}) {
    if (!all) e.measure.planes[0] = {1, 4, 5, 8};
    Results results = simulate_occupancy(e, 1);
    CHECK(named(analyse(results).verdicts, "steady_everywhere_x").p_value > 1e-3);
    for (BatchTallies& batch : results.batches)  // 0.1 % of the crossings of plane 4 are lost
      for (std::size_t bin = 0; bin < batch.forward[0].rows(); ++bin)
        batch.forward[0](bin, all ? 4 : 1) -= batch.forward[0](bin, all ? 4 : 1) / 1000;
    CHECK(named(analyse(results).verdicts, "steady_everywhere_x").p_value < 1e-6);
  }
}

TEST_CASE("what is no law of the experiment is not judged") {
  SUBCASE("two parts of a box need not have the same chemical potential") {
    Experiment e = closed_case();
    e.system.medium.transmission[0].assign(9, 1.0);
    e.system.medium.transmission[0][4] = 0;
    e.system.populations = {population(e, 40000, {6}), population(e, 1000, {1})};
    CHECK(!is_judged(analyse(simulate_occupancy(e, 1)), "chemical_potential_x"));
  }
  SUBCASE("beside a mirror attempts across a bond are not alike both ways") {
    Experiment e = occupancy_chain(6, 0.25, Face{FaceKind::mirror}, Face{FaceKind::mirror}, 200, 20);
    e.system.populations = {population(e, 200000, {1})};
    e.system.medium.transmission[0].assign(7, 1.0);
    e.system.medium.transmission[0][1] = 0.3;
    const Analysis analysis = analyse(simulate_occupancy(e, 1));
    CHECK(!is_judged(analysis, "permeability_x_1"));
    CHECK(analysis.outcome != Outcome::inconsistent);
  }
  SUBCASE("a walk that never stays does not come to rest between mirrors, however long it is") {
    Experiment e = occupancy_chain(6, 0.5, Face{FaceKind::mirror}, Face{FaceKind::mirror}, 600, 60);
    e.system.hop_law.stay = 0;
    e.system.populations = {population(e, 20000, {1, 2})};
    e.system.medium.potential.assign(6, 0.0);
    const Analysis analysis = analyse(simulate_occupancy(e, 1));
    CHECK(!is_judged(analysis, "steady_profile_x"));
    CHECK(!is_judged(analysis, "chemical_potential_x"));
  }
}

TEST_CASE("what is left of the beginning is no deviation of a membrane, however many walkers see it") {
  const auto analysed = [](const char* low_end, const char* high_end, int steps) {
    const std::string text = fmt::format(R"([lattice]
kind = "chain"
shape = 10
[hop]
stay = 0.4
[faces]
x = [{{ kind = "reservoir", concentration = {} }}, {{ kind = "reservoir", concentration = {} }}]
[[medium.membrane]]
axis = "x"
plane = 3
transmission = 0.5
[run]
steps = {}
batches = 16
[measure.flux]
x = "all"
every = 5
residence = true
)",
                                         low_end, high_end, steps);
    const Results results = run(parse_experiment(text, "membrane.toml"));
    return analyse(results);
  };
  // Not in the middle, where the bends of the two sides would cancel: 3e-4 of κ is left, of error 9e-7.
  const Analysis early = analysed("1.5e14", "3e13", 400);
  const Verdict& membrane = named(early.verdicts, "membrane_x_3");
  CHECK(early.outcome == Outcome::consistent);
  CHECK(membrane.is_judged());
  CHECK(membrane.expected < 0.29997);
  CHECK(membrane.bias > 3e-5);
  CHECK(membrane.error < 1e-6);
  // With the same concentration at both ends, all of the flux comes from the start.
  const Analysis level = analysed("1e14", "1e14", 500);
  CHECK(level.outcome != Outcome::inconsistent);
  CHECK(named(level.verdicts, "membrane_x_3").not_applicable.find("deviation from the steady state") !=
        std::string::npos);
}

TEST_CASE("a membrane in a medium is judged, or not judged with a reason") {
  Experiment e = membrane_case();
  e.system.steps = 2400;
  e.measure.flux_edges = e.measure.profile_times = every(50, e.system.steps);
  e.measure.exit_edges = e.measure.survivor_times = e.measure.flux_edges;
  e.system.medium.mobility = {0.5, 0.5, 0.5, 0.5, 0.9, 0.9, 0.9, 0.9, 0.9};
  Analysis analysis = analyse(simulate_occupancy(e, 1));
  CHECK(analysis.outcome != Outcome::inconsistent);
  REQUIRE(is_judged(analysis, "permeability_x_4"));
  CHECK(named(analysis.verdicts, "permeability_x_4").expected ==
        doctest::Approx(0.25 * 0.2 * 2 * 0.5 * 0.9 / 1.4));
  REQUIRE(is_judged(analysis, "membrane_x_4"));
  CHECK(named(analysis.verdicts, "membrane_x_4").expected ==
        doctest::Approx(0.25 * 2 * 0.5 * 0.9 / 1.4 * 0.25).epsilon(0.01));
  e.system.medium.mobility[1] = 0.3;  // the profile on that side is broken
  analysis = analyse(simulate_occupancy(e, 1));
  CHECK(is_judged(analysis, "permeability_x_4"));
  CHECK(named(analysis.verdicts, "membrane_x_4").not_applicable.find("sites on a side of it differ") !=
        std::string::npos);
  e.system.medium.mobility.clear();
  e.system.medium.hop = {1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5};
  analysis = analyse(simulate_occupancy(e, 1));
  CHECK(named(analysis.verdicts, "permeability_x_4").not_applicable.find("one way as the other") !=
        std::string::npos);
}

TEST_CASE("in a wind the D that spreads and the D of the flux are told apart") {
  for (const Experiment& e : {puff_case(), smoke_case(), spread_case()}) {
    const Analysis analysis = analyse(simulate_occupancy(e, 3));
    const Estimate& spread = named(analysis.estimates, "diffusivity_from_spreading_x");
    const Estimate& bond = named(analysis.estimates, "bond_diffusivity_from_flux_x");
    CHECK(spread.expected == doctest::Approx(0.22));  // v = 0.4: 0.08 less
    CHECK(bond.expected == doctest::Approx(0.3));
    CHECK(bond.value - spread.value > 5 * std::hypot(bond.exact_sigma, spread.exact_sigma));
    CHECK(spread.standard_error > 0.3 * spread.exact_sigma);  // of eight batches
    CHECK(spread.standard_error < 2.5 * spread.exact_sigma);
  }
  // If walkers reach the faces, or keep coming in, or are few, there is no cloud that gives D.
  Experiment narrow = puff_case(), fed = puff_case(), thin = puff_case();
  narrow.measure.profile_times = {60};
  narrow.system.populations = {population(narrow, 20000, {45})};
  fed.system.faces[0][low] = reservoir(100);
  thin.system.populations = {population(thin, 80, {14})};
  for (const Experiment& e : {narrow, fed, thin})
    CHECK(!is_judged(analyse(simulate_occupancy(e, 1)), "spreading_x"));
}

TEST_CASE("numbers beyond what a double counts are judged as others are") {
  for (const bool is_poisson : {false, true}) {
    Experiment e = closed_case();
    e.system.steps = 4;
    e.measure.flux_edges = e.measure.profile_times = e.measure.exit_edges = e.measure.survivor_times =
        every(1, 4);
    e.measure.histogram_times = {1, 4};
    e.system.populations = {population(e, 1'000'000'000'000'000'000, {6}, is_poisson)};
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
      for (const Verdict& verdict : analyse(simulate_occupancy(e, seed)).verdicts) {
        CHECK_MESSAGE(verdict.outcome != Outcome::inconsistent, verdict.name);
        if (verdict.p_value >= 0) CHECK_MESSAGE(verdict.p_value > 1e-5, verdict.name);
      }
  }
}

TEST_CASE("where nothing flows at rest a flux is held against what crosses one way") {
  Experiment even = slab_case();  // up to the last digits of a rounded concentration
  even.system.faces[0] = {reservoir(400000), reservoir(400001)};
  Experiment cut = porous_case();
  cut.system.faces[0] = {reservoir(90000), reservoir(100)};
  for (const std::size_t site : {8U, 9U, 10U, 11U}) cut.system.medium.obstacles[site] = 1;
  Experiment ring = ring_case();
  ring.system.medium.obstacles.assign(8, 0);
  ring.system.medium.obstacles[6] = 1;
  for (const Experiment& e : {even, cut, ring}) {
    const Analysis analysis = analyse(simulate_occupancy(e, 2));
    for (const char* name : {"steady_flux_x", "steady_everywhere_x"})
      CHECK_MESSAGE(named(analysis.verdicts, name).outcome == Outcome::consistent, name);
  }
}

TEST_CASE("a single batch has no scatter to read an error off, and says so") {
  Experiment source = source_case(), membrane = membrane_case();
  source.sampling.num_batches = membrane.sampling.num_batches = 1;
  const std::string why = "only one batch";
  CHECK(named(analyse(simulate_occupancy(source, 1)).verdicts, "source_jump_x").not_applicable.find(why) !=
        std::string::npos);
  CHECK(named(analyse(simulate_occupancy(membrane, 1)).verdicts, "membrane_x_4").not_applicable.find(why) !=
        std::string::npos);
}

TEST_CASE("two batches have too little to say about an error to support a claim by it") {
  Experiment e = source_case();
  e.sampling.num_batches = 2;
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    CHECK(named(analyse(simulate_occupancy(e, seed)).verdicts, "source_jump_x").outcome ==
          Outcome::inconclusive);
}

TEST_CASE("an unfinished run is held to what its batches were dealt") {
  for (const Experiment& e : {mixed_case(), slab_case(), source_case()}) {
    Results results = simulate_occupancy(e, 2);
    results.batches.erase(results.batches.begin() + 2, results.batches.begin() + 6);
    results.batch_numbers = {0, 1, 6, 7};
    const Analysis analysis = analyse(results);
    CHECK(analysis.is_partial);
    CHECK(analysis.outcome == Outcome::inconclusive);
    for (const Verdict& verdict : analysis.verdicts)
      CHECK_MESSAGE(verdict.outcome != Outcome::inconsistent, verdict.name);
  }
}
