#pragma once
/// \file
/// Exact mean and variance of the number of times that independent walkers cross a plane.

#include "estimators/sample.hpp"

namespace fluxwalk {

enum class Way { forward, backward };

struct CrossingMoments {
  double mean = 0, variance = 0;
};

/// Of all walkers, in the steps 0 -> steps, through an interior plane 1 ... L-1 of an axis on which Chain is
/// exact. Path-functional recursion for one walker, backwards in time: with c_i the chance to cross in the
/// next step from layer i and P the walk, u1' = P u1 + c and u2' = P u2 + c (2 u1(landing) + 1) are the mean
/// and mean square of its crossings.
CrossingMoments crossing_moments(const Sample& sample, int axis, std::int32_t plane, Way way,
                                 std::int64_t steps);

/// Exact mean crossings of the plane in each flux bin.
std::vector<double> mean_crossings(const Sample& sample, int axis, std::int32_t plane, Way way);

}  // namespace fluxwalk
