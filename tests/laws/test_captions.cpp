/// \file
/// Captions and verdicts agree with what is shown: the lines of the figure, the time in its unit, the p-value
/// of the number shown, the plane that was not judged.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>

#include "fluxwalk/analysis.hpp"
#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/occupancy_cases.hpp"
#include "laws/occupancy_walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;
using doctest::Approx;

namespace {

const Face ring{FaceKind::periodic, 1}, wall{FaceKind::reflecting, 1}, sink{FaceKind::absorbing, 1},
    robin{FaceKind::partial, 0.4};

Experiment box(Face face, std::int64_t walkers, double minus = 0.25, double plus = 0.25) {
  Experiment e = chain(10, minus, plus, face, face, 40, 2);
  e.system.populations = {population(e, walkers, {3})};
  e.measure.histogram_times = {0, 10, 40};
  e.settings.analysis.tolerance = 0.5;
  e.settings.analysis.ladder_rungs = 3;
  return e;
}

/// The left half of a closed box full, the right half empty.
Experiment half_full(std::int64_t walkers) {
  Experiment e = box(wall, walkers);
  e.system.populations = {population(e, walkers, {0, 1, 2, 3, 4})};
  return e;
}

Experiment in_units(Experiment e) {
  e.system.lattice.spacing = 0.5;
  e.system.lattice.length_unit = "nm";
  e.system.lattice.step = 2;
  e.system.lattice.time_unit = "ps";
  return e;
}

/// Analyses that together make every figure, with and without its conditional parts.
const std::vector<Analysis>& all_kinds(bool has_units) {
  static std::array<std::vector<Analysis>, 2> made;
  std::vector<Analysis>& list = made[has_units];
  if (!list.empty()) return list;
  const auto add = [&](Experiment e, bool is_plain) {
    if (has_units) e = in_units(e);
    list.push_back(analyse(is_plain ? simulate(e, 5) : simulate_occupancy(e, 5)));
  };
  for (const Face& face : {ring, wall, sink, robin}) {
    add(box(face, 3000), true);
    add(box(face, 40), true);
    add(box(face, 3000, 0.15, 0.35), true);
  }
  add(half_full(60), true);
  Experiment flat = box(ring, 3000);
  flat.system.populations = {uniform(flat, 3000)};
  add(flat, true);
  for (const Experiment& e : {slab_case(), half_space_case(), decay_case(), source_case(), build_up_case(),
                              growth_case(), membrane_case(), barrier_case(), closed_case(), mixed_case(),
                              wind_case(), puff_case(), ring_case(), porous_case()})
    add(e, false);
  return list;
}

const Figure& figure_of(const Analysis& analysis, const std::string& id) {
  for (const Figure& figure : analysis.figures)
    if (figure.id == id) return figure;
  throw std::out_of_range("no figure has the id " + id);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool has_curve(const Figure& figure, Mark mark) {
  return std::any_of(figure.series.begin(), figure.series.end(),
                     [&](const Series& series) { return series.mark == mark && !series.is_residual; });
}

/// The fault of a caption; empty if there is none.
std::string complaint(const Figure& figure) {
  const std::string& caption = figure.caption;
  const bool has_residuals = std::any_of(figure.series.begin(), figure.series.end(),
                                         [](const Series& series) { return series.is_residual; });
  const bool has_fit = std::any_of(figure.series.begin(), figure.series.end(),
                                   [](const Series& series) { return series.label == "fit"; });
  const bool has_dashes = has_curve(figure, Mark::dashed_line) || !std::isnan(figure.reference);
  if (has(caption, " panel: ") != has_residuals) return "the panel of residuals";
  if (has(caption, "Right panel") && !figure.is_categorical) return "residuals stand below";
  if (has(caption, "olid line") != has_curve(figure, Mark::line)) return "solid lines";
  if (has(caption, "ashed line") != has_dashes) return "dashed lines";
  if (has(caption, "hort stroke") && !(figure.is_categorical && has_curve(figure, Mark::steps)))
    return "strokes";
  if (has(caption, "Solid line: fitted") != has_fit) return "the fit";
  // a line has a style, and a number of steps comes with its time
  static const std::regex plain_line("(^|[^d]) lines?\\b");
  const std::string styled = std::regex_replace(caption, std::regex("No line is fitted"), "");
  if (std::regex_search(styled, plain_line)) return "a line without a style";
  return "";
}

}  // namespace

TEST_CASE("the checker of this test knows good from bad") {
  Figure figure;
  figure.caption = "Points. Solid line: exact.";
  figure.data.add("x", "1", "x", {1, 2}).add("y", "1", "y", {1, 2}).add("r", "1", "r", {NAN, NAN});
  figure.series = {{"measured", "x", "y", "", Mark::points, false, 0},
                   {"exact", "x", "y", "", Mark::line, false, 0},
                   {"residual", "x", "r", "", Mark::points, true, 0}};
  complete(figure);
  CHECK(figure.series.size() == 2);  // a series of gaps is not drawn
  CHECK(complaint(figure) == "");
  figure.caption += " Lower panel: deviations.";
  CHECK(complaint(figure) == "the panel of residuals");
  figure.caption = "Points. The line is exact.";
  CHECK(complaint(figure) != "");
  figure.caption = "Points. Dashed line: exact.";
  CHECK(complaint(figure) != "");
  figure.caption = "Solid line: fitted.";
  CHECK(complaint(figure) == "the fit");
}

TEST_CASE("captions speak of lines, fits and panels that the figure has") {
  for (const Analysis& analysis : all_kinds(false))
    for (const Figure& figure : analysis.figures) {
      CAPTURE(figure.caption);
      CHECK_MESSAGE(complaint(figure) == "", figure.id);
    }
}

TEST_CASE("where steps last some time, times are told in its unit") {
  const std::regex bare_step("(^|[^(])step [0-9]"), bare_steps("(^|[^(0-9.])[0-9.]+ steps\\b");
  for (const Analysis& analysis : all_kinds(true)) {
    std::vector<std::string> texts;
    for (const Verdict& verdict : analysis.verdicts) {
      texts.push_back(verdict.explanation);
      texts.push_back(verdict.not_applicable);
      texts.push_back(verdict.statement);
    }
    for (const Estimate& estimate : analysis.estimates) texts.push_back(estimate.method);
    for (const Figure& figure : analysis.figures) {
      texts.push_back(figure.caption);
      texts.push_back(figure.y_label);
      for (const Series& series : figure.series) texts.push_back(series.label);
    }
    for (const std::string& text : texts) {
      CAPTURE(text);
      CHECK_FALSE(std::regex_search(text, bare_step));
      CHECK_FALSE(std::regex_search(text, bare_steps));
      CHECK_FALSE(has(text, "per step"));
    }
  }
  const Figure exits = figure_of(analyse(simulate(in_units(box(sink, 3000)), 5)), "exits");
  const Figure in_steps = figure_of(analyse(simulate(box(sink, 3000), 5)), "exits");
  CHECK(exits.y_label == "exits (ps^-1)");
  CHECK(in_steps.y_label == "exits per step");
  CHECK(exits.data.numbers("rate_0")[3] == Approx(in_steps.data.numbers("rate_0")[3] / 2));
}

TEST_CASE("where the walk drifts the flux has D_b, and without drift D") {
  const Analysis drifting = analyse(simulate(box(ring, 20000, 0.15, 0.35), 5));
  const Analysis even = analyse(simulate(box(ring, 20000), 5));
  CHECK(has(figure_of(drifting, "flux_vs_driving_x").caption, "its slope is -D_b."));
  CHECK(has(figure_of(even, "flux_vs_driving_x").caption, "its slope is -D."));
  CHECK(has(named(drifting.verdicts, "profile_x").statement, "- v ∂c/∂x"));
  CHECK_FALSE(has(named(even.verdicts, "profile_x").statement, "v"));
  const Analysis smoke = analyse(simulate_occupancy(wind_case(), 5)),
                 slab = analyse(simulate_occupancy(slab_case(), 5));
  CHECK(has(figure_of(smoke, "flux_vs_driving_x").caption, "its slope is -D_b."));
  CHECK(has(figure_of(slab, "flux_vs_driving_x").caption, "its slope is -D."));
  CHECK(has(named(slab.verdicts, "steady_flux_x").explanation, "D Δc"));
  CHECK_FALSE(has(named(smoke.verdicts, "fick_first_law_whole_x").explanation, "runs down"));
}

TEST_CASE("no slope: the walkers are too few, and so many would do; or they start evenly") {
  const std::string name = "fick_first_law_slope_x";
  const Analysis few = analyse(simulate(half_full(60), 5));
  const std::string reason = named(few.verdicts, name).not_applicable;
  CAPTURE(reason);
  CHECK(has(reason, "too few walkers"));
  CHECK(has(figure_of(few, "flux_vs_driving_x").caption, "No line is fitted: too few walkers"));
  const auto place = reason.find("about ");
  REQUIRE(place != std::string::npos);
  const double needed = 60 * std::stod(reason.substr(place + 6));
  CHECK(needed > 60);
  CHECK(named(analyse(simulate(half_full(static_cast<std::int64_t>(1.3 * needed)), 5)).verdicts, name)
            .is_judged());
  CHECK_FALSE(named(analyse(simulate(half_full(static_cast<std::int64_t>(0.4 * needed)), 5)).verdicts, name)
                  .is_judged());
  Experiment flat = box(ring, 3000);
  flat.system.populations = {uniform(flat, 3000)};
  CHECK(has(named(analyse(simulate(flat, 5)).verdicts, name).not_applicable, "start evenly"));
}

TEST_CASE("p of the least likely of several times, alone and corrected") {
  const Analysis plain = analyse(simulate(box(ring, 20000), 5));
  const Verdict& profile = named(plain.verdicts, "profile_x");
  CHECK(profile.num_compared > 1);
  CHECK(profile.single_p_value ==
        Approx(statistics::chi_square_p(profile.statistic_value, profile.degrees_of_freedom)));
  CHECK(has(profile.statement, "the least likely of " + std::to_string(profile.num_compared) + " times"));
  const Analysis slab = analyse(simulate_occupancy(slab_case(), 5));
  for (const Analysis* analysis : {&plain, &slab})
    for (const Verdict& verdict : analysis->verdicts) {
      if (!(verdict.p_value >= 0)) continue;
      CAPTURE(verdict.name);
      CHECK(verdict.p_value ==
            Approx(std::min(1.0, static_cast<double>(verdict.num_compared) * verdict.single_p_value)));
      CHECK((verdict.num_compared > 1) == has(verdict.statement, "the least likely of "));
    }
  for (const char* name : {"entropy", "profile_sites"}) CHECK(named(plain.verdicts, name).num_compared > 1);
  for (const char* name : {"profile_x", "numbers"}) CHECK(named(slab.verdicts, name).num_compared > 1);
}

TEST_CASE("a rare direction of hops is one of two comparisons") {
  Experiment e = box(ring, 500);
  e.system.hop_law.stay = 1e-4;
  e.system.hop_law.minus[0] = 0.5 - 1e-4;
  e.system.hop_law.plus[0] = 0.5;
  const Verdict verdict = named(analyse(simulate(e, 5)).verdicts, "hop_law");
  CHECK(verdict.num_compared == 2);
  CHECK(has(verdict.statement, "the least likely of 2 comparisons"));
  CHECK(verdict.p_value == Approx(std::min(1.0, 2 * verdict.single_p_value)));
}

TEST_CASE("F has two degrees of freedom") {
  Experiment e = box(ring, 20000);
  e.sampling.num_batches = 30;
  const Verdict verdict = named(analyse(simulate(e, 5)).verdicts, "diffusivities_agree_x");
  REQUIRE(verdict.statistic == Statistic::f);
  CHECK(verdict.degrees_of_freedom + verdict.denominator_degrees_of_freedom == 30);
  CHECK(verdict.p_value == Approx(statistics::fisher_p(verdict.statistic_value, verdict.degrees_of_freedom,
                                                       verdict.denominator_degrees_of_freedom)));
  CHECK(has(verdict.statement, "methods on the same walkers"));
}

TEST_CASE("what no walker measures is not told as measured") {
  Experiment e = box(ring, 20000);
  e.system.steps = 400;
  e.measure.histogram_times = {0, 400};
  const Analysis analysis = analyse(simulate(e, 5));
  const Estimate& law = named(analysis.estimates, "diffusivity_from_hop_law_x");
  CHECK(law.origin == Origin::given);
  CHECK(law.expected == Approx(0.25));
  const Estimate& distance = named(analysis.estimates, "distance_from_equilibrium");
  CHECK(distance.origin == Origin::exact);
  for (const Estimate* estimate : {&law, &distance}) {
    CHECK(std::isnan(estimate->value));
    CHECK(std::isnan(estimate->error()));
  }
  for (const Estimate& estimate : analysis.estimates)
    if (estimate.origin == Origin::measured && estimate.has_value())
      CHECK_MESSAGE(estimate.error() > 0, estimate.name);
}

TEST_CASE("what was not judged names its plane, direction, axis or membrane") {
  const Analysis few = analyse(simulate(box(ring, 20), 5));
  CHECK(named(few.verdicts, "crossings_forward_x").statement == "forward crossings of plane 3 of x");
  CHECK(named(few.verdicts, "crossings_backward_x").statement == "backward crossings of plane 3 of x");
  Experiment thin = membrane_case();
  for (Face& face : thin.system.faces[0]) face.reservoir.concentration /= 4000;
  const Analysis membrane = analyse(simulate_occupancy(thin, 5));
  for (const char* name : {"permeability_x_4", "membrane_x_4"}) {
    const Verdict& verdict = named(membrane.verdicts, name);
    CHECK_FALSE(verdict.is_judged());
    CHECK_MESSAGE(has(verdict.statement, "plane 4 of x"), verdict.statement);
  }
  // of a membrane on a wall, the report only says that it changes nothing
  Experiment walled = closed_case();
  walled.measure.planes[0] = {4};
  walled.measure.flux_edges = {0, 400};
  walled.system.medium.transmission[0].assign(9, 1.0);
  walled.system.medium.transmission[0][8] = 0.2;
  const Analysis analysis_of_wall = analyse(simulate_occupancy(walled, 5));
  CHECK(named(analysis_of_wall.verdicts, "permeability_x_8").not_applicable ==
        "plane 8 of x is a reflecting face, which no walker crosses: the membrane there changes nothing");
  // everything that is named after an axis says so
  for (const Analysis& analysis : all_kinds(false))
    for (const Verdict& verdict : analysis.verdicts) {
      if (verdict.is_judged()) continue;
      for (const char axis : {'x', 'y', 'z'}) {
        const bool is_named = has(verdict.name + "_", std::string{'_', axis, '_'});
        if (!is_named) continue;
        const std::string told = verdict.statement + " " + verdict.not_applicable;
        const std::string letter(1, axis);
        CHECK_MESSAGE((has(told, "along " + letter) || has(told, " of " + letter) || has(told, "∂" + letter)),
                      verdict.name);
      }
    }
}
