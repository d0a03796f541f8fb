#include <doctest/doctest.h>

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/non_central_f.hpp>
#include <cmath>

#include "judging/statistics.hpp"
#include "sample/gls.hpp"

using namespace fluxwalk;
using doctest::Approx;

TEST_CASE("p-values are those of the tables") {
  CHECK(statistics::normal_p(1.959963984540054) == Approx(0.05).epsilon(1e-12));
  CHECK(statistics::normal_p(-1.959963984540054) == Approx(0.05).epsilon(1e-12));
  CHECK(statistics::student_p(2.228138851964939, 10) == Approx(0.05).epsilon(1e-9));
  CHECK(statistics::chi_square_p(18.307038053275146, 10) == Approx(0.05).epsilon(1e-9));
  CHECK(statistics::fisher_p(3.325834529923155, 5, 10) == Approx(0.05).epsilon(1e-9));
  CHECK(statistics::poisson_p(0, 3) == Approx(2 * std::exp(-3.0)).epsilon(1e-12));
  CHECK(std::isnan(statistics::normal_p(std::nan(""))));
  CHECK(std::isnan(statistics::chi_square_p(1, 0)));
  CHECK(statistics::normal_p(1e300) == 0);
  CHECK(statistics::normal_p(0) == 1);
}

TEST_CASE("the p-value of a Poisson count is right up to the largest counts") {
  for (const double mean : {0.9e6, 1.1e6, 1e9, 1e12, 1e15, 1e17, 1e18})
    for (const double z : {-4.0, -1.0, 0.5, 3.0}) {
      CAPTURE(mean);
      CAPTURE(z);
      const double p = statistics::poisson_p(std::round(mean + z * std::sqrt(mean)), mean);
      // The first term beyond the normal law is in proportion to (z³ - z)/6√μ, and a step of the count to
      // 1/√μ.
      CHECK(p == Approx(statistics::normal_p(z)).epsilon(20 / std::sqrt(mean) + 1e-9));
    }
}

TEST_CASE("small counts make a chi-square stray further, and its p-value knows") {
  CHECK(statistics::count_chi_square_p(18.307038053275146, 10, 0) == Approx(0.05).epsilon(1e-9));
  CHECK(statistics::count_chi_square_p(0, 10, 0.1) == 1.0);
  for (const double mean : {10.0, 16.0, 25.0, 100.0})
    for (const double z : {3.0, 3.5, 4.0, 4.5, 5.0}) {
      CAPTURE(mean);
      CAPTURE(z);
      double exact = 0, chance = std::exp(-mean);  // of |n - μ| >= z √μ
      for (int n = 0; n < 1000; ++n) {
        if (std::pow(n - mean, 2) >= z * z * mean) exact += chance;
        chance *= mean / (n + 1);
      }
      const double p = statistics::count_chi_square_p(z * z, 1, 1 / mean);
      if (exact > 1e-4) {  // counts come in steps, which no smooth curve follows
        CHECK(p > 0.4 * exact);
        CHECK(p < 1.3 * exact);
      }
      if (exact < 2e-4) CHECK(p > statistics::chi_square_p(z * z, 1) + 0.05 * exact);
    }
}

TEST_CASE("the skewed p-value is exact for a chi-square and the normal without skewness") {
  // χ² with 8 degrees of freedom: mean 8, variance 16, skewness 1
  const double z = (15.507313055865453 - 8) / 4;
  CHECK(statistics::skewed_p(z, 1) == Approx(0.1).epsilon(1e-9));
  CHECK(statistics::skewed_p(-z, -1) == Approx(0.1).epsilon(1e-9));
  CHECK(statistics::skewed_p(2.5, 0) == Approx(statistics::normal_p(2.5)));
  CHECK(statistics::skewed_p(2.5, 1e-4) == Approx(statistics::normal_p(2.5)).epsilon(1e-3));
  CHECK(statistics::skewed_p(-3, 1) == 0);  // below the least value that a χ² can have
}

TEST_CASE("a deviation of the resolution is caught nine times out of ten") {
  CHECK(statistics::normal_resolution(2, 0.05) == Approx(2 * (1.959963984540054 + 1.2815515655446004)));
  for (const double dof : {1.0, 3.0, 20.0, 100.0, 1000.0}) {
    for (const double alpha : {1e-2, 1e-5}) {
      const double lambda = statistics::chi_square_noncentrality(dof, alpha);
      const double critical = quantile(complement(boost::math::chi_squared(dof), alpha));
      const double caught = cdf(complement(boost::math::non_central_chi_squared(dof, lambda), critical));
      CHECK_MESSAGE(caught == Approx(0.9).epsilon(0.005), "dof " << dof << ", alpha " << alpha);
    }
  }
  const double lambda = statistics::fisher_noncentrality(4, 28, 1e-4);
  const double critical = quantile(complement(boost::math::fisher_f(4, 28), 1e-4));
  CHECK(cdf(complement(boost::math::non_central_f(4, 28, lambda), critical)) == Approx(0.9).epsilon(1e-6));
  CHECK(std::isnan(statistics::chi_square_noncentrality(0, 0.1)));
}

TEST_CASE("with an error of few batches too, a deviation of the resolution is caught nine times out of ten") {
  constexpr double alpha = 1e-3;
  for (const double dof : {1.0, 2.0, 3.0, 7.0, 31.0}) {
    CAPTURE(dof);
    const double deviation = statistics::student_resolution(1, dof, alpha);
    double critical = 1;  // where the two-sided p-value is alpha
    while (statistics::student_p(critical, dof) > alpha) critical *= 1.0001;
    // P(δ + z > critical s), dof s² being chi-square: both normal tails, averaged over s
    double caught = 0, all = 0;
    for (double s = 0.0005; s < 8; s += 0.001) {
      const double weight = std::pow(s, dof - 1) * std::exp(-dof * s * s / 2);
      const double z = critical * s - deviation;
      caught += weight * (z > 0 ? statistics::normal_p(z) / 2 : 1 - statistics::normal_p(z) / 2);
      all += weight;
    }
    CHECK(caught / all > 0.88);
    CHECK(caught / all < 0.93);
  }
  CHECK(statistics::student_resolution(2, 1e6, 0.05) ==
        Approx(statistics::normal_resolution(2, 0.05)).epsilon(1e-4));
  CHECK(std::isnan(statistics::student_resolution(1, 0, alpha)));
}

TEST_CASE("a line through points with correlated errors") {
  Eigen::VectorXd x(3), y(3);
  x << 1, 2, 4;
  y << 5, 7, 11;
  Eigen::MatrixXd covariance(3, 3);
  covariance << 2, 1, 0, 1, 3, 1, 0, 1, 2;
  const Line line = fit_line(x, y, covariance);
  CHECK(line.intercept == Approx(3));
  CHECK(line.slope == Approx(2));
  // uncorrelated, equal errors: Var(slope) = σ² / Σ (x - x̄)²
  CHECK(fit_line(x, y, Eigen::MatrixXd::Identity(3, 3)).slope_error == Approx(std::sqrt(3.0 / 14)));
}
