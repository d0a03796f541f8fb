#pragma once
/// \file
/// What the occupation kernel counts, while it runs.

#include <cstdint>
#include <span>
#include <vector>

#include "fluxwalk/results.hpp"
#include "kernels/column_tables.hpp"
#include "kernels/occupation/occupation_plan.hpp"

namespace fluxwalk {

/// Crossings of all planes of the current step, and the current bins and sample times.
class Recorder {
 public:
  Recorder(const Experiment& experiment, BatchTallies& tallies);

  /// Whether a bin ends with this time, or occupancies are sampled at it.
  bool ends_bin(std::int64_t time) const;
  bool samples(std::int64_t time);
  void end_bins(std::int64_t time);
  void sample(std::int64_t time, const std::vector<std::int64_t>& now);
  void finish(const std::vector<std::int64_t>& now);

  void count_choices(std::span<const std::int64_t> directions, std::int64_t stay) {
    for (std::size_t k = 0; k < directions.size(); ++k) choices_[k] += directions[k];
    choices_[directions.size()] += stay;
  }
  void count_crossing(std::size_t site, std::size_t direction, const Fate& fate, std::int64_t number) {
    const std::size_t axis = direction % dimension_;
    Layers& layers = layers_[axis];
    std::vector<std::int64_t>& crossings = fate.is_forward ? layers.forward : layers.backward;
    crossings[layer_of(site, axis) + static_cast<std::size_t>(fate.plane_offset)] += number;
    if (fate.leaves) left_[2 * axis + (fate.is_forward ? 1 : 0)] += number;
  }
  /// Whether crossings along the axis of the direction are counted.
  bool watches(std::size_t direction) const { return !measure_.planes[direction % dimension_].empty(); }
  /// Walkers of each site that crossed a plane in a direction.
  void count_hops(std::size_t direction, const std::vector<std::int64_t>& numbers,
                  const std::vector<SlicePlan::Crossing>& crossing_of_layer);
  bool counts_residence() const { return measure_.has_residence && flux_bin_.is_inside(); }
  /// Adds the residence of one step, at the sites from which the walkers hop.
  void count_residence(const std::vector<std::int64_t>& numbers);
  /// A walker that enters through a face crosses its plane.
  void count_entry(std::size_t face, std::int64_t number) {
    entered_[face] += number;
    Layers& layers = layers_[face / 2];
    (face % 2 == low ? layers.forward.front() : layers.backward.back()) += number;
  }
  void count_turnover(std::size_t site, std::int64_t vanished, std::int64_t born);
  void count_source(std::size_t site, std::int64_t number);

 private:
  /// Of one axis, since the flux bin began.
  struct Layers {
    std::vector<std::int64_t> forward, backward;              // [plane]
    std::vector<std::int64_t> residence, appeared, vanished;  // [layer]
    std::size_t stride = 1, layers = 1;
    bool is_ring = false;
  };

  std::size_t layer_of(std::size_t site, std::size_t axis) const {
    return dimension_ == 1 ? site : site / layers_[axis].stride % layers_[axis].layers;
  }
  template <class Visit>
  void for_watched_axes(Visit visit);
  void end_flux_bin();
  void end_exit_bin();
  void add_layers(const std::vector<std::int64_t>& now, std::size_t axis, std::int64_t* sums) const;

  const Lattice& lattice_;
  const Measurements& measure_;
  BatchTallies& tallies_;
  std::size_t dimension_;
  PerAxis<Layers> layers_;
  std::array<std::int64_t, 2 * max_dimension + 1> choices_{};
  std::array<std::int64_t, 2 * max_dimension> left_{}, entered_{};  // by face, since the exit bin began
  std::array<std::int64_t, Balance::num_columns> balance_{};
  BinCursor flux_bin_{measure_.flux_edges}, exit_bin_{measure_.exit_edges};
  SampleCursor profile_due_{measure_.profile_times}, histogram_due_{measure_.histogram_times},
      survivors_due_{measure_.survivor_times};
  ColumnTables columns_;
};

}  // namespace fluxwalk
