#pragma once
/// \file
/// Small experiments, and an independent calculation for them: the transition matrix made from the rules of
/// the faces, one walker and one direction at a time.

#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include "fluxwalk/theory.hpp"

namespace fluxwalk::test {

inline Face face(FaceKind kind, double absorption = 1.0) {
  return {kind, absorption};
}

/// Every pair of kinds of faces that an axis can have.
inline std::vector<std::array<Face, 2>> all_faces() {
  std::vector<std::array<Face, 2>> pairs = {{face(FaceKind::periodic), face(FaceKind::periodic)}};
  const auto walls = {face(FaceKind::reflecting), face(FaceKind::mirror), face(FaceKind::absorbing),
                      face(FaceKind::partial, 0.3)};
  for (const Face& below : walls)
    for (const Face& above : walls) pairs.push_back({below, above});
  return pairs;
}

inline bool has_mirror(const std::array<Face, 2>& faces) {
  return faces[low].kind == FaceKind::mirror || faces[high].kind == FaceKind::mirror;
}

/// A population in which each walker starts at one site.
inline Population point(PerAxis<std::int32_t> at) {
  Population population{"point", 1000, false, {}};
  for (std::size_t a = 0; a < max_dimension; ++a) population.along[a].first = at[a];
  return population;
}

inline Experiment chain_experiment(std::int32_t layers, double minus, double plus,
                                   std::array<Face, 2> faces) {
  Experiment experiment;
  experiment.system.lattice.shape[0] = layers;
  experiment.system.hop_law.minus[0] = minus;
  experiment.system.hop_law.plus[0] = plus;
  experiment.system.hop_law.stay = 1 - minus - plus;
  experiment.system.faces[0] = faces;
  experiment.system.populations = {point({layers / 3, 0, 0})};
  return experiment;
}

/// probability(to, from) of one step; columns of open boxes add up to less than 1.
inline Eigen::MatrixXd transition_matrix(const Experiment& experiment) {
  const Lattice& lattice = experiment.system.lattice;
  const auto sites = lattice.num_sites();
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(sites, sites);
  PerAxis<std::int32_t> from{};
  for (from[0] = 0; from[0] < lattice.shape[0]; ++from[0])
    for (from[1] = 0; from[1] < lattice.shape[1]; ++from[1])
      for (from[2] = 0; from[2] < lattice.shape[2]; ++from[2]) {
        const auto start = lattice.site(from);
        matrix(start, start) += experiment.system.hop_law.stay;
        for (std::size_t a = 0; a < static_cast<std::size_t>(lattice.dimension); ++a)
          for (const int direction : {-1, 1}) {
            double p = direction < 0 ? experiment.system.hop_law.minus[a] : experiment.system.hop_law.plus[a];
            auto to = from;
            to[a] += direction;
            if (to[a] < 0 || to[a] >= lattice.shape[a]) {
              const Face& hit = experiment.system.faces[a][direction < 0 ? low : high];
              if (hit.kind == FaceKind::absorbing) continue;
              if (hit.kind == FaceKind::periodic) to[a] = direction < 0 ? lattice.shape[a] - 1 : 0;
              if (hit.kind == FaceKind::mirror) to[a] = from[a] - direction;
              if (hit.kind == FaceKind::reflecting) to[a] = from[a];
              if (hit.kind == FaceKind::partial) {
                to[a] = from[a];
                p *= 1 - hit.absorption;
              }
            }
            matrix(lattice.site(to), start) += p;
          }
      }
  return matrix;
}

inline Eigen::VectorXd to_eigen(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

/// Irregular values between 0 and 1.
inline std::vector<double> arbitrary(std::size_t size, double seed = 0.37) {
  std::vector<double> values(size);
  for (std::size_t i = 0; i < size; ++i)
    values[i] = std::fmod(seed + 0.6180339887 * static_cast<double>(i * i + i), 1.0);
  return values;
}

/// Equal within a relative error, however small the value (doctest alone takes the tolerance relative to 1 +
/// value).
inline doctest::Approx near(double value, double relative_error) {
  return doctest::Approx(value).epsilon(relative_error).scale(1e-300);
}

inline double sum(const std::vector<double>& values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

inline double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return INFINITY;
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(a[i] - b[i]);
    if (!(difference <= largest)) largest = difference;  // NaN stays
  }
  return largest;
}

inline double largest_difference(const std::vector<double>& a, const Eigen::VectorXd& b) {
  return largest_difference(a, std::vector<double>(b.data(), b.data() + b.size()));
}

}  // namespace fluxwalk::test
