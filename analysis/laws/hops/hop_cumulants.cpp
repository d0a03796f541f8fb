#include "laws/hops/hop_cumulants.hpp"
#include "laws/laws.hpp"

#include <array>

namespace fluxwalk {

namespace {

/// Mean of the product of centred displacements along the listed axes.
template <std::size_t n>
double central_moment(const HopLaw& law, int dimension, const std::array<int, n>& axes) {
  const auto term = [&](int hop_axis, int sign) {
    double product = 1;
    for (const int axis : axes) product *= (axis == hop_axis ? sign : 0) - law.drift(axis);
    return product;
  };
  double mean = law.stay * term(-1, 0);
  for (int a = 0; a < dimension; ++a) {
    mean += law.minus[a] * term(a, -1) + law.plus[a] * term(a, +1);
  }
  return mean;
}

}  // namespace

double step_covariance(const HopLaw& law, int dimension, int a, int b) {
  return central_moment(law, dimension, std::array{a, b});
}

double step_cumulant(const HopLaw& law, int dimension, int a, int b, int c, int d) {
  const auto sigma = [&](int i, int j) { return step_covariance(law, dimension, i, j); };
  return central_moment(law, dimension, std::array{a, b, c, d}) - sigma(a, b) * sigma(c, d) -
         sigma(a, c) * sigma(b, d) - sigma(a, d) * sigma(b, c);
}

double covariance_of_sample_covariances(const HopLaw& law, int dimension, int a, int b, int c, int d,
                                        double min_time, double walkers) {
  const auto sigma = [&](int i, int j) { return step_covariance(law, dimension, i, j); };
  return step_cumulant(law, dimension, a, b, c, d) * min_time / walkers +
         (sigma(a, c) * sigma(b, d) + sigma(a, d) * sigma(b, c)) * min_time * min_time / (walkers - 1);
}

}  // namespace fluxwalk
