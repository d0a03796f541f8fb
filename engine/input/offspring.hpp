#pragma once
#include "fluxwalk/experiment.hpp"

namespace fluxwalk::input {

/// Upper bound of the mean number of descendants, itself included, that a walker has at any time of the run,
/// if none leaves: ((1 - decay)(1 + reproduction))^steps, or 1 if that is less.
double most_offspring(const Experiment& experiment);

/// The same with those who leave the box: the largest over all sites where it may stand at first, worked out
/// for as many steps as go in a moment, and from there on by m(s + t) <= m(s) m(t).
double most_offspring_in_box(const Experiment& experiment);

}  // namespace fluxwalk::input
