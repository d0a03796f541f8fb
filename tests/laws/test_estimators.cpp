/// \file
/// Each estimator on tallies without noise: it must return the law that made them, and notice a law that is
/// 0.1 % off.
#include <doctest/doctest.h>

#include <cmath>

#include "fluxwalk/analysis.hpp"
#include "laws/flux/flux_law.hpp"
#include "laws/hops/hop_cumulants.hpp"
#include "laws/hops/hops.hpp"
#include "laws/relaxation/slowest_wave.hpp"
#include "laws/relaxation/waiting_time.hpp"
#include "laws/spreading/estimators.hpp"
#include "laws/walkers.hpp"
#include "sample/jackknife.hpp"
#include "sample/linear_algebra.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;
using doctest::Approx;

namespace {

const Face ring{FaceKind::periodic, 1}, wall{FaceKind::reflecting, 1}, mirror{FaceKind::mirror, 1},
    sink{FaceKind::absorbing, 1}, robin{FaceKind::partial, 0.3};
constexpr std::int64_t many = 16'000'000'000'000;

Experiment point(Face low_face, Face high_face, double minus, double plus, std::int64_t width) {
  Experiment e = chain(12, minus, plus, low_face, high_face, 60, width);
  e.system.populations = {population(e, many, {4})};
  return e;
}

FluxEstimates flux_of(const Results& results) {
  const RunView view(results);
  return flux_estimates(view, FluxRegression(view, 0), 0);
}

Measured msd_of(const Results& results) {
  return diffusivity_from_msd(RunView(results), 0, 0);
}
Measured exit_of(const Results& results) {
  return diffusivity_from_exit_times(RunView(results), 0);
}

/// Moves every residence table one bin later: the flux is compared with the walkers after it.
Results with_late_residence(Results results) {
  for (BatchTallies& batch : results.batches) {
    Counts& residence = batch.residence[0];
    for (std::size_t bin = 0; bin + 1 < residence.rows(); ++bin) {
      for (std::size_t i = 0; i < residence.columns(); ++i) residence(bin, i) = residence(bin + 1, i);
    }
  }
  return results;
}

}  // namespace

namespace {

/// Batches that hold one number each, from -2000 to 2000, and themselves: the mean is a function of the sum.
struct Numbers {
  std::vector<BatchTallies> batches;
  BatchTallies total;
  static constexpr std::int64_t many = 100'000, shift = 2000;

  void add(std::int64_t number) {
    BatchTallies& batch = batches.emplace_back();
    batch.started = (number + shift) * many + 1;
    total += batch;
  }
  static double mean(const BatchTallies& sum) {
    return static_cast<double>(sum.started / many) / static_cast<double>(sum.started % many) - shift;
  }
};

}  // namespace

TEST_CASE("the jackknife of a mean is its textbook error") {
  Numbers numbers;
  for (const int number : {1, 2, 5, 10}) numbers.add(number);
  const Jackknife result = jackknife(numbers.batches, numbers.total, [](const BatchTallies& sum) {
    return std::vector<double>{Numbers::mean(sum), 7.0};
  });
  CHECK(result.value[0] == Approx(4.5));
  CHECK(result.value[1] == 7);
  CHECK(result.standard_error[1] == 0);
  CHECK(result.pseudo_values[0][3] == Approx(10));
  CHECK(result.standard_error[0] == Approx(std::sqrt(49.0 / 3 / 4)));
  CHECK(std::isnan(jackknife({numbers.batches[0]}, numbers.batches[0], [](const BatchTallies&) {
                     return std::vector<double>{1.0};
                   }).standard_error[0]));
}

TEST_CASE("the jackknife of squares of noise does not count their variance twice") {
  constexpr int replicas = 60, size = 16;
  constexpr std::size_t squares = 400;
  pcg32 random(7);
  double measured = 0, of_pseudo_values = 0;
  for (int replica = 0; replica < replicas; ++replica) {
    std::vector<BatchTallies> batches(size);
    BatchTallies total;
    for (BatchTallies& batch : batches) {
      batch.started = 1;
      batch.survivors = Counts(squares, 1);
      for (std::size_t k = 0; k < squares; ++k)
        batch.survivors(k, 0) = static_cast<std::int64_t>(random(2001)) - 1000;
    }
    total.survivors = Counts(squares, 1);
    for (const BatchTallies& batch : batches) total += batch;
    const Jackknife result = jackknife(batches, total, [](const BatchTallies& sum) {
      double value = 0;
      for (std::size_t k = 0; k < squares; ++k)
        value += std::pow(static_cast<double>(sum.survivors(k, 0)) / static_cast<double>(sum.started), 2);
      return std::vector<double>{value};
    });
    measured += std::pow(result.standard_error[0], 2) / replicas;
    of_pseudo_values +=
        covariance_of_mean(Eigen::Map<const Eigen::VectorXd>(result.pseudo_values[0].data(), size))(0, 0) /
        replicas;
  }
  const double variance = 1000.0 * 1001 / 3,
               fourth = -2.0 / 15 * std::pow(1000, 4);  // κ₄ of a uniform number
  const double exact = squares * (2 * variance * variance / (size * size) + fourth / std::pow(size, 3));
  CHECK(measured / exact > 0.85);
  CHECK(measured / exact <
        1.5);  // 2.3 if it is counted twice; half is always kept, which with 16 batches leaves 1.3
  CHECK(of_pseudo_values / measured == Approx(1));  // covariances with other estimates go with it
}

TEST_CASE("cumulants of a step, by hand") {
  const HopLaw plain = HopLaw::unbiased(1);
  CHECK(step_covariance(plain, 1, 0, 0) == 1);
  CHECK(step_cumulant(plain, 1, 0, 0, 0, 0) == -2);
  const HopLaw square = HopLaw::unbiased(2, 0.2);
  CHECK(step_covariance(square, 2, 0, 0) == Approx(0.4));
  CHECK(step_covariance(square, 2, 0, 1) == 0);
  CHECK(step_cumulant(square, 2, 0, 0, 0, 0) == Approx(0.4 - 3 * 0.16));
  CHECK(step_cumulant(square, 2, 0, 0, 1, 1) == Approx(-0.16));
  HopLaw windy;
  windy.plus = {0.5, 0.2, 0};
  windy.minus = {0.1, 0.1, 0};
  windy.stay = 0.1;
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 2; ++b) CHECK(step_covariance(windy, 2, a, b) == Approx(2 * windy.dispersion(a, b)));
  }
  // Var(r²) summed over axes of an unbiased walk: h(1-h)t + (2/d) h² t (t-1), here without the mean known
  CHECK(covariance_of_sample_covariances(plain, 1, 0, 0, 0, 0, 10, 1e15) * 1e15 == Approx(2 * 10 * 9));
}

TEST_CASE("flux against gradient finds the hop law at every kind of face, width of bin and drift") {
  struct Case {
    const char* name;
    Face low_face, high_face;
    double minus, plus;
    std::int64_t width;
  };
  for (const Case& c :
       {Case{"ring", ring, ring, 0.25, 0.25, 1}, Case{"wide bins", ring, ring, 0.25, 0.25, 7},
        Case{"wind", ring, ring, 0.2, 0.4, 1}, Case{"wind, wide bins", ring, ring, 0.2, 0.4, 5},
        Case{"walls", wall, wall, 0.3, 0.3, 1}, Case{"never stays", wall, wall, 0.5, 0.5, 1},
        Case{"never stays, ring", ring, ring, 0.5, 0.5, 4}, Case{"sinks", sink, sink, 0.3, 0.3, 3},
        Case{"mirrors", mirror, mirror, 0.25, 0.25, 2}, Case{"Robin", robin, wall, 0.3, 0.3, 1},
        Case{"wind to a wall", wall, wall, 0.1, 0.3, 3}, Case{"wind to a sink", mirror, sink, 0.2, 0.3, 1}}) {
    CAPTURE(c.name);
    const Experiment e = point(c.low_face, c.high_face, c.minus, c.plus, c.width);
    const FluxEstimates found = flux_of(noiseless(e, e.system.hop_law));
    REQUIRE(found.diffusivity.estimate.has_value());
    CHECK(found.bond_diffusivity.estimate.value == Approx((c.plus + c.minus) / 2).epsilon(1e-7));
    const double v = c.plus - c.minus;
    CHECK(found.diffusivity.estimate.value == Approx((c.plus + c.minus - v * v) / 2).epsilon(1e-7));
    CHECK(std::abs(found.second.estimate.value - (v == 0 ? 0 : v)) < 1e-6 * (v == 0 ? 1e12 : 1));
    const Results results = noiseless(e, e.system.hop_law);
    const RunView view(results);
    const auto residuals = FluxRegression(view, 0).residuals(view.total);
    CHECK(residuals.chi_square < 1e-3 * residuals.dof);
  }
}

TEST_CASE("each slightly wrong engine or formula is found out") {
  for (const std::int64_t width : {1, 5}) {
    CAPTURE(width);
    Experiment e = point(ring, ring, 0.25, 0.25, width);
    e.system.populations[0].walkers = 160'000'000;
    e.measure.first_passage_targets.clear();  // not among the noiseless tallies
    HopLaw wrong = e.system.hop_law;
    wrong.plus[0] *= 1.001;  // one direction 0.1 % too likely
    wrong.stay = 1 - wrong.plus[0] - wrong.minus[0];
    const Analysis right = analyse(noiseless(e, e.system.hop_law)),
                   false_kernel = analyse(noiseless(e, wrong));
    for (const Verdict& verdict : right.verdicts) {  // means are rounded: integer identities need not hold
      if (verdict.rung == Rung::sampling)
        CHECK_MESSAGE(verdict.outcome != Outcome::inconsistent, verdict.name);
    }
    CHECK(false_kernel.outcome == Outcome::inconsistent);
    for (const char* name : {"hop_law", "fick_first_law_intercept_x", "fick_first_law_everywhere_x",
                             "mean_displacement_x", "profile_x"}) {
      CAPTURE(name);
      CHECK(named(false_kernel.verdicts, name).outcome == Outcome::inconsistent);
    }
  }
}

TEST_CASE("flux held against the concentration after it is found out") {
  const Experiment e = point(wall, wall, 0.3, 0.3, 1);
  const FluxEstimates late = flux_of(with_late_residence(noiseless(e, e.system.hop_law)));
  const Estimate& d = late.bond_diffusivity.estimate;
  REQUIRE(d.has_value());
  CHECK(std::abs(d.value - d.expected) > 0.01 * d.expected);
  CHECK(std::abs(d.value - d.expected) > 1000 * d.error());
}

TEST_CASE("bond law and dispersion differ by half the square of the drift") {
  const Experiment e = point(ring, ring, 0.1, 0.5, 1);
  const FluxEstimates found = flux_of(noiseless(e, e.system.hop_law));
  CHECK(found.bond_diffusivity.estimate.expected == Approx(0.3));
  CHECK(found.diffusivity.estimate.expected == Approx(0.3 - 0.08));
  // the bond law taken for the dispersion would be 36 % off: far beyond its error
  CHECK(std::abs(found.bond_diffusivity.estimate.value - 0.22) >
        1000 * found.bond_diffusivity.estimate.error());
}

TEST_CASE("watched planes: faces, mirrors and rings") {
  const auto planes_of = [](Face low_face, Face high_face) {
    std::vector<std::int32_t> planes;
    for (const WatchedPlanes::Plane& plane :
         WatchedPlanes::of_hop_law(chain(5, 0.25, 0.25, low_face, high_face, 1, 1), 0).list)
      planes.push_back(plane.plane);
    return planes;
  };
  CHECK(planes_of(ring, ring) == std::vector<std::int32_t>{0, 1, 2, 3, 4});
  CHECK(planes_of(wall, wall) == std::vector<std::int32_t>{1, 2, 3, 4});
  CHECK(planes_of(sink, robin) == std::vector<std::int32_t>{0, 1, 2, 3, 4});
  CHECK(planes_of(mirror, sink) == std::vector<std::int32_t>{2, 3, 4, 5});
  const auto couplings = [](std::int32_t layers, Face face) {
    return WatchedPlanes::of_hop_law(chain(layers, 0.25, 0.25, face, face, 1, 1), 0).couplings.size();
  };
  CHECK(couplings(5, ring) == 5);
  CHECK(couplings(5, wall) == 3);
  CHECK(couplings(2, ring) == 2);
  CHECK(couplings(1, ring) == 1);
}

TEST_CASE("displacements give D and drift; the times left to chance alone are used") {
  for (const double plus : {0.25, 0.45}) {
    const Experiment e = point(ring, ring, 0.25, plus, 1);
    const Results results = noiseless(e, e.system.hop_law);
    const RunView view(results);
    CHECK(diffusivity_from_msd(view, 0, 0).estimate.value ==
          Approx(e.system.hop_law.dispersion(0, 0)).epsilon(1e-9));
    CHECK(std::abs(drift_from_displacement(view, 0).estimate.value - (plus - 0.25)) < 1e-9);
  }
  Experiment e = point(ring, ring, 0.5, 0.5, 1);
  e.measure.moment_times = {0, 1, 2, 5};
  const Results results = noiseless(e, e.system.hop_law);
  const RunView view(results);
  const Measured d = diffusivity_from_msd(view, 0, 0);
  CHECK(d.estimate.value == Approx(0.5).epsilon(1e-9));
  // Var = N⁻¹ / Σ (2Δt)²/ΔV with V(t) = 2t² - 2t: from t = 2 on
  CHECK(d.estimate.exact_sigma == Approx(std::sqrt(1 / (16.0 / 4 + 36.0 / 36) / static_cast<double>(many))));
  e.measure.moment_times = {0, 1};
  CHECK_FALSE(msd_of(noiseless(e, e.system.hop_law)).estimate.has_value());
}

TEST_CASE("the slowest wave and the time of exit give D") {
  for (const auto& [low_face, high_face] :
       {std::pair{ring, ring}, {wall, wall}, {mirror, wall}, {sink, sink}, {wall, sink}}) {
    const Experiment e = point(low_face, high_face, 0.3, 0.3, 3);
    const Results results = noiseless(e, e.system.hop_law);
    const RunView view(results);
    const Measured relaxation = diffusivity_from_relaxation(view, 0),
                   exit = diffusivity_from_exit_times(view, 0);
    CHECK(relaxation.estimate.value == Approx(0.3).epsilon(1e-8));
    CHECK(exit.estimate.has_value() == !e.system.is_closed());
    if (!e.system.is_closed()) CHECK(exit.estimate.value == Approx(0.3).epsilon(1e-7));
  }
  // 5 % away, and at the end of what a hop law can be
  for (const double p : {0.315, 0.5}) {
    const Experiment e = point(robin, sink, 0.3, 0.3, 3);
    HopLaw truth = e.system.hop_law;
    truth.plus[0] = truth.minus[0] = p;
    truth.stay = 1 - 2 * p;
    const Measured exit = exit_of(noiseless(e, truth));
    CHECK(exit.estimate.value == Approx(p).epsilon(p > 0.4 ? 1e-4 : 1e-5));
  }
  const Experiment windy = point(sink, sink, 0.2, 0.4, 3);
  CHECK(exit_of(noiseless(windy, windy.system.hop_law)).estimate.value == Approx(0.28).epsilon(1e-7));
}

TEST_CASE("counted hops: half the sample variance") {
  Experiment e = chain(4, 0.3, 0.3, ring, ring, 1, 1);
  e.system.populations = {population(e, 10, {0})};
  e.sampling.num_batches = 1;
  Results results;
  results.experiment = e;
  results.batch_numbers = {0};
  results.batches = {BatchTallies::zero(e)};
  results.batches[0].histogram = Counts();
  results.batches[0].started = 10;
  results.batches[0].choices.data() = {3, 5, 2};  // mean 0.2, Σx² = 8: sample variance (8 - 0.4)/9
  const RunView view(results);
  const Measured d = diffusivity_from_hops(view, 0);
  CHECK(d.estimate.value == Approx((8 - 0.4) / 18));
  CHECK(std::isnan(d.estimate.standard_error));
  const double mu2 = 0.6, mu4 = 0.6;
  CHECK(d.estimate.exact_sigma == Approx(std::sqrt((mu4 - mu2 * mu2 * 7.0 / 9) / 40)));
}

TEST_CASE("physical units") {
  Experiment e = point(ring, ring, 0.25, 0.25, 1);
  e.system.lattice.spacing = 2;
  e.system.lattice.length_unit = "nm";
  e.system.lattice.step = 5;
  e.system.lattice.time_unit = "ps";
  const FluxEstimates found = flux_of(noiseless(e, e.system.hop_law));
  CHECK(found.diffusivity.estimate.unit == "nm^2 ps^-1");
  CHECK(found.diffusivity.estimate.value == Approx(0.25 * 4 / 5));
  CHECK(found.second.estimate.unit == "ps^-1");
  e.system.lattice.time_unit = "";
  CHECK(flux_of(noiseless(e, e.system.hop_law)).diffusivity.estimate.value == Approx(1.0));
  CHECK(flux_of(noiseless(e, e.system.hop_law)).diffusivity.estimate.unit == "nm^2");
}
