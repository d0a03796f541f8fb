#pragma once
/// \file
/// A run with reservoirs, sources, decay, reproduction or a medium beside its expected occupancy, worked out
/// once for each axis.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fluxwalk/occupancy.hpp"
#include "judging/snapshot.hpp"
#include "sample/run_view.hpp"

namespace fluxwalk {

/// How the mean profile approaches the steady state.
struct Approach {
  static constexpr double limit = 1e-4;  ///< relative to the largest occupancy: smaller deviations are steady
  /// Near enough if the tolerance asks for no more: a tenth of the tolerance.
  static double near_limit(double tolerance) { return std::max(limit, tolerance / 10); }
  std::optional<std::int64_t> settled;  ///< from this time on the deviation is below the limit
  std::optional<std::int64_t> near;     ///< from this time on it is below the near limit
  double deviation = 0;                 ///< at the end of the run
  double factor = 0;                    ///< by which the slowest mode falls in a step
  bool lasts = false;                   ///< the deviation never decays, apart from rounding
  double needed = 0;  ///< steps of a run with a flux bin near the steady state; infinite: never; 0: this run

  /// About how many steps a run of `steps` would take to reach the steady state, from the slowest mode alone.
  double steps_to_rest(std::int64_t steps) const {
    return factor < 1
               ? static_cast<double>(steps) + std::ceil(std::log(2 * deviation / limit) / -std::log(factor))
               : INFINITY;
  }
};

/// The occupancy along one axis.
struct AxisPath {
  int axis = 0;
  const theory::Occupancy& occupancy;  ///< kept by the run
  bool is_layered = false;             ///< its cells are the layers, else all sites
  std::optional<theory::ResistorChain> resistors;
  std::vector<Snapshot> profiles;                                 ///< at the profile times
  std::vector<std::vector<double>> residence, forward, backward;  ///< [flux bin][layer or plane] means
  std::vector<double> last;                                       ///< mean at the end, [layer]
  std::optional<std::vector<double>> steady;                      ///< [layer], if not empty
  std::vector<double> rest_forward, rest_backward;                ///< [plane] a step, of the steady state
  Approach approach;                                              ///< where there is a steady state

  /// The steady state has a net flux that is not negligible against the flux from one end alone (without
  /// ends: against the crossings one way).
  bool flows() const;
};

/// Walkers that start in the cells of an occupancy: each draws its cell from one distribution, or a number is
/// given for each cell.
struct Starters {
  double number = 0;
  std::vector<double> fraction;  ///< [cell], of sum 1
  bool is_given = false;
};

/// The potential differs from place to place, or differs between a reservoir and the sites at it. A force
/// acts there, and the net flux does not follow the gradient of the concentration alone.
bool has_potential(const Experiment& experiment);

class Run {
 public:
  explicit Run(const RunView& run) : view(run) {}
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  const RunView& view;

  /// Null if it would cost too much.
  const AxisPath* along(int axis) const;
  /// At the histogram times; null likewise.
  const std::vector<Snapshot>* sites() const;
  /// Mean, variance and skewness of the number in the box at these times; empty if too costly.
  std::vector<theory::Cumulants> numbers(const Schedule& times) const;

  /// Of all sites, made once. \throws theory::TooCostly if its steps would cost too much.
  const theory::Occupancy& site_occupancy(std::int64_t steps) const;
  /// All walkers that start, by group (RunView::groups); those of tables of exact numbers are the last group.
  std::vector<Starters> starters(const theory::Occupancy& occupancy) const;
  /// The same, but if a number is given for each cell, each cell is a group of its own, with independent
  /// walkers. \throws theory::TooCostly if there are too many cells.
  std::vector<Starters> starters_apart(const theory::Occupancy& occupancy) const;

  /// Apart from drift, every bond passes walkers equally both ways: the net flux follows the gradient of the
  /// concentration. This is not so if hops depend on the site, if there is a potential, or if the potential
  /// of a reservoir differs from that of the sites at it.
  bool is_fickian() const {
    return view.experiment.system.medium.hop.empty() && !has_potential(view.experiment);
  }
  bool watches_all_planes(int axis) const;
  std::size_t first_bin(std::int64_t time) const;  ///< first flux bin that begins at the time or later
  std::size_t num_bins() const;

 private:
  AxisPath follow(int axis) const;

  mutable std::optional<theory::Occupancy> site_occupancy_;
  mutable std::map<int, theory::Occupancy> layer_occupancies_;
  mutable std::map<int, std::optional<AxisPath>> axes_;
  mutable std::optional<std::optional<std::vector<Snapshot>>> sites_;
};

}  // namespace fluxwalk
