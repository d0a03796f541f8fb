#pragma once
/// \file
/// Mean occupancies of walkers that come and go: reservoirs, sources, decay, reproduction, media. Exact,
/// because walkers do not interact. Lattice units throughout; numbers are the sum over the given batches.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/too_costly.hpp"
#include "fluxwalk/transitions.hpp"

namespace fluxwalk::theory {

/// All batches of an experiment.
std::vector<std::int64_t> all_batches(const Experiment& experiment);

/// The expected occupancy on a set of cells: all sites of the box, or its layers along one axis.
class Occupancy {
 public:
  /// Every site a cell. \throws TooCostly if the box has more than 4e6 sites.
  static Occupancy of_sites(const Experiment& experiment, const std::vector<std::int64_t>& batches);
  /// The layers of an axis as cells. Absent unless that is exact: rates along the axis must depend on the
  /// layer alone, and no walker may leave through a face of another axis. \throws as above, for a medium.
  static std::optional<Occupancy> of_layers(const Experiment& experiment, int axis,
                                            const std::vector<std::int64_t>& batches);

  std::size_t num_cells() const noexcept { return poisson_.size(); }
  const Turnover& turnover() const noexcept { return turnover_; }

  /// n(0): mean numbers at the start.
  std::vector<double> start() const;
  /// n(t+1) from n(t).
  std::vector<double> advance(const std::vector<double>& now, std::int64_t t) const;
  /// The same for walkers in the box and their offspring, without walkers that come in.
  std::vector<double> advance_walkers(const std::vector<double>& now) const;
  /// Where the walkers in the box are after the hops of a step, without entries.
  std::vector<double> hop(const std::vector<double>& now) const;
  /// The transpose: mean of f over the cells where a walker of each cell lands; 0 for walkers that leave.
  std::vector<double> expect(const std::vector<double>& f) const;

  /// Adds the mean crossings of planes 0 ... L of an axis in the step that `now` produces, entries included,
  /// to `forward` and `backward`.
  void add_crossings(int axis, const std::vector<double>& now, std::vector<double>& forward,
                     std::vector<double>& backward) const;
  /// Chance of a walker of the cell to cross, in a step, the plane above its layer forwards, or the one
  /// below backwards.
  double up(int axis, std::size_t cell) const { return axes_[axis].up[cell]; }
  double down(int axis, std::size_t cell) const { return axes_[axis].down[cell]; }
  std::int32_t layer(int axis, std::size_t cell) const { return axes_[axis].layer[cell]; }
  std::int32_t layers(int axis) const { return axes_[axis].layers; }
  bool is_ring(int axis) const { return axes_[axis].is_ring; }

  /// Mean number that comes in through a face in a step, and its variance (less than the mean where the
  /// numbers beyond are given).
  double entries(int axis, Side side) const;
  double entry_variance(int axis, Side side) const;
  std::vector<double> entries() const;  ///< [cell] mean number that comes in a step, before decay

  /// Mean number that sources put into each cell at the end of step t -> t+1.
  std::vector<double> sources(std::int64_t t) const;
  /// The last time at which a source sets in or ends before `steps`; 0 if none does.
  std::int64_t last_change(std::int64_t steps) const;

  /// Walkers of fixed numbers, each population drawn from one distribution.
  struct Fixed {
    double number = 0;
    std::vector<double> start;  ///< [cell], of sum 1
  };
  const std::vector<Fixed>& fixed() const noexcept { return fixed_; }
  const std::vector<double>& poisson() const noexcept { return poisson_; }  ///< [cell] mean, of Poisson ones
  /// [cell] walkers of tables with the number that starts at each site; empty if there is no such table.
  const std::vector<double>& exact() const noexcept { return exact_; }

  /// Ghost sites of one kind beyond a face, and the walkers that come from them into a cell.
  struct Bath {
    std::size_t cell;
    int axis;
    Side side;
    double concentration;  ///< of one ghost site
    double probability;    ///< to come in, of each walker there
    double sites;          ///< how many such ghost sites
    bool is_deterministic;
  };
  const std::vector<Bath>& baths() const noexcept { return baths_; }

  /// Walkers that appear in cells while begin <= t < end.
  struct SourceTerm {
    std::int64_t begin, end;
    std::vector<double> rates;  ///< [cell]
  };
  const std::vector<SourceTerm>& source_terms() const noexcept { return source_terms_; }

  /// Calls visit(to, from, probability) for all moves of a step, stays included, cell by cell.
  template <class Visit>
  void for_each_move(Visit visit) const {
    for (std::size_t to = 0; to < num_cells(); ++to)
      for (const Band& band : bands_) {
        const std::size_t i = to - band.to;  // huge before the first
        if (i < band.probability.size() && band.probability[i] > 0)
          visit(to, band.from + i, band.probability[i]);
      }
  }

 private:
  struct AxisRates {
    std::int32_t layers = 0;
    bool is_ring = false;
    std::vector<double> up, down;
    std::vector<std::int32_t> layer;
  };

  /// Moves over one distance: from the cells `from`, `from` + 1, ... to the cells `to`, `to` + 1, ..., with
  /// one probability each; 0 where there is no such move.
  struct Band {
    std::size_t to = 0, from = 0;
    std::vector<double> probability;
  };

  Occupancy() = default;
  static std::optional<Occupancy> build(const Experiment& experiment, int only_axis, double copies,
                                        const std::vector<std::int64_t>& batches);
  void supply(const Experiment& experiment, const Transitions& transitions, int only_axis, double copies,
              const std::vector<std::int64_t>& batches, const std::vector<std::size_t>& cell_of);

  Turnover turnover_;
  double growth_ = 1;        ///< (1 - decay) (1 + reproduction)
  std::vector<Band> bands_;  ///< sorted by `from` - `to`
  PerAxis<AxisRates> axes_;
  std::vector<Bath> baths_;
  std::vector<SourceTerm> source_terms_;
  std::vector<Fixed> fixed_;
  std::vector<double> poisson_, exact_;
};

/// The state that the occupancy tends to under the inflow of step t: the solution of n = A n + inflow. Where
/// no walker comes, goes or is lost, it is the equilibrium of the walkers that started in each connected
/// part. Absent if there is none, or for more than 40000 cells.
std::optional<std::vector<double>> steady_state(const Occupancy& occupancy, std::int64_t t);

/// Mean, variance and third cumulant of the number of walkers in the box, or of a sum over them.
struct Cumulants {
  double mean = 0, variance = 0, third = 0;
  double skewness() const noexcept;
};
/// Of Σ weight × walkers of the cells at each of the times (ascending): exact, also with inflow, splitting
/// and decay. `weights` [cell]; empty: 1 everywhere, so that all walkers are counted.
std::vector<Cumulants> numbers(const Occupancy& occupancy, const Schedule& times,
                               const std::vector<double>& weights = {});

/// A line of layers that is no ring, with the weights π that its hops keep: π_{b-1} up_{b-1} = π_b down_b. In
/// φ = n/π (e^μ up to a factor) the mean net crossings of plane b are g_b (φ_{b-1} - φ_b): resistances 1/g_b
/// in series, planes 0 and L joining the ends to what lies beyond, where φ is that of the reservoir, or 0.
class ResistorChain {
 public:
  /// Made from Occupancy::of_layers of this axis. Absent on a ring, or if a hop between two layers is
  /// possible one way only.
  static std::optional<ResistorChain> of(const Occupancy& occupancy, int axis);

  std::size_t layers() const noexcept { return log_weight_.size(); }
  /// ln π_i; 0 at the first layer.
  const std::vector<double>& log_weight() const noexcept { return log_weight_; }
  double conductance(std::size_t plane) const;            ///< g_b; 0 where the end is closed
  double low_phi() const noexcept { return low_phi_; }    ///< φ of the reservoir below; 0 beyond a sink
  double high_phi() const noexcept { return high_phi_; }  ///< likewise above
  bool is_open() const noexcept { return is_open_; }      ///< both ends can be crossed
  /// Share of each plane in the whole resistance, r_b / Σ r. Only if is_open.
  const std::vector<double>& share() const noexcept { return share_; }
  /// Steady flux of a line without sources or decay: (φ_L - φ_R)/Σ r. The same combination Σ share_b net_b
  /// has this mean in every step, also in a state that is not steady, or with sources or decay.
  double flux() const noexcept { return flux_; }

  /// Factors by which the slowest mode of the deviation from the steady state, and the one that changes sign
  /// fastest to fade last, are multiplied in a step: {largest, smallest eigenvalue}, the conserved one left
  /// out. At most 4000 layers. \throws TooCostly
  std::pair<double, double> slowest() const;

 private:
  ResistorChain() = default;
  std::vector<double> up_, down_, stay_, log_weight_, share_;
  double growth_ = 1, low_phi_ = 0, high_phi_ = 0, flux_ = 0;
  bool is_open_ = false;
};

}  // namespace fluxwalk::theory
