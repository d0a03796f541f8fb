#pragma once
/// \file
/// Displacements in a medium: what was counted and what is exact, as the chapter on them shares it.

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "fluxwalk/displacements.hpp"
#include "laws/expected_occupancy.hpp"
#include "laws/findings.hpp"
#include "laws/spreading/msd.hpp"

namespace fluxwalk {

/// Exact mean and covariance of the sums Σ r_x^i r_y^j r_z^k over the walkers in the box at the moment times.
/// Each walker is independent of the others, and one that has left counts as 0. Where a table gives the
/// numbers at the sites, chance does not choose where a walker starts: its means are those of its site.
class FieldMoments {
 public:
  using Powers = theory::Displacements::Powers;

  /// \throws theory::TooCostly
  FieldMoments(const Run& run, int order);

  double mean(std::size_t row, const Powers& powers) const;
  /// Absent (NaN) where the powers together exceed the order.
  double covariance(std::size_t row, const Powers& a, const Powers& b) const;

 private:
  std::vector<Powers> moments_;
  std::vector<Powers> half_;                   ///< those of half the order or less
  std::vector<std::vector<double>> sums_;      ///< [row][moment] Σ E[y] over the walkers
  std::vector<std::vector<double>> products_;  ///< [row][a half_.size() + b] Σ E[y_a] E[y_b]
};

/// What is exact about the displacements, as far as it could be worked out.
struct ExactDisplacements {
  explicit ExactDisplacements(const Run& run);

  std::optional<FieldMoments> moments;
  bool has_errors = false;  ///< the covariances of second moments too
};

/// Powers of r_a^n, and of r_a r_b.
FieldMoments::Powers power(int a, int n = 1);
FieldMoments::Powers product(int a, int b);

/// An exact value, or 0 where nothing but rounding is left of it beside what it is compared with.
inline double without_rounding(double value, double scale) {
  return std::abs(value) < 1e-10 * scale ? 0.0 : value;
}

/// Σ r_a r_b and Σ r_a over the walkers in the box at a moment time (row -1: the start, where nobody has
/// moved).
double second(const BatchTallies& sum, int dimension, std::ptrdiff_t row, int a, int b);
double first(const BatchTallies& sum, std::ptrdiff_t row, int a);

/// Estimates of D and of the drift at late times.
void late_diffusion(const Sample& sample, Findings& findings, const ExactDisplacements& exact);
/// <r²> and D as functions of time.
void displacement_figures(const Run& run, Findings& findings, const ExactDisplacements& exact);

}  // namespace fluxwalk
