#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <initializer_list>

#include "benchmarks/peers/peers.hpp"
#include "benchmarks/peers/python.hpp"

using namespace fluxwalk::peers;

namespace {

/// |z| that chance exceeds with probability 1e-6.
constexpr double widest = 4.892;

/// A binomial count of n trials against its mean, in sigmas.
double binomial_z(std::int64_t count, double n, double p) {
  return (static_cast<double>(count) - n * p) / std::sqrt(n * p * (1 - p));
}

/// After `steps` hops of an unbiased walk the mean of r² is `steps`, and its variance (2/3) steps (steps -
/// 1).
void check_displacement(const Walked& walked, std::int64_t walkers, std::int64_t steps) {
  const auto n = static_cast<double>(walkers), t = static_cast<double>(steps);
  const double mean = static_cast<double>(walked.squared_displacement) / n;
  const double sigma = std::sqrt(2.0 / 3.0 * t * (t - 1) / n);
  CAPTURE(mean);
  CAPTURE(sigma);
  CHECK(walked.hops == walkers * steps);
  CHECK(std::abs(mean - t) < widest * sigma);
}

/// In one step from any site, a walker crosses the plane each way with probability 1/(6 side).
void check_crossings(const Walked& walked, std::int64_t walkers) {
  const double p = 1.0 / (6 * side);
  CAPTURE(walked.forward);
  CAPTURE(walked.backward);
  CHECK(walked.squared_displacement == walkers);
  CHECK(std::abs(binomial_z(walked.forward, static_cast<double>(walkers), p)) < widest);
  CHECK(std::abs(binomial_z(walked.backward, static_cast<double>(walkers), p)) < widest);
}

}  // namespace

TEST_CASE("the loops that a user would write walk as they should") {
  for (const auto loop : {&mt19937_switch, &pcg32_switch, &pcg32_branch_free}) {
    check_displacement(loop(10'000, 400, 1), 10'000, 400);
    check_crossings(loop(1'000'000, 1, 2), 1'000'000);
  }
}

TEST_CASE("so do the scripts") {
  for (const char* script : {numpy_script(), numba_script()}) {
    if (!can_run_python(script)) continue;
    const PythonWalk walk = run_python(script, 2, 10'000, 400);
    check_displacement(walk.total, 20'000, 400);
    CHECK(walk.seconds > 0);
    CHECK(walk.processor_seconds > 0);
    check_crossings(run_python(script, 1, 1'000'000, 1).total, 1'000'000);
  }
}

TEST_CASE("a script that fails is told from one that runs") {
  CHECK_FALSE(can_run_python("import nothing_of_that_name"));
  CHECK_FALSE(can_run_python("print(1, 1, 1, 1, 1, 1); raise SystemExit(1)"));
  CHECK(can_run_python("print(1, 1, 1, 1, 1, 1, end='')"));
  CHECK_THROWS(run_python("import nothing_of_that_name", 1, 1, 1));
}
