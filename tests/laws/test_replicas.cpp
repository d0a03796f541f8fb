/// \file
/// Many independent runs of a true law: standardised deviations have mean 0 and variance 1, p-values are
/// uniform.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <map>

#include "fluxwalk/analysis.hpp"
#include "judging/statistics.hpp"
#include "laws/walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;

namespace {

constexpr int num_replicas = 300;
constexpr double alpha = 1e-6;

const Face ring{FaceKind::periodic, 1}, wall{FaceKind::reflecting, 1}, mirror{FaceKind::mirror, 1},
    sink{FaceKind::absorbing, 1}, robin{FaceKind::partial, 0.4};

struct Sums {
  std::vector<double> z;       ///< exact sigma
  std::vector<double> ratios;  ///< (standard error / exact sigma)²
};

struct Collected {
  std::map<std::string, Sums> estimates;
  std::map<std::string, std::vector<double>> p_values;
};

Collected collect(const Experiment& experiment) {
  Collected all;
  for (int i = 0; i < num_replicas; ++i) {
    const Analysis analysis = analyse(simulate(experiment, static_cast<std::uint64_t>(i) + 1));
    for (const Estimate& e : analysis.estimates) {
      // the plug-in correction of the entropy is not its exact bias; a point mass has no z
      if (!e.has_value() || !(e.exact_sigma > 0) || std::isnan(e.expected) || e.name == "entropy") continue;
      all.estimates[e.name].z.push_back((e.value - e.expected) / e.exact_sigma);
      if (!std::isnan(e.standard_error)) {
        all.estimates[e.name].ratios.push_back(std::pow(e.standard_error / e.exact_sigma, 2));
      }
    }
    for (const Verdict& v : analysis.verdicts) {
      if (!v.is_judged()) continue;
      if (v.rung == Rung::sampling) all.p_values[v.name].push_back(v.p_value);
      if (v.rung == Rung::exact) REQUIRE_MESSAGE(v.outcome == Outcome::consistent, v.name);
    }
  }
  return all;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Kolmogorov's statistic √n D against the uniform distribution; one-sided (too many small ones) where p is a
/// bound.
double kolmogorov(std::vector<double> p, bool is_bound) {
  std::sort(p.begin(), p.end());
  const auto n = static_cast<double>(p.size());
  double worst = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto rank = static_cast<double>(i);
    worst = std::max(worst, (rank + 1) / n - p[i]);
    if (!is_bound) worst = std::max(worst, p[i] - rank / n);
  }
  return worst * std::sqrt(n);
}

void check_honest(const Collected& all, std::size_t least_estimates, std::size_t least_verdicts) {
  CHECK(all.estimates.size() >= least_estimates);
  CHECK(all.p_values.size() >= least_verdicts);
  for (const auto& entry : all.estimates) {
    const std::string& name = entry.first;
    const Sums& sums = entry.second;
    CAPTURE(name);
    const auto n = static_cast<double>(sums.z.size());
    if (n < 100) continue;  // applies now and then only
    const double mean = mean_of(sums.z);
    double chi_square = 0;
    for (const double z : sums.z) chi_square += (z - mean) * (z - mean);
    CAPTURE(mean);
    CAPTURE(chi_square / n);
    CHECK(statistics::normal_p(mean * std::sqrt(n)) > alpha);
    CHECK(statistics::chi_square_p(chi_square, n - 1) > alpha);
    CHECK(cdf(boost::math::chi_squared(n - 1), chi_square) > alpha);
    if (sums.ratios.empty()) continue;
    // mean of the squared jackknife errors over the exact ones: each has relative variance 2/(B-1), B = 16
    CAPTURE(mean_of(sums.ratios));
    CHECK(std::abs(mean_of(sums.ratios) - 1) < 6 * std::sqrt(2.0 / 15 / n));
  }
  const double critical = std::sqrt(std::log(2 / alpha) / 2);
  for (const auto& entry : all.p_values) {
    const std::string& name = entry.first;
    const std::vector<double>& p = entry.second;
    CAPTURE(name);
    if (p.size() < 100) continue;
    const bool is_bound = name.starts_with("profile_") || name == "entropy";
    CHECK(kolmogorov(p, is_bound) < critical);
  }
}

}  // namespace

TEST_CASE("a point source on a ring, bins of one step") {
  Experiment e = chain(12, 0.3, 0.3, ring, ring, 40, 1);
  e.system.populations = {population(e, 1600, {5})};
  check_honest(collect(e), 8, 10);
}

TEST_CASE("drift on a ring, wide bins, a fixed and a Poisson population") {
  Experiment e = chain(12, 0.2, 0.4, ring, ring, 40, 8);
  e.system.populations = {population(e, 800, {5}), population(e, 800, {9}, true)};
  check_honest(collect(e), 7, 9);
}

TEST_CASE("never stays, walls, evenly spread, wide bins") {
  Experiment e = chain(10, 0.5, 0.5, wall, wall, 40, 5);
  e.system.populations = {uniform(e, 1600)};
  check_honest(collect(e), 2, 4);
}

TEST_CASE("walkers that leave through a sink and a partial face") {
  Experiment e = chain(9, 0.25, 0.35, sink, robin, 40, 4);
  e.system.populations = {population(e, 1600, {3}, true)};
  check_honest(collect(e), 5, 8);
}

TEST_CASE("a square box, a mirror and a sink, without drift") {
  Experiment e = chain(8, 0.2, 0.2, mirror, sink, 30, 3);
  e.system.lattice.dimension = 2;
  e.system.lattice.shape[1] = 5;
  e.system.hop_law.minus[1] = e.system.hop_law.plus[1] = 0.25;
  e.system.hop_law.stay = 0.1;
  e.measure.has_profile[1] = true;
  e.measure.planes[1] = {0, 1, 2, 3, 4, 5};
  e.system.populations = {population(e, 1600, {2, 1})};
  check_honest(collect(e), 8, 8);
}
