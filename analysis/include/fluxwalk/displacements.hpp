#pragma once
/// \file
/// Exact displacements, first passages and exits of independent walkers in any medium, by the master equation
/// of the sites. Lattice units throughout.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/occupancy.hpp"
#include "fluxwalk/transitions.hpp"

namespace fluxwalk::theory {

/// Moments of the displacement r of a walker that has not left the box, by the site where it started: for all
/// powers i, j, k with i + j + k <= order the occupancy f(site) = E[r_x^i r_y^j r_z^k; the walker is in the
/// box | it started at the site]. The displacement is the sum of the hops made, unwrapped over periodic
/// faces: attempts that are rejected, and the hop out of the box, add nothing, and a mirror face adds the hop
/// inwards. A first hop by e along an axis turns r^m into Σ_j C(m, j) e^(m-j) r^j of the steps after it, so
/// the occupancies of one order follow from those below it.
class Displacements {
 public:
  using Powers = PerAxis<int>;

  /// A step costs the number of sites times the number of moments: order + 1, (order + 1)(order + 2)/2 or
  /// (order + 1)(order + 2)(order + 3)/6 of them.
  Displacements(const Transitions& transitions, int order);

  /// The powers of all moments of an order or less.
  static std::vector<Powers> moments(int dimension, int order);

  void advance(std::int64_t steps = 1);
  /// E[r_x^i r_y^j r_z^k] over walkers; `start` is the fraction that starts at each site. Walkers that have
  /// left count as 0: powers 0, 0, 0 give the fraction still in the box. \throws std::invalid_argument beyond
  /// the order, or along axes that do not exist.
  double mean(const std::vector<double>& start, const Powers& powers) const;
  std::vector<double> means(const std::vector<double>& start) const;  ///< of all of moments(), in their order
  /// The same of a walker of this site; valid until the next step.
  std::span<const double> means_from(std::size_t site) const {
    return std::span(fields_).subspan(site * moments_.size(), moments_.size());
  }

 private:
  struct Hop {
    std::size_t from, to, rule;  ///< sites, and which of the rules applies: 2 axis + (forward ? 1 : 0)
    double chance;
  };
  struct Term {
    std::size_t into, from;  ///< moments
    double factor;
  };

  std::size_t index(const Powers& powers) const;

  std::vector<Powers> moments_;
  std::vector<Hop> hops_;
  std::vector<double> stay_;
  std::array<std::vector<Term>, 2 * max_dimension> rules_;
  std::vector<double> fields_, next_;  ///< [site][moment]
};

/// Probability that a walker first stands on one of the target cells at time t, for t = 0 ... steps. `start`
/// is the fraction of the walkers in each cell at time 0. Walkers that come in or appear are not counted.
std::vector<double> first_passage(const Occupancy& occupancy, std::vector<double> start,
                                  const std::vector<bool>& is_target, std::int64_t steps);

/// Probability to leave through face [2 axis + Side] in step t -> t+1, for t = 0 ... steps-1: [t][face].
/// `occupancy` must be of all sites, or no other face be open than those of its axis.
std::vector<std::array<double, 2 * max_dimension>> exit_rates(const Experiment& experiment,
                                                              const Occupancy& occupancy,
                                                              std::vector<double> start, std::int64_t steps);

}  // namespace fluxwalk::theory
