/// \file
/// Verdicts on simulated walkers: an ordinary run is consistent, a small one inconclusive, a damaged one
/// inconsistent.
#include <doctest/doctest.h>

#include <cmath>

#include "fluxwalk/analysis.hpp"
#include "judging/check.hpp"
#include "laws/flux/crossing_moments.hpp"
#include "laws/walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;
using doctest::Approx;

namespace {

const Face ring{FaceKind::periodic, 1}, wall{FaceKind::reflecting, 1}, sink{FaceKind::absorbing, 1};

Results small_run(Face face, std::int64_t walkers = 2000, double tolerance = 0.5) {
  Experiment e = chain(10, 0.25, 0.25, face, face, 40, 1);
  e.system.populations = {population(e, walkers, {3})};
  e.settings.analysis.tolerance = tolerance;
  return simulate(e, 11);
}

}  // namespace

TEST_CASE("an ordinary run is consistent, a thin one inconclusive") {
  const Analysis ordinary = analyse(small_run(ring));
  CHECK(ordinary.verdicts.size() > 12);
  CHECK(ordinary.outcome == Outcome::consistent);
  CHECK(analyse(small_run(ring, 2000, 0.001)).outcome == Outcome::inconclusive);
  CHECK(analyse(small_run(sink)).outcome == Outcome::consistent);
}

TEST_CASE("arrivals at a site and a box and returns are judged, and other targets are told from them") {
  Experiment e = chain(8, 0.2, 0.2, wall, sink, 60, 10);
  e.system.lattice.dimension = 2;
  e.system.lattice.shape = {8, 6, 1};
  e.system.hop_law = {{0.2, 0.15, 0}, {0.2, 0.25, 0}, 0.2};
  e.system.populations = {population(e, 3000, {2, 3}), population(e, 2000, {0, 5}, true)};
  e.settings.analysis.tolerance = 0.5;
  e.measure.first_passage_targets = {{0, 0, TargetKind::box, {4, 4, 0}, {4, 4, 0}},
                                     {0, 0, TargetKind::box, {3, 1, 0}, {5, 2, 0}},
                                     {0, 0, TargetKind::own_start}};
  e.measure.first_passage_edges = {0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 61};
  const Results right = simulate(e, 5);
  const char* names[] = {"first_passage_0", "first_passage_1", "first_passage_2"};
  const Analysis analysis = analyse(right);
  for (const char* name : names) CHECK(named(analysis.verdicts, name).outcome == Outcome::consistent);
  Results wrong = right;
  auto& targets = wrong.experiment.measure.first_passage_targets;
  targets[0].from[0] = targets[0].to[0] = 3;
  targets[1].to = targets[1].from;
  targets[2] = {0, 0, TargetKind::box, {2, 3, 0}, {2, 3, 0}};  // neither the start of all, nor from time 1 on
  const Analysis other = analyse(wrong);
  for (const char* name : names) {
    CAPTURE(name);
    CHECK(named(other.verdicts, name).outcome == Outcome::inconsistent);
  }
}

TEST_CASE("one walker too many anywhere breaks an identity") {
  using Damage = void (*)(Results&);
  struct Case {
    std::string table, verdict;
    Damage damage;
  };
  const Case cases[] = {
      {"forward", "continuity_x", [](Results& r) { ++r.batches[3].forward[0](5, 4); }},
      {"backward", "continuity_x", [](Results& r) { ++r.batches[0].backward[0](7, 2); }},
      {"profile", "continuity_x", [](Results& r) { ++r.batches[2].profile[0](9, 9); }},
      {"profile", "bookkeeping", [](Results& r) { ++r.batches[2].profile[0](9, 9); }},
      {"residence", "bookkeeping", [](Results& r) { ++r.batches[1].residence[0](0, 3); }},
      {"choices", "bookkeeping", [](Results& r) { ++r.batches[1].choices(0, 2); }},
      {"survivors", "bookkeeping", [](Results& r) { --r.batches[1].survivors(4, 0); }},
      {"exits", "bookkeeping", [](Results& r) { ++r.batches[1].exits(4, 1); }},
      {"face", "bookkeeping", [](Results& r) { ++r.batches[1].backward[0](20, 0); }},
      {"started", "bookkeeping", [](Results& r) { ++r.batches[1].started; }},
      {"histogram", "out_of_reach", [](Results& r) { ++r.histogram(0, 9); }},
      {"first passage", "bookkeeping", [](Results& r) { r.batches[1].first_passage(2, 0) += 1000; }},
  };
  const Results whole = small_run(sink);
  for (const Case& c : cases) {
    CAPTURE(c.table);
    CHECK(named(analyse(whole).verdicts, c.verdict).outcome == Outcome::consistent);
    Results damaged = whole;
    c.damage(damaged);
    CHECK(named(analyse(damaged).verdicts, c.verdict).outcome == Outcome::inconsistent);
  }
  Results wrapped = small_run(ring);  // the two ends of a ring are one plane
  ++wrapped.batches[0].forward[0](3, 0);
  CHECK(named(analyse(wrapped).verdicts, "bookkeeping").outcome == Outcome::inconsistent);
  Results moved = small_run(ring);
  ++moved.batches[0].displacement(10, 0);
  CHECK(named(analyse(moved).verdicts, "bookkeeping").outcome == Outcome::inconsistent);
}

TEST_CASE("crossing moments, against all paths of three steps") {
  Experiment e = chain(3, 0.3, 0.5, wall, {FaceKind::mirror, 1}, 3, 1);
  e.system.populations = {population(e, 1, {1})};
  Results results;
  results.experiment = e;
  results.batch_numbers = {0};
  results.batches = {BatchTallies::zero(e)};
  results.batches[0].histogram = Counts();
  results.batches[0].started = 1;
  const RunView view(results);
  for (const Way way : {Way::forward, Way::backward}) {
    for (const int plane : {1, 2}) {
      double mean = 0, square = 0;
      for (int path = 0; path < 27; ++path) {
        double chance = 1;
        int at = 1, crossings = 0;
        for (int step = 0, code = path; step < 3; ++step, code /= 3) {
          const int hop = code % 3 - 1;
          chance *= hop < 0 ? 0.3 : hop > 0 ? 0.5 : 0.2;
          int next = at + hop;
          if (next < 0) next = 0;  // rejected
          if (next > 2) next = 1;  // folded back
          if (way == Way::forward) crossings += at == plane - 1 && next == plane;
          if (way == Way::backward) crossings += at == plane && next == plane - 1;
          at = next;
        }
        mean += chance * crossings;
        square += chance * crossings * crossings;
      }
      const CrossingMoments exact = crossing_moments(view, 0, plane, way, 3);
      CHECK(exact.mean == Approx(mean));
      CHECK(exact.variance == Approx(square - mean * mean));
    }
  }
}

TEST_CASE("without an exact sigma the batches speak, with Student's t") {
  const Results results = small_run(ring);
  const RunView view(results);
  Estimate estimate;
  estimate.value = 1.2;
  estimate.expected = 1;
  estimate.standard_error = 0.1;
  estimate.batches = 11;
  const Verdict batches = compare(view, {}, estimate, 2);
  CHECK(batches.statistic == Statistic::t);
  CHECK(batches.degrees_of_freedom == 10);
  CHECK(batches.p_value == Approx(0.07338803).epsilon(1e-6));
  CHECK(batches.tolerance == Approx(2 * 0.5));
  estimate.exact_sigma = 0.05;
  const Verdict exact = compare(view, {}, estimate, 2);
  CHECK(exact.statistic == Statistic::z);
  CHECK(exact.statistic_value == Approx(4));
}

TEST_CASE("partial results are judged too") {
  Results results = small_run(ring);
  results.batches.resize(5);
  results.batch_numbers.resize(5);
  results.histogram = Counts();  // of other batches
  CHECK_FALSE(results.is_complete());
  CHECK(analyse(results).outcome != Outcome::inconsistent);
  results.batches.resize(1);
  results.batch_numbers.resize(1);
  const Analysis one = analyse(results);
  CHECK(one.outcome != Outcome::inconsistent);
  CHECK(std::isnan(named(one.estimates, "diffusivity_from_msd_x").standard_error));
  CHECK(named(one.estimates, "diffusivity_from_msd_x").exact_sigma > 0);
}

TEST_CASE("the analysis is a pure function") {
  const Results results = small_run(sink);
  const Analysis first = analyse(results), second = analyse(results);
  const auto first_tables = to_tables(first), second_tables = to_tables(second);
  for (std::size_t i = 0; i < first_tables.size(); ++i)
    CHECK(to_csv(first_tables[i]) == to_csv(second_tables[i]));
  REQUIRE(first.figures.size() == second.figures.size());
  for (std::size_t i = 0; i < first.figures.size(); ++i) {
    CHECK(to_csv(first.figures[i].data) == to_csv(second.figures[i].data));
  }
}

TEST_CASE("figures have the columns that their series name, all of one length, and ids of their own") {
  for (const Face& face : {ring, sink}) {
    const Analysis analysis = analyse(small_run(face, 4000));
    CHECK(analysis.figures.size() >= 6);
    std::vector<std::string> ids;
    for (const Figure& figure : analysis.figures) {
      CAPTURE(figure.id);
      CHECK(std::find(ids.begin(), ids.end(), figure.id) == ids.end());
      ids.push_back(figure.id);
      CHECK(figure.data.rows() > 0);
      CHECK_FALSE(figure.caption.empty());
      for (const Column& column : figure.data.columns) CHECK(column.size() == figure.data.rows());
      for (const Series& series : figure.series) {
        CHECK_NOTHROW(figure.data.numbers(series.x));
        CHECK_NOTHROW(figure.data.numbers(series.y));
        if (!series.error.empty()) CHECK_NOTHROW(figure.data.numbers(series.error));
      }
      if (figure.is_categorical) CHECK(figure.categories.size() == figure.data.rows());
    }
  }
}
