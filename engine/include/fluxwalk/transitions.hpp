#pragma once
/// \file
/// The hop law, the faces and the medium together: where the walkers of each site go in a step.

#include <array>
#include <cstdint>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk {

/// Probabilities by Direction::index, then at stay_index of staying.
using Chances = std::array<double, 2 * max_dimension + 1>;

/// The chances of the hops that succeed; attempts that a wall, a membrane, an obstacle or the potential
/// rejects count as stays. Costs 2d doubles per site. The chance that the potential accepts is rounded to 44
/// binary digits, so that the result does not depend on the mathematics library.
class Transitions {
 public:
  static constexpr std::int64_t outside = -1;

  explicit Transitions(const Experiment& experiment);

  int dimension() const noexcept { return dimension_; }
  int num_directions() const noexcept { return 2 * dimension_; }
  std::int64_t num_sites() const noexcept { return static_cast<std::int64_t>(stay_.size()); }

  /// Probability that a walker at the site hops away by attempting this direction.
  double hop(std::int64_t site, int direction) const { return hop_[place(site, direction)]; }
  /// Probability that it is still there. Exactly 0 where every attempt succeeds and the law never stays;
  /// negative where the others exceed 1, which the reader of the experiment refuses.
  double stay(std::int64_t site) const { return stay_[static_cast<std::size_t>(site)]; }
  /// Where it then is: a site, or `outside`. A mirror face sends it to the other side.
  std::int64_t target(std::int64_t site, int direction) const { return target_[place(site, direction)]; }
  bool is_obstacle(std::int64_t site) const;
  /// What a walker at the site draws: hops, attempts that a wall or an obstacle always rejects, and staying.
  /// So all sites of a uniform region draw alike, also beside an obstacle.
  Chances drawn(std::int64_t site) const;

  /// The plane across the direction's axis that it crosses, and whether towards larger coordinates.
  struct Crossing {
    std::int32_t plane = 0;
    bool is_forward = false;
  };
  Crossing crossing(std::int64_t site, int direction) const;

  /// Probability that a walker at the ghost site beyond a reservoir face hops in, to this end site.
  struct Entry {
    std::int64_t site = 0;
    int axis = 0;
    Side side = low;
    double probability = 0;
  };
  const std::vector<Entry>& entries() const noexcept { return entries_; }

 private:
  std::size_t place(std::int64_t site, int direction) const {
    return static_cast<std::size_t>(site) * static_cast<std::size_t>(num_directions()) +
           static_cast<std::size_t>(direction);
  }
  double accepted(double from, double to) const;
  double mobility(std::int64_t site, std::int64_t next) const;
  void fill(std::int64_t site);

  Experiment experiment_;
  int dimension_;
  std::vector<double> hop_, stay_;
  std::vector<std::int64_t> target_;
  std::vector<Entry> entries_;
};

}  // namespace fluxwalk
