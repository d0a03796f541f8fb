/// \file
/// If there are few events, or few walkers left, the analysis claims nothing and raises no alarm.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "fluxwalk/analysis.hpp"
#include "laws/walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;
using doctest::Approx;

namespace {

const Face ring{FaceKind::periodic, 1}, wall{FaceKind::reflecting, 1}, sink{FaceKind::absorbing, 1};

bool has(const Analysis& analysis, const std::string& name) {
  return std::any_of(analysis.verdicts.begin(), analysis.verdicts.end(),
                     [&](const Verdict& verdict) { return verdict.is_judged() && verdict.name == name; });
}

/// p of the hop law for these numbers of draws: minus, plus, stay.
double p_of_draws(double minus, double plus, std::int64_t backward, std::int64_t forward, std::int64_t stay) {
  Experiment e = chain(8, minus, plus, ring, ring, 1, 1);
  e.system.populations = {uniform(e, 100)};
  Results results = simulate(e, 1);
  for (BatchTallies& batch : results.batches) {
    for (std::size_t i = 0; i < 3; ++i) batch.choices(0, i) = 0;
  }
  results.batches[0].choices(0, 0) = backward;
  results.batches[0].choices(0, 1) = forward;
  results.batches[0].choices(0, 2) = stay;
  return named(analyse(results).verdicts, "hop_law").p_value;
}

}  // namespace

TEST_CASE("directions too rare for a chi-square are judged as the small numbers they are") {
  CHECK(p_of_draws(1e-4, 0.4999, 1, 500, 500) > 0.05);
  CHECK(p_of_draws(1e-4, 0.4999, 20, 480, 500) < 1e-20);
  CHECK(p_of_draws(1e-4, 0.4999, 0, 700, 300) < 1e-20);
  CHECK(p_of_draws(5e-4, 5e-4, 1, 0, 999) > 0.05);  // only rare ones: no chi-square is left
  CHECK(p_of_draws(5e-4, 5e-4, 10, 10, 980) < 1e-10);
  CHECK(p_of_draws(0.006, 0.006, 6, 6, 988) > 0.9);  // together they are enough
}

TEST_CASE("displacements of a few hops, or a few stays, are not taken for normal") {
  const auto judged = [](double hop, std::int64_t walkers, std::int64_t steps) {
    Experiment e = chain(8, hop, hop, ring, ring, steps, 1);
    e.measure.histogram_times = {0, steps};
    e.system.populations = {uniform(e, walkers)};
    const Analysis analysis = analyse(simulate(e, 3));
    CHECK(analysis.outcome != Outcome::inconsistent);
    return std::array{has(analysis, "mean_displacement_x"), has(analysis, "mean_squared_displacement"),
                      has(analysis, "dispersion_tensor")};
  };
  CHECK(judged(5e-4, 2000, 2) == std::array{false, false, false});
  CHECK(judged(0.05, 2000, 2) == std::array{true, true, true});
  CHECK(judged(0.49999, 2000, 1) == std::array{true, false, false});  // r² = 1 except for a few that stay
  CHECK(judged(0.4, 2000, 1) == std::array{true, true, true});
}

TEST_CASE("a rare exit is not an impossible one") {
  const auto lost = [](Face face) {
    Experiment e = chain(2, 0.45, 0.45, face, wall, 1, 1);
    e.measure.histogram_times = {0, 1};
    e.system.populations = {population(e, 1000, {0})};
    Results results = simulate(e, 5);
    CHECK(named(analyse(results).verdicts, "out_of_reach").outcome == Outcome::consistent);
    --results.batches[0].profile[0](results.batches[0].profile[0].rows() - 1, 0);
    return named(analyse(results).verdicts, "out_of_reach").outcome;
  };
  CHECK(lost({FaceKind::partial, 1e-9}) == Outcome::consistent);
  CHECK(lost(wall) == Outcome::inconsistent);
}

TEST_CASE("late in an open box the profile is that of the survivors") {
  Experiment e = chain(15, 0.3, 0.3, sink, sink, 450, 450);
  e.system.populations = {uniform(e, 50000)};
  e.measure.profile_times = {20, 450};  // nearly all are there at 20, few at 450
  Results results = simulate(e, 7);
  const Verdict fair = named(analyse(results).verdicts, "profile_x");
  CHECK(fair.p_value > 1e-3);
  CHECK(fair.resolution > 0.2);  // of about 200 that are left, not of 50000
  for (BatchTallies& batch : results.batches) {
    for (std::size_t layer = 0; layer < 6; ++layer) {
      if (layer == 2) continue;
      batch.profile[0](1, 2) += batch.profile[0](1, layer);
      batch.profile[0](1, layer) = 0;
    }
  }
  CHECK(named(analyse(results).verdicts, "profile_x").outcome == Outcome::inconsistent);
  e.system.steps = 900;  // almost no walkers are left
  e.measure.profile_times = {900};
  e.system.populations = {uniform(e, 2000)};
  CHECK_FALSE(has(analyse(simulate(e, 7)), "profile_x"));
}

TEST_CASE("exits and arrivals speak for those who left or arrived, not for all who started") {
  Experiment e = chain(20, 0.3, 0.3, wall, {FaceKind::partial, 0.002}, 40, 1);
  e.system.populations = {uniform(e, 20000)};
  const Results results = simulate(e, 2);
  std::int64_t left = 0;
  for (const BatchTallies& batch : results.batches) {
    for (const std::int64_t count : batch.exits.data()) left += count;
  }
  REQUIRE(left > 20);
  REQUIRE(left < 60);
  const Analysis analysis = analyse(results);
  for (const char* name : {"exits", "survival"}) {
    CAPTURE(name);
    const Verdict& verdict = named(analysis.verdicts, name);
    CHECK(verdict.resolution > 0.5);  // 0.05 if it were that of 20000
    CHECK(verdict.explanation.find("it happened to " + std::to_string(left) + " while") != std::string::npos);
  }
}

TEST_CASE("the continuum does not depend on the order of the populations") {
  Experiment e = chain(12, 0.25, 0.25, wall, wall, 30, 1);
  e.settings.analysis.ladder_rungs = 2;
  e.system.populations = {population(e, 30, {2}), uniform(e, 60)};
  const auto error = [](const Experiment& experiment) {
    return named(analyse(simulate(experiment, 1)).verdicts, "continuum_x").measured;
  };
  const double both = error(e);
  std::swap(e.system.populations[0], e.system.populations[1]);
  CHECK(error(e) == Approx(both));
  e.system.populations.erase(e.system.populations.begin());
  CHECK(error(e) == Approx(3 * both));  // an even spread adds nothing to the error
}

TEST_CASE("entropy: nothing from a certain place, and no bias with as many walkers as sites") {
  CHECK(theory::variance_plugin_entropy({0, 1, 0}, 1000) == 0);
  Experiment still = chain(5, 1e-9, 1e-9, ring, ring, 1, 1);
  still.measure.histogram_times = {0, 1};
  still.system.populations = {population(still, 1000, {2})};
  CHECK_FALSE(has(analyse(simulate(still, 1)), "entropy"));

  Experiment e = chain(50, 0.25, 0.25, ring, ring, 1, 1);
  e.measure.histogram_times = {1};
  e.system.populations = {uniform(e, 60)};
  double sum = 0, squares = 0;
  constexpr int runs = 60;
  for (int run = 0; run < runs; ++run) {
    const Analysis analysis = analyse(simulate(e, 100 + static_cast<std::uint64_t>(run)));
    const Estimate& entropy = named(analysis.estimates, "entropy");
    sum += entropy.value - entropy.expected;
    squares += entropy.exact_sigma * entropy.exact_sigma;
  }
  CHECK(std::abs(sum) < 4.9 * std::sqrt(squares));
}
