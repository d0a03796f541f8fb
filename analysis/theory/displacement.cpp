#include "fluxwalk/theory.hpp"

namespace fluxwalk::theory {

namespace {

/// Joint cumulants of the components A and B of one hop. As a hop is along one axis, E[A^m B^n] = 0 for
/// different axes and m, n >= 1; for A = B the odd moments are all v and the even ones all p+ + p-.
struct HopCumulants {
  double a, b, ab, aab, abb, aabb;
};

HopCumulants hop_cumulants(const HopLaw& law, int axis_a, int axis_b) {
  const auto hops = [&](int axis) { return law.plus[axis] + law.minus[axis]; };
  const double a = law.drift(axis_a), b = law.drift(axis_b), aa = hops(axis_a), bb = hops(axis_b);
  const bool is_same = axis_a == axis_b;
  const double ab = is_same ? aa : 0, aab = is_same ? a : 0, abb = aab, aabb = is_same ? aa : 0;
  HopCumulants k{};
  k.a = a;
  k.b = b;
  k.ab = ab - a * b;
  k.aab = aab - (aa * b + 2 * ab * a) + 2 * a * a * b;
  k.abb = abb - (bb * a + 2 * ab * b) + 2 * b * b * a;
  k.aabb = aabb - 2 * (aab * b + abb * a) - (aa * bb + 2 * ab * ab) +
           2 * (aa * b * b + bb * a * a + 4 * ab * a * b) - 6 * a * a * b * b;
  return k;
}

}  // namespace

double mean_displacement(const HopLaw& law, int axis, std::int64_t t) {
  return law.drift(axis) * static_cast<double>(t);
}

double displacement_covariance(const HopLaw& law, int axis_a, int axis_b, std::int64_t t) {
  return hop_cumulants(law, axis_a, axis_b).ab * static_cast<double>(t);
}

double displacement_square_covariance(const HopLaw& law, int axis, std::int64_t t) {
  const HopCumulants k = hop_cumulants(law, axis, axis);
  const auto n = static_cast<double>(t);
  return n * k.aab + 2 * n * k.a * n * k.ab;
}

double squared_displacement_covariance(const HopLaw& law, int axis_a, int axis_b, std::int64_t s,
                                       std::int64_t t) {
  if (s > t) return squared_displacement_covariance(law, axis_b, axis_a, t, s);
  const HopCumulants k = hop_cumulants(law, axis_a, axis_b);
  // Cumulants of a sum of s independent hops are s times those of one. Cov(A², B²) is the sum over the
  // partitions of {A, A, B, B} in which a block holds both an A and a B.
  const auto n = static_cast<double>(s);
  const double mean_a = n * k.a, mean_b = n * k.b, covariance = n * k.ab;
  const double squares = n * k.aabb + 2 * mean_a * n * k.abb + 2 * mean_b * n * k.aab +
                         2 * covariance * covariance + 4 * mean_a * mean_b * covariance;
  // r_b(t) = r_b(s) + an independent remainder, which enters only through its mean.
  const double mean_rest = static_cast<double>(t - s) * k.b;
  return squares + 2 * mean_rest * (n * k.aab + 2 * mean_a * covariance);
}

double variance_of_squared_displacement(const HopLaw& law, int dimension, std::int64_t t) {
  double variance = 0;
  for (int a = 0; a < dimension; ++a)
    for (int b = 0; b < dimension; ++b) variance += squared_displacement_covariance(law, a, b, t, t);
  return variance;
}

}  // namespace fluxwalk::theory
