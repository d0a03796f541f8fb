#include "judging/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/non_central_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>

#include "fluxwalk/estimate.hpp"

namespace fluxwalk::statistics {

namespace {

namespace policies = boost::math::policies;
using Quiet =
    policies::policy<policies::domain_error<policies::ignore_error>,
                     policies::pole_error<policies::ignore_error>,
                     policies::overflow_error<policies::ignore_error>,
                     policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>;

using boost::math::cdf;
using boost::math::complement;
using boost::math::quantile;
using Normal = boost::math::normal_distribution<double, Quiet>;

double twice_smaller(double lower, double upper) {
  return std::min(1.0, 2 * std::min(lower, upper));
}

/// Where an increasing function passes through zero, above 0; the function is negative at 0.
template <class Function>
double root_above_zero(Function function) {
  double high = 1;
  while (function(high) < 0 && high < 1e15) high *= 2;
  std::uintmax_t iterations = 200;
  const auto bracket = boost::math::tools::bisect(function, 0.0, high,
                                                  boost::math::tools::eps_tolerance<double>(30), iterations);
  return (bracket.first + bracket.second) / 2;
}

}  // namespace

double normal_p(double z) {
  if (std::isnan(z)) return not_a_number;
  return std::min(1.0, 2 * cdf(complement(Normal(), std::min(std::abs(z), 1e6))));
}

double student_p(double t, double dof) {
  if (std::isnan(t) || !(dof > 0)) return not_a_number;
  const boost::math::students_t_distribution<double, Quiet> student(dof);
  return std::min(1.0, 2 * cdf(complement(student, std::min(std::abs(t), 1e100))));
}

double chi_square_p(double value, double dof) {
  if (std::isnan(value) || !(dof > 0)) return not_a_number;
  const boost::math::chi_squared_distribution<double, Quiet> chi_square(dof);
  return cdf(complement(chi_square, std::clamp(value, 0.0, 1e12)));
}

double fisher_p(double value, double m, double n) {
  if (std::isnan(value) || !(m > 0) || !(n > 0)) return not_a_number;
  return cdf(
      complement(boost::math::fisher_f_distribution<double, Quiet>(m, n), std::clamp(value, 0.0, 1e12)));
}

double count_chi_square_p(double value, double dof, double inverse) {
  if (!(dof > 0) || std::isnan(value)) return not_a_number;
  const double variance = 2 * dof + inverse;
  const double skewness = (8 * dof + 22 * inverse) / std::pow(variance, 1.5);
  const double shape =
      4 / (skewness * skewness);  // a gamma variable has the mean and the variance of its shape
  const double place = shape + (value - dof) * std::sqrt(shape / variance);
  if (place <= 0) return 1.0;
  return cdf(complement(boost::math::gamma_distribution<double, Quiet>(shape), place));
}

double skewed_p(double z, double skewness) {
  if (!(std::abs(skewness) > 1e-5)) return normal_p(z);
  if (std::isnan(z)) return not_a_number;
  // shape k = 4/γ²: a gamma variable of that shape has mean k and standard deviation sqrt(k)
  const double shape = 4 / (skewness * skewness);
  const double value = shape + std::sqrt(shape) * std::clamp(skewness > 0 ? z : -z, -1e6, 1e6);
  if (value <= 0) return 0.0;
  const boost::math::gamma_distribution<double, Quiet> gamma(shape);
  return twice_smaller(cdf(gamma, value), cdf(complement(gamma, value)));
}

double poisson_p(double count, double mean) {
  if (!(mean > 0) || std::isnan(count) || count < 0) return not_a_number;
  // The exact sum loses its digits for means above 1e15; this approximation is as good for much smaller
  // means.
  if (mean > 1e6) return skewed_p((count - mean) / std::sqrt(mean), 1 / std::sqrt(mean));
  const boost::math::poisson_distribution<double, Quiet> poisson(mean);
  const double upper = count > 0 ? cdf(complement(poisson, count - 1)) : 1.0;
  return twice_smaller(cdf(poisson, count), upper);
}

double normal_resolution(double sigma, double alpha) {
  return (quantile(complement(Normal(), alpha / 2)) + quantile(Normal(), power)) * sigma;
}

double student_resolution(double error, double dof, double alpha) {
  if (!(dof > 0)) return not_a_number;
  const boost::math::students_t_distribution<double, Quiet> student(dof);
  const double critical = quantile(complement(student, alpha / 2));
  // A deviation δ is caught if critical σ̂ - z σ < δ, z being normal; σ̂/σ has the mean m and the variance 1 -
  // m².
  const double m = std::sqrt(2 / dof) * std::exp(std::lgamma((dof + 1) / 2) - std::lgamma(dof / 2));
  const double spread = std::sqrt(1 + critical * critical * (1 - m * m));
  return (m * critical + quantile(Normal(), power) * spread) * error;
}

double chi_square_noncentrality(double dof, double alpha) {
  if (!(dof > 0)) return not_a_number;
  const double critical =
      quantile(complement(boost::math::chi_squared_distribution<double, Quiet>(dof), alpha));
  const double z = quantile(Normal(), power);
  // Sankaran's normal approximation of the noncentral chi-square (Biometrika 46, 235, 1959), good to a
  // fraction of a per cent in the noncentrality and cheap at any number of degrees of freedom
  return root_above_zero([&](double lambda) {
    const double mean = dof + lambda, spread = dof + 2 * lambda;
    const double h = 1 - 2 * mean * (dof + 3 * lambda) / (3 * spread * spread);
    const double p = spread / (mean * mean);
    const double m = (h - 1) * (1 - 3 * h);
    const double centre = 1 + h * p * (h - 1 - 0.5 * (2 - h) * m * p);
    const double width = h * std::sqrt(2 * p) * (1 + 0.5 * m * p);
    return (centre - std::pow(critical / mean, h)) / width - z;
  });
}

double fisher_noncentrality(double m, double n, double alpha) {
  if (!(m > 0) || !(n > 0)) return not_a_number;
  // F = n x / (m (1 - x)) with x of the beta distribution
  const double x = quantile(complement(boost::math::beta_distribution<double, Quiet>(m / 2, n / 2), alpha));
  const double critical = n * x / (m * (1 - x));
  return root_above_zero([&](double lambda) {
    if (lambda <= 0) return alpha - power;
    return cdf(complement(boost::math::non_central_f_distribution<double, Quiet>(m, n, lambda), critical)) -
           power;
  });
}

}  // namespace fluxwalk::statistics
