#pragma once
/// \file
/// Exact law of the number of times that independent walkers cross a plane.

#include <optional>

#include "sample/run_view.hpp"

namespace fluxwalk {

enum class Way { forward, backward };

struct CrossingMoments {
  double mean = 0, variance = 0, skewness = 0;
};

/// Of all walkers, in the steps 0 -> steps, through an interior plane 1 ... L-1 of an axis on which Chain is
/// exact. Path-functional recursion for one walker, backwards in time: with c_i the chance to cross in the
/// next step from layer i and P the walk, u1' = P u1 + c, u2' = P u2 + c (2 u1 + 1) and
/// u3' = P u3 + c (3 u2 + 3 u1 + 1) are the mean powers of its crossings. The factors after c are taken at
/// the landing.
CrossingMoments crossing_moments(const RunView& view, int axis, std::int32_t plane, Way way,
                                 std::int64_t steps);

/// Twice the smaller of the exact chances of at most and at least `counted` crossings, at most 1: the
/// binomial law after one step, and its extension to more steps. It computes the whole distribution of one
/// walker's crossings by the same recursion, raises its characteristic function to the power of the number of
/// walkers, and transforms back. Absent if it would cost more than 5e8 operations.
std::optional<double> crossings_p(const RunView& view, int axis, std::int32_t plane, Way way,
                                  std::int64_t steps, double counted);

/// Exact mean crossings of the plane in each flux bin.
std::vector<double> mean_crossings(const RunView& view, int axis, std::int32_t plane, Way way);

}  // namespace fluxwalk
