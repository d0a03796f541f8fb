/// \file
/// A measurement that the analysis cannot judge has a row of its own, with the reason.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/error.hpp"
#include "laws/flux/crossing_moments.hpp"
#include "laws/walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;
using doctest::Approx;

namespace {

const Face ring{FaceKind::periodic, 1}, wall{FaceKind::reflecting, 1}, sink{FaceKind::absorbing, 1},
    robin{FaceKind::partial, 0.4};

Experiment box(Face face, std::int64_t walkers = 2000) {
  Experiment e = chain(10, 0.25, 0.25, face, face, 40, 1);
  e.system.populations = {population(e, walkers, {3})};
  e.settings.analysis.tolerance = 0.5;
  return e;
}

std::string reason(const Analysis& analysis, const std::string& name) {
  const Verdict& verdict = named(analysis.verdicts, name);
  CHECK(verdict.is_judged() == verdict.not_applicable.empty());
  return verdict.not_applicable;
}

bool says(const Analysis& analysis, const std::string& name, const std::string& words) {
  return reason(analysis, name).find(words) != std::string::npos;
}

/// An experiment with an exact answer that costs too much: the tallies are those of a few walkers, adapted.
Results costly() {
  Experiment e = box(ring, 100);
  e.system.lattice.dimension = 2;
  e.system.lattice.shape[1] = 4;
  e.system.hop_law.minus[1] = e.system.hop_law.plus[1] = 0.1;
  e.system.hop_law.stay = 0.3;
  e.settings.analysis.ladder_rungs = 2;
  Results results = simulate(e, 1);
  Experiment& asked = results.experiment;
  asked.system.steps = 100'000'000'000;
  Measurements& m = asked.measure;
  for (Schedule* times : {&m.profile_times, &m.histogram_times, &m.exit_edges, &m.survivor_times,
                          &m.flux_edges, &m.first_passage_edges})
    end_at(*times, asked.system.steps);
  return results;
}

}  // namespace

TEST_CASE("in an open box: the entropy; displacements count those that left as 0") {
  for (const Face& face : {sink, robin}) {
    const Analysis analysis = analyse(simulate(box(face), 11));
    CHECK(says(analysis, "entropy", "walkers leave the box"));
    CHECK(named(analysis.estimates, "diffusivity_from_msd_x").not_applicable ==
          "walkers leave the box: those that stay are a selection");
    CHECK(reason(analysis, "mean_squared_displacement").empty());
    CHECK(says(analysis, "displacement_moments", "fewer than 10000 walkers"));
    CHECK(analysis.outcome == Outcome::consistent);
  }
}

TEST_CASE("in a closed box: exits and survival; between walls: D, not the displacement") {
  const Analysis analysis = analyse(simulate(box(wall), 11));
  CHECK(says(analysis, "exits", "no walker can leave"));
  CHECK(says(analysis, "survival", "no walker can leave"));
  CHECK(reason(analysis, "mean_squared_displacement").empty());
  CHECK(reason(analysis, "mean_displacement_x").empty());
  CHECK(named(analysis.estimates, "diffusivity_from_msd_x").not_applicable.find("walls along the axis") == 0);
  CHECK(reason(analysis, "entropy").empty());
}

TEST_CASE("exact answers that cost too much") {
  const Analysis analysis = analyse(costly());
  for (const char* name : {"profile_x", "profile_sites", "first_passage_0", "entropy", "crossings_x",
                           "noise_x", "continuum_x"}) {
    CAPTURE(name);
    CHECK(says(analysis, name, "too long"));
  }
}

TEST_CASE("a fault of ours never passes for an exact answer that costs too much") {
  const Results results = simulate(box(ring), 1);
  const RunView view(results);
  const auto mixture = [&](auto failure) {
    return view.mixture(view.groups[0], [&](const Population&) -> double { throw failure; });
  };
  CHECK_FALSE(mixture(theory::TooCostly("for a test")).has_value());
  CHECK_THROWS_AS(mixture(InternalError("for a test")), InternalError);
  CHECK_THROWS_AS(mixture(std::length_error("for a test")), std::length_error);
  CHECK_THROWS_AS(mixture(std::invalid_argument("for a test")), std::invalid_argument);
}

TEST_CASE("the third term of the flux, the slope without a gradient, and flux without residence") {
  Experiment e = box(ring);
  e.settings.analysis.tolerance = 0.01;
  CHECK(says(analyse(simulate(e, 11)), "fick_first_law_drift_x", "error is too wide"));
  e.system.populations = {uniform(e, 2000)};
  CHECK(says(analyse(simulate(e, 11)), "fick_first_law_slope_x", "start evenly"));
  e.measure.has_residence = false;
  CHECK_FALSE(reason(analyse(simulate(e, 11)), "fick_first_law_slope_x").empty());
}

TEST_CASE("noise, ladder, agreement and guard") {
  Experiment e = box(robin);
  e.settings.analysis.ladder_rungs = 3;
  e.sampling.num_batches = 5;
  const Results results = simulate(e, 3);
  const Analysis analysis = analyse(results);
  CHECK(says(analysis, "noise_x", "16 batches"));
  CHECK(says(analysis, "continuum_x", "no smooth law"));
  CHECK(says(analysis, "diffusivities_agree_x", "too few batches"));
  e = box(ring, 100);
  e.measure.planes[0] = {0, 10};
  const Analysis thin = analyse(simulate(e, 3));
  CHECK(says(thin, "crossings_x", "no plane inside the box"));
  CHECK(says(thin, "noise_x", "fewer than 100 walkers"));
  CHECK(says(thin, "diffusivities_agree_x", "fewer than 100 walkers"));
  CHECK(says(thin, "dispersion_tensor", "fewer than 1000 walkers"));
  e = box(ring, 40);
  CHECK(says(analyse(simulate(e, 3)), "crossings_forward_x", "fewer than 100 crossings"));
}

TEST_CASE("the noise is that of those in the box, not of those who left") {
  Experiment e = chain(30, 0.3, 0.3, sink, sink, 150, 150);
  e.system.populations = {uniform(e, 64000)};
  const Results results = simulate(e, 9);
  const Analysis analysis = analyse(results);
  double alive = 0;
  for (const BatchTallies& batch : results.batches) {
    const Counts& profile = batch.profile[0];
    for (std::size_t layer = 0; layer < profile.columns(); ++layer)
      alive += static_cast<double>(profile(profile.rows() - 1, layer));
  }
  const auto found = std::find_if(analysis.figures.begin(), analysis.figures.end(),
                                  [](const Figure& figure) { return figure.id == "convergence_x"; });
  REQUIRE(found != analysis.figures.end());
  const Table& data = found->data;
  const std::vector<double> walkers = data.numbers("walkers"), noise = data.numbers("noise");
  CHECK(walkers.front() == Approx(alive / 16).epsilon(0.01));
  CHECK(walkers.front() < 0.8 * 64000 / 16);
  // chi-square over cells and walkers: 1/√N for the walkers that are there
  for (std::size_t i = 0; i < walkers.size(); ++i)
    CHECK(std::abs(noise[i] * std::sqrt(walkers[i]) - 1) <
          5 * data.numbers("sigma")[i] * std::sqrt(walkers[i]));
}

TEST_CASE("crossings of few walkers have the binomial law, and what it grows into") {
  // one step: N walkers beside the plane
  Experiment e = chain(6, 0.3, 0.2, ring, ring, 1, 1);
  e.system.populations = {population(e, 40, {2})};
  const Results one = simulate(e, 1);
  const RunView view(one);
  const boost::math::binomial law(40, 0.2);
  for (const int n : {0, 1, 8, 9, 25, 40}) {
    const double at_least = n > 0 ? cdf(complement(law, n - 1)) : 1.0;
    const double expected = std::min(1.0, 2 * std::min(cdf(law, n), at_least));
    CHECK(*crossings_p(view, 0, 3, Way::forward, 1, n) == Approx(expected).epsilon(1e-9));
  }
  CHECK(*crossings_p(view, 0, 3, Way::forward, 1, 41) == 0);
  // Two walkers, three steps between sink and mirror, each from its own site: all paths enumerated.
  e = chain(3, 0.3, 0.5, sink, {FaceKind::mirror, 1}, 3, 1);
  e.sampling.num_batches = 1;
  e.system.populations = {population(e, 1, {1}), population(e, 1, {0})};
  const Results few = simulate(e, 1);
  std::vector<double> chances(8, 0.0);
  const auto walk = [](int code, int at, int& crossings) {
    double chance = 1;
    for (int step = 0; step < 3; ++step, code /= 3) {
      const int hop = code % 3 - 1;
      chance *= hop < 0 ? 0.3 : hop > 0 ? 0.5 : 0.2;
      if (at < 0) continue;  // gone; the chances of its idle choices add up to 1
      const int next = at + hop > 2 ? 1 : at + hop;
      crossings += at == 2 && next == 1;
      at = next;
    }
    return chance;
  };
  for (int first = 0; first < 27; ++first) {
    for (int second = 0; second < 27; ++second) {
      int crossings = 0;
      const double chance = walk(first, 1, crossings) * walk(second, 0, crossings);
      chances[static_cast<std::size_t>(crossings)] += chance;
    }
  }
  const RunView both(few);
  double below = 0;
  for (std::size_t n = 0; n < 4; ++n) {
    const double expected = std::min(1.0, 2 * std::min(below + chances[n], 1 - below));
    CHECK(*crossings_p(both, 0, 2, Way::backward, 3, static_cast<double>(n)) ==
          Approx(expected).epsilon(1e-9));
    below += chances[n];
  }
}

TEST_CASE(
    "a few walkers that cross often are judged by the exact law, which is wider than a normal one above") {
  Experiment e = chain(200, 0.5, 0.5, ring, ring, 1000, 1000);
  e.measure.profile_times = {0, 1000};
  e.system.populations = {population(e, 16, {100})};
  Results results = simulate(e, 4);
  const Verdict fair = named(analyse(results).verdicts, "crossings_forward_x");
  CHECK(fair.p_value > 1e-3);
  const double sigma = fair.error;
  const auto more = static_cast<std::int64_t>(fair.expected + 4 * sigma - fair.measured);
  std::size_t column = 0;
  while (results.experiment.measure.planes[0][column] != 100) ++column;
  results.batches[0].forward[0](0, column) += more;
  const Verdict high = named(analyse(results).verdicts, "crossings_forward_x");
  CHECK(high.statistic_value == Approx(4).epsilon(0.05));
  CHECK(high.p_value > 2e-4);  // 6e-5 by the normal law
  CHECK(high.p_value < 1e-2);
}
