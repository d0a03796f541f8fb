/// \file
/// Whatever is measured, and however little: no crash, no infinity, no verdict "inconsistent" without data.
#include <doctest/doctest.h>

#include <cmath>
#include <pcg_random.hpp>
#include <set>

#include "fluxwalk/analysis.hpp"
#include "laws/walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;

namespace {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  bool coin() { return below(2) == 0; }
  std::vector<std::int64_t> times(std::int64_t last) {
    std::vector<std::int64_t> list;
    for (std::int64_t t = 0; t <= last; ++t) {
      if (below(3) == 0) list.push_back(t);
    }
    return list;
  }
  std::vector<std::int64_t> edges(std::int64_t last) {
    std::vector<std::int64_t> list = {0};
    for (std::int64_t t = 1; t <= last; ++t) {
      if (below(3) == 0) list.push_back(t);
    }
    if (list.size() < 2) list.push_back(last);
    return list;
  }

 private:
  pcg64 random_;
};

Experiment any_experiment(Chance& chance) {
  Experiment e;
  e.system.lattice.dimension = static_cast<int>(1 + chance.below(3));
  const auto d = static_cast<std::size_t>(e.system.lattice.dimension);
  double left = 1;
  for (std::size_t a = 0; a < d; ++a) {
    e.system.lattice.shape[a] = static_cast<std::int32_t>(1 + chance.below(6));
    const double most = left / 2;
    e.system.hop_law.minus[a] =
        chance.coin() ? 0.5 * left / static_cast<double>(d) : most * static_cast<double>(chance.below(3)) / 2;
    e.system.hop_law.plus[a] =
        chance.coin() ? e.system.hop_law.minus[a]
                      : (left - e.system.hop_law.minus[a]) * static_cast<double>(chance.below(3)) / 2;
    left -= e.system.hop_law.minus[a] + e.system.hop_law.plus[a];
    if (chance.coin()) continue;  // a ring
    for (Face& face : e.system.faces[a]) {
      face.kind = static_cast<FaceKind>(1 + chance.below(4));
      face.absorption = 0.25 * static_cast<double>(chance.below(5));
      if (face.kind == FaceKind::mirror && e.system.lattice.shape[a] < 2) face.kind = FaceKind::reflecting;
    }
  }
  for (std::size_t a = d; a < 3; ++a) e.system.hop_law.minus[a] = e.system.hop_law.plus[a] = 0;
  e.system.hop_law.stay = std::max(0.0, left);
  e.system.steps = 1 + chance.below(12);
  e.sampling.num_batches = 1 + chance.below(5);
  e.settings.analysis.ladder_rungs = static_cast<int>(chance.below(4));
  e.settings.analysis.confidence = chance.coin() ? 0.999 : 0.5;
  if (chance.coin()) {
    e.system.lattice.length_unit = "nm";
    e.system.lattice.spacing = 0.5;
  }
  for (std::int64_t n = 1 + chance.below(2); n > 0; --n) {
    Population p = uniform(e, chance.below(4) * chance.below(30));
    p.is_poisson = chance.coin();
    if (chance.coin()) {
      for (std::size_t a = 0; a < d; ++a)
        p.along[a] = {static_cast<std::int32_t>(chance.below(e.system.lattice.shape[a])), {1}};
    }
    e.system.populations.push_back(p);
  }
  Measurements& m = e.measure;
  if (chance.coin()) m.flux_edges = chance.edges(e.system.steps);
  m.has_residence = chance.coin();
  for (std::size_t a = 0; a < d; ++a) {
    m.has_profile[a] = chance.coin();
    for (std::int32_t plane = 0; plane <= e.system.lattice.shape[a] && !m.flux_edges.empty(); ++plane) {
      if (chance.below(4) > 0) m.planes[a].push_back(plane);
    }
    m.first_passage_targets.push_back(
        {static_cast<int>(a), static_cast<std::int32_t>(chance.below(e.system.lattice.shape[a]))});
  }
  FirstPassageTarget& target = m.first_passage_targets.emplace_back();
  target.kind = chance.coin() ? TargetKind::box : TargetKind::own_start;
  for (std::size_t a = 0; a < d; ++a)
    target.from[a] = target.to[a] = static_cast<std::int32_t>(chance.below(e.system.lattice.shape[a]));
  if (m.has_profile[0] || m.has_profile[1] || m.has_profile[2])
    m.profile_times = chance.times(e.system.steps);
  if (chance.coin()) m.histogram_times = chance.times(e.system.steps);
  if (chance.coin()) m.moment_times = chance.times(e.system.steps);
  if (chance.coin()) m.survivor_times = chance.times(e.system.steps);
  if (chance.coin()) m.exit_edges = chance.edges(e.system.steps);
  if (chance.coin()) m.first_passage_edges = chance.edges(e.system.steps + 1);
  return e;
}

void check_sound(const Analysis& analysis) {
  for (const Estimate& estimate : analysis.estimates) {
    CAPTURE(estimate.name);
    CHECK(estimate.has_value() == std::isfinite(estimate.value));
    CHECK_FALSE(std::isinf(estimate.standard_error));
    CHECK_FALSE(std::isinf(estimate.exact_sigma));
    CHECK_FALSE(estimate.unit.empty());
  }
  std::set<std::string> names;
  for (const Verdict& verdict : analysis.verdicts) {
    CAPTURE(verdict.name);
    CHECK(names.insert(verdict.name).second);
    if (!verdict.is_judged()) continue;
    if (verdict.rung == Rung::sampling) {
      CHECK(verdict.p_value >= 0);
      CHECK(verdict.p_value <= 1);
      CHECK(verdict.resolution > 0);
      CHECK(std::isfinite(verdict.resolution));
      CHECK(std::isfinite(verdict.statistic_value));
      CHECK(verdict.tolerance > 0);
    }
    if (verdict.rung == Rung::exact) CHECK(verdict.outcome == Outcome::consistent);
    CHECK_FALSE(verdict.explanation.empty());
  }
  for (const Figure& figure : analysis.figures) {
    CAPTURE(figure.id);
    for (const Column& column : figure.data.columns) {
      CAPTURE(column.name);
      if (const auto* numbers = std::get_if<std::vector<double>>(&column.values)) {
        for (const double number : *numbers) CHECK_FALSE(std::isinf(number));
      }
    }
  }
}

}  // namespace

TEST_CASE("any experiment, with few walkers, can be analysed") {
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    CAPTURE(seed);
    Chance chance(seed);
    const Experiment e = any_experiment(chance);
    const Results results = simulate(e, seed);
    const Analysis analysis = analyse(results);
    check_sound(analysis);
    to_tables(analysis);
  }
}

TEST_CASE("no data at all: nothing is decided") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    Chance chance(seed);
    Results results;
    results.experiment = any_experiment(chance);
    check_sound(analyse(results));
    CHECK(analyse(results).outcome != Outcome::inconsistent);
    // a batch in which no walker started
    results.batch_numbers = {0};
    results.batches = {BatchTallies::zero(results.experiment)};
    results.histogram = results.batches[0].histogram;
    results.batches[0].histogram = Counts();
    CHECK_NOTHROW(analyse(results));
  }
}
