#pragma once
/// \file
/// An experiment in the form that the occupation kernel needs, computed once.

#include <cstdint>
#include <vector>

#include "fluxwalk/transitions.hpp"
#include "kernels/occupation/slice_plan.hpp"
#include "kernels/occupation/split.hpp"
#include "kernels/walk_plan.hpp"

namespace fluxwalk {

/// What happens to the walkers of a site that hop in one direction.
struct Fate {
  std::int64_t offset = 0;        ///< from their site to the one where they arrive
  Share succeeds = {0, true};     ///< the others stay
  std::int32_t plane_offset = 0;  ///< of the plane that it crosses: 0 or 1, from the number of the layer
  bool crosses = false;           ///< a plane at all
  bool is_forward = false;
  bool leaves = false;  ///< the box, for good
  auto operator<=>(const Fate&) const = default;
};

/// Sites where walkers have the same chances and the same fates.
struct SiteClass {
  Chances chances;
  Split split;
  std::array<Fate, 2 * max_dimension> fates;  ///< one per direction
  auto operator<=>(const SiteClass&) const = default;
};

/// Walkers that enter at the sites of a face, or appear at those of a source, in a step.
struct Inflow {
  /// A Poisson number of this mean per batch; or, of a fixed number, each walker enters with this chance.
  struct Alone {
    std::int64_t site = 0;
    double mean = 0;
    Share enters;
  };
  std::vector<Alone> alone;         ///< one draw each
  std::vector<std::int64_t> rare;   ///< sites where few walkers appear: one Poisson draw for all,
  double mean_of_rare = 0;          ///< of this mean,
  Thresholds shares;                ///< and the cells of a choice among them, if they are several
  std::int64_t fixed = 0;           ///< walkers at each ghost site, over all batches
  std::size_t face = 0;             ///< 2 axis + Side
  std::int64_t begin = 0, end = 0;  ///< in the steps begin <= t < end
};

struct OccupationPlan {
  explicit OccupationPlan(const Experiment& experiment);

  WalkPlan walk;  ///< numbers of walkers
  std::vector<SiteClass> classes;
  std::vector<std::uint32_t> class_of_site;
  SlicePlan slices;
  std::vector<Inflow> entries, sources;
  Share decay, reproduction;
  std::vector<PerAxis<Multinomial>>
      starts;  ///< one per population: layers along each axis, from LayerWeights::first
};

}  // namespace fluxwalk
