/// \file
/// Displacements, first passages and exits in a medium are estimated, judged, and shown; a measurement in any
/// box with a medium or turnover has a row of its own.
#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/error.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/run.hpp"
#include "laws/followed_walkers.hpp"
#include "laws/occupancy_cases.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;
using doctest::Approx;

namespace {

bool has_figure(const Analysis& analysis, const std::string& id) {
  return std::any_of(analysis.figures.begin(), analysis.figures.end(),
                     [&](const Figure& figure) { return figure.id == id; });
}

const Figure& figure_of(const Analysis& analysis, const std::string& id) {
  return *std::find_if(analysis.figures.begin(), analysis.figures.end(),
                       [&](const Figure& figure) { return figure.id == id; });
}

/// Whether some row of the analysis is about a measurement: its name begins so.
bool tells(const Analysis& analysis, const std::string& prefix) {
  const auto is_about = [&](const auto& row) { return row.name.starts_with(prefix); };
  return std::any_of(analysis.verdicts.begin(), analysis.verdicts.end(), is_about) ||
         std::any_of(analysis.estimates.begin(), analysis.estimates.end(), is_about);
}

Analysis analysis_of(const std::string& text) {
  const Results results = run(parse_experiment(text, "f.toml"));
  return analyse(results);
}

}  // namespace

TEST_CASE("among obstacles D at late times, <r²> and first passages are estimated, judged and drawn") {
  const Experiment e = obstacle_box();
  const Analysis analysis = analyse(simulate_followed(e, 5));
  CHECK(analysis.outcome == Outcome::consistent);
  for (const char* name : {"mean_displacement_x", "mean_displacement_y", "mean_squared_displacement",
                           "displacement_moments", "first_passage_0", "first_passage_1"}) {
    CAPTURE(name);
    const Verdict& verdict = named(analysis.verdicts, name);
    CHECK(verdict.is_judged());
    CHECK(verdict.outcome == Outcome::consistent);
  }
  for (const char* name :
       {"diffusivity_from_msd_x", "diffusivity_from_msd_xy", "diffusivity_from_msd_y",
        "drift_from_displacement_x", "late_drift_x", "mean_squared_displacement", "arrived_0", "arrived_1"}) {
    CAPTURE(name);
    const Estimate& estimate = named(analysis.estimates, name);
    REQUIRE(estimate.has_value());
    CHECK(std::abs(estimate.value - estimate.expected) < 5 * estimate.standard_error);
    CHECK(estimate.standard_error > 0);
  }
  const double d = named(analysis.estimates, "diffusivity_from_msd_x").value;
  CHECK(d > 0.02);
  CHECK(d < 0.15);  // 0.2 without obstacles and membrane
  CHECK(named(analysis.estimates, "diffusivity_from_msd_x").method ==
        "half the growth of the variance of the displacement from step 30 to step 60, per step");

  REQUIRE(has_figure(analysis, "diffusion"));
  const Table& data = figure_of(analysis, "diffusion").data;
  CHECK(data.numbers("time").front() == 10);
  CHECK(data.numbers("time").size() == 6);
  CHECK(data.numbers("value_x").back() < data.numbers("value_x").front());
  for (const double error : data.numbers("error_y")) CHECK(error > 0);
  for (const double residual : data.numbers("residual_x")) CHECK(std::abs(residual) < 5);
  CHECK(has_figure(analysis, "msd"));
  CHECK(has_figure(analysis, "first_passage"));
}

TEST_CASE("exact errors of D(t) and <r²> are what the batches scatter by") {
  Experiment e = obstacle_box();
  e.sampling.num_batches = 200;
  const Analysis analysis = analyse(simulate_followed(e, 7));
  for (const char* name : {"mean_squared_displacement", "drift_from_displacement_x",
                           "drift_from_displacement_y", "arrived_0", "arrived_1"}) {
    CAPTURE(name);
    const Estimate& estimate = named(analysis.estimates, name);
    CHECK(estimate.exact_sigma == Approx(estimate.standard_error).epsilon(0.25));  // 5 of its errors
  }
}

TEST_CASE("an engine that walks through an obstacle, or through the membrane too often, is found out") {
  const Experiment claimed = obstacle_box();
  Experiment truth = claimed;
  truth.system.medium.obstacles[9] = 0;
  const Analysis through = analyse(simulate_followed(truth, claimed, 5));
  CHECK(through.outcome == Outcome::inconsistent);
  truth = claimed;
  for (std::size_t y = 0; y < 6; ++y) truth.system.medium.transmission[0][18 + y] = 0.5;
  const Analysis leaky = analyse(simulate_followed(truth, claimed, 5));
  CHECK(named(leaky.verdicts, "displacement_moments").outcome == Outcome::inconsistent);
  CHECK(named(leaky.verdicts, "mean_squared_displacement").outcome == Outcome::inconsistent);
  truth = claimed;
  truth.system.hop_law.plus[1] += 0.01;
  truth.system.hop_law.stay -= 0.01;
  const Analysis windy = analyse(simulate_followed(truth, claimed, 5));
  CHECK(named(windy.verdicts, "mean_displacement_y").outcome == Outcome::inconsistent);
  truth = claimed;
  truth.system.medium.transmission[0].clear();
  const Analysis open = analyse(simulate_followed(truth, claimed, 5));
  CHECK(named(open.verdicts, "first_passage_0").outcome == Outcome::inconsistent);
  CHECK(named(open.verdicts, "first_passage_1").outcome != Outcome::inconsistent);  // not along this axis
}

TEST_CASE("where walkers leave, those in the box are judged, exits too, and D is not") {
  Experiment e = obstacle_box(Face{FaceKind::absorbing});
  e.measure.exit_edges = every(5, e.system.steps);
  e.measure.survivor_times = every(10, e.system.steps);
  e.system.populations = {uniform(e, 9000), population(e, 6000, {3, 3}, true)};
  e.settings.analysis.tolerance = 0.5;
  const Analysis analysis = analyse(simulate_followed(e, 3));
  CHECK(analysis.outcome == Outcome::consistent);
  for (const char* name :
       {"mean_squared_displacement", "displacement_moments", "first_passage_0", "exits", "numbers"}) {
    CAPTURE(name);
    CHECK(named(analysis.verdicts, name).outcome == Outcome::consistent);
    CHECK(named(analysis.verdicts, name).is_judged());
  }
  CHECK(named(analysis.estimates, "diffusivity_from_msd_x").not_applicable ==
        "walkers leave the box: those that stay are a selection");
  CHECK(has_figure(analysis, "msd"));
  CHECK_FALSE(has_figure(analysis, "diffusion"));
  Experiment truth = e;
  truth.system.faces[1][high] = Face{FaceKind::partial, 0.7};
  const Analysis wrong = analyse(simulate_followed(truth, e, 3));
  CHECK(named(wrong.verdicts, "exits").outcome == Outcome::inconsistent);
}

TEST_CASE(
    "given numbers at the sites of a medium: exact means, and errors of walkers that know where to start") {
  std::string rows;
  for (int x = 0; x < 8; ++x)
    for (int y = 0; y < 6; ++y) {
      const bool is_obstacle = (x == 3 || x == 4) && y >= 1 && y <= 4;
      rows += fmt::format("{}{}", is_obstacle ? 0 : x < 3 && y < 3 ? 4000 : 200, y < 5 ? ", " : "\n");
    }
  const std::string name = "given_numbers_of_a_medium.csv";
  std::ofstream(name) << rows;
  const std::string text = fmt::format(R"([lattice]
kind = "square"
shape = [8, 6]
[hop]
stay = 0.2
[faces]
x = ["absorbing", "reflecting"]
[[medium.region]]
from = [3, 1]
to = [4, 4]
obstacle = true
[[population]]
kind = "table"
file = "{}"
[run]
steps = 12
batches = 200
[measure.moments]
every = 4
[measure.exits]
every = 2
[measure.first_passage]
every = 2
targets = [{{ axis = "x", layer = 3 }}, {{ at = [2, 1] }}, {{ return = true }}]
)",
                                       name);
  const Analysis analysis = analysis_of(text);
  std::remove(name.c_str());
  CHECK(analysis.outcome != Outcome::inconsistent);
  for (const char* law :
       {"mean_displacement_x", "mean_displacement_y", "mean_squared_displacement", "displacement_moments",
        "exits", "first_passage_0", "first_passage_1", "first_passage_2"}) {
    CAPTURE(law);
    CHECK(named(analysis.verdicts, law).is_judged());
  }
  for (const char* quality : {"drift_from_displacement_x", "drift_from_displacement_y",
                              "mean_squared_displacement", "arrived_0", "arrived_1", "arrived_2"}) {
    CAPTURE(quality);
    const Estimate& estimate = named(analysis.estimates, quality);
    CHECK(estimate.exact_sigma == Approx(estimate.standard_error).epsilon(0.25));  // 5 of its errors
  }
  // Of walkers that draw their starts the share that arrives would vary by √(p (1 - p)/N).
  const Estimate& arrived = named(analysis.estimates, "arrived_0");
  const double p = arrived.expected, walkers = 9 * 4000 + 31 * 200;
  CHECK(arrived.exact_sigma < 0.95 * std::sqrt(p * (1 - p) / walkers));
}

TEST_CASE("what costs too much is estimated, and not judged") {
  Experiment e = obstacle_box();
  Results results = simulate_followed(e, 5);
  Experiment& asked = results.experiment;
  asked.system.steps = 1'000'000'000'000;
  end_at(asked.measure.moment_times, asked.system.steps);
  end_at(asked.measure.first_passage_edges, asked.system.steps);
  const Analysis analysis = analyse(results);
  for (const char* name : {"mean_displacement_x", "mean_squared_displacement", "displacement_moments",
                           "first_passage_0", "first_passage_1"}) {
    CAPTURE(name);
    CHECK(named(analysis.verdicts, name).not_applicable.find("too long") != std::string::npos);
  }
  const Estimate& estimate = named(analysis.estimates, "diffusivity_from_msd_x");
  CHECK(estimate.has_value());
  CHECK(std::isnan(estimate.expected));
  CHECK(named(analysis.estimates, "arrived_0").has_value());
  CHECK(has_figure(analysis, "diffusion"));
}

TEST_CASE("everything that is measured is estimated, judged, or not judged with a reason") {
  const std::string medium = "[[medium.region]]\nfrom = 2\nto = 3\nhop = 0.5\n";
  const std::string bath =
      "[faces]\nx = [{ kind = \"reservoir\", concentration = 500 }, { kind = \"reservoir\", concentration = "
      "100 }]\n";
  const std::string sinks = "[faces]\nx = \"absorbing\"\n", walls = "[faces]\nx = \"reflecting\"\n";
  const std::string decay = "[turnover]\ndecay = 0.01\n";
  const struct {
    const char* name;
    std::string box;
    bool is_followed;
  } boxes[] = {{"a medium on a ring", medium, true},
               {"a medium between walls", walls + medium, true},
               {"a medium between sinks", sinks + medium, true},
               {"reservoirs", bath, false},
               {"reservoirs and a medium", bath + medium, false},
               {"decay", sinks + decay, false},
               {"a source", walls + "[[source]]\nkind = \"uniform\"\nrate = 2\n", false}};
  const struct {
    std::string section;
    std::vector<std::string> prefixes;  ///< one of them must be reported
    bool takes_followed;
  } measures[] = {
      {"[measure.flux]\nx = \"all\"\nevery = 10\n",
       {"fick_first_law", "steady_flux", "source_jump", "decay_probability"},
       false},
      {"[measure.profile]\nevery = 10\n", {"profile_", "steady_profile"}, false},
      {"[measure.histogram]\nevery = 10\n", {"profile_sites", "free_energy"}, false},
      {"[measure.survivors]\nevery = 10\n", {"survival", "numbers"}, false},
      {"[measure.exits]\nevery = 10\n", {"exits"}, false},
      {"[measure.moments]\nevery = 10\n", {"mean_squared_displacement"}, true},
      {"[measure.first_passage]\ntargets = [{ axis = \"x\", layer = 3 }]\nevery = 5\n",
       {"first_passage_0"},
       true},
  };
  for (const auto& place : boxes) {
    for (const auto& measure : measures) {
      CAPTURE(place.name);
      CAPTURE(measure.section);
      const std::string text =
          "[lattice]\nkind = \"chain\"\nshape = 8\n[hop]\nstay = 0.5\n" + place.box +
          "[[population]]\nkind = \"uniform\"\nwalkers = 2000\n[run]\nsteps = 40\nbatches = 8\n" +
          measure.section;
      if (measure.takes_followed && !place.is_followed) {  // refused before it runs
        CHECK_THROWS_AS(parse_experiment(text, "f.toml"), InputError);
        continue;
      }
      const Analysis analysis = analysis_of(text);
      CHECK(std::any_of(measure.prefixes.begin(), measure.prefixes.end(),
                        [&](const std::string& prefix) { return tells(analysis, prefix); }));
      for (const Verdict& verdict : analysis.verdicts)
        if (!verdict.is_judged()) CHECK(verdict.not_applicable.size() > 10);
    }
  }
}
