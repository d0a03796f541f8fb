#pragma once
#include <cstdint>
#include <variant>
#include <vector>

#include "fluxwalk/theory.hpp"

namespace fluxwalk::theory {

/// The distribution of a population as a function of time, on the cheapest lattice that gives the requested
/// numbers exactly: the chain of one axis, or all sites.
class Walk {
 public:
  enum class Needs { one_axis, all_sites };

  /// `steps` is the number of steps that it will do.
  /// \throws TooCostly if that would cost more than answer_limits::distribution.
  Walk(const Experiment& experiment, const Population& population, int axis, Needs needs, std::int64_t steps);

  void advance(std::int64_t steps = 1);
  /// Fraction in each layer of an axis (that of the constructor, unless all sites are needed).
  std::vector<double> layers(int axis) const;
  /// Removes all walkers from a layer, and returns their fraction.
  double clear_layer(int axis, std::int32_t layer);
  /// The same for some sites; only if all sites are followed.
  double clear_sites(const std::vector<std::size_t>& sites);
  const std::vector<double>& distribution() const noexcept { return distribution_; }

 private:
  /// Calls visit(layer of the axis, value) at each value of the distribution.
  template <class Distribution, class Visit>
  void for_each_layer(Distribution& distribution, int axis, Visit visit) const;

  Lattice lattice_;
  std::variant<Chain, BoxWalk> rule_;
  std::vector<double> distribution_;
};

}  // namespace fluxwalk::theory
