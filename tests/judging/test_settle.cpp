#include <doctest/doctest.h>

#include <cmath>

#include "fluxwalk/analysis.hpp"
#include "judging/check.hpp"

using namespace fluxwalk;
using doctest::Approx;

namespace {
Verdict check(double p, double resolution = 0.5, double tolerance = 1) {
  Verdict verdict;
  verdict.p_value = p;
  verdict.resolution = resolution;
  verdict.tolerance = tolerance;
  return verdict;
}
}  // namespace

TEST_CASE("Holm's correction, by hand") {
  std::vector<Verdict> verdicts = {check(0.01), check(0.04), check(0.03), check(0.005)};
  settle(verdicts, 0.95);
  CHECK(verdicts[3].adjusted_p_value == Approx(0.02));
  CHECK(verdicts[0].adjusted_p_value == Approx(0.03));
  CHECK(verdicts[2].adjusted_p_value == Approx(0.06));
  CHECK(verdicts[1].adjusted_p_value == Approx(0.06));  // 0.04, but not below the one before it
  CHECK(verdicts[3].outcome == Outcome::inconsistent);
  CHECK(verdicts[0].outcome == Outcome::inconsistent);
  CHECK(verdicts[2].outcome == Outcome::consistent);
  CHECK(overall(verdicts) == Outcome::inconsistent);
}

TEST_CASE("what could not have been seen is inconclusive, and so is what has no number") {
  std::vector<Verdict> verdicts = {check(0.5, 2, 1), check(0.5), check(not_a_number),
                                   check(0.5, not_a_number)};
  settle(verdicts, 0.999);
  CHECK(verdicts[0].outcome == Outcome::inconclusive);
  CHECK(verdicts[1].outcome == Outcome::consistent);
  CHECK(verdicts[2].outcome == Outcome::inconclusive);
  CHECK(verdicts[3].outcome == Outcome::inconclusive);
  CHECK(overall(verdicts) == Outcome::inconclusive);
}

TEST_CASE("an inconclusive check says how many times as many walkers would do") {
  std::vector<Verdict> verdicts = {check(0.5, 2, 1), check(0.5), check(1e-9, 2, 1),
                                   not_judged({"entropy", "Entropy", "", ""}, "too few walkers")};
  settle(verdicts, 0.999);
  CHECK(verdicts[0].walkers_wanted() == Approx(4));  // noise falls as the root of their number
  for (const std::size_t i : {1U, 2U, 3U}) CHECK(std::isnan(verdicts[i].walkers_wanted()));
  verdicts[0].bias = 0.5;  // known, whatever the walkers
  CHECK(verdicts[0].walkers_wanted() == Approx(9));
  verdicts[0].statistic = Statistic::t;
  verdicts[0].degrees_of_freedom = 1;
  CHECK(verdicts[0].lacks_batches());
  CHECK(std::isnan(verdicts[0].walkers_wanted()));
  CHECK(times_as_many(1.01) == "about 1.1 times as many walkers");
  CHECK(times_as_many(25.9) == "about 26 times as many walkers");
  CHECK(times_as_many(1234) == "about 1300 times as many walkers");
  CHECK(times_as_many(999999) == "about 1000000 times as many walkers");
  for (const double factor : {3.9e6, 1e300, double(INFINITY), double(NAN)})
    CHECK(times_as_many(factor) == "no practical number of walkers");
  CHECK(walkers_that_would_do(0.5, 0.1) == "about 25 times as many walkers would do");
}

TEST_CASE("a deviation is a deviation even where a smaller one could not have been seen") {
  std::vector<Verdict> verdicts = {check(1e-9, 2, 1)};
  settle(verdicts, 0.999);
  CHECK(verdicts[0].outcome == Outcome::inconsistent);
}

TEST_CASE("verdicts without sampling keep their outcome and are not counted") {
  std::vector<Verdict> verdicts = {check(0.0008), check(0.9)};
  verdicts[1].rung = Rung::exact;
  verdicts[1].outcome = Outcome::consistent;
  settle(verdicts, 0.999);
  CHECK(verdicts[0].adjusted_p_value == Approx(0.0008));
  CHECK(verdicts[0].outcome == Outcome::inconsistent);
  CHECK(verdicts[1].outcome == Outcome::consistent);
  CHECK(overall({}) == Outcome::inconclusive);
}

TEST_CASE("what is not judged counts neither for nor against, and no p is corrected for it") {
  std::vector<Verdict> verdicts = {check(0.004), check(0.5),
                                   not_judged({"entropy", "Entropy", "", ""}, "too few walkers")};
  verdicts[2].p_value = 1e-30;  // even so
  settle(verdicts, 0.99);
  CHECK(verdicts[0].adjusted_p_value == Approx(0.008));
  CHECK(std::isnan(verdicts[2].adjusted_p_value));
  CHECK(overall(verdicts) == Outcome::inconsistent);
  verdicts.erase(verdicts.begin());
  settle(verdicts, 0.99);
  CHECK(overall(verdicts) == Outcome::consistent);
  verdicts.erase(verdicts.begin());
  CHECK(overall(verdicts) == Outcome::inconclusive);  // nothing was tested
  Analysis analysis;
  analysis.verdicts = verdicts;
  const Table table = to_tables(analysis)[1];
  for (const Column& column : table.columns) {
    if (column.name != "outcome" && column.name != "not_applicable") continue;
    const auto texts = std::get<std::vector<std::string>>(column.values);
    CHECK(texts.front() == (column.name == "outcome" ? "not_applicable" : "too few walkers"));
  }
}

TEST_CASE("tables hold a row for each finding") {
  Analysis analysis;
  analysis.verdicts = {check(0.5), check(0.25)};
  analysis.estimates.resize(3);
  const std::vector<Table> tables = to_tables(analysis);
  REQUIRE(tables.size() == 2);
  CHECK(tables[0].name == "estimates");
  CHECK(tables[0].rows() == 3);
  CHECK(tables[1].name == "verdicts");
  CHECK(tables[1].numbers("p_value") == std::vector<double>{0.5, 0.25});
}
