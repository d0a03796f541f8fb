#include "kernels/walkers/box_plan.hpp"

#include <algorithm>
#include <bit>

#include "tallies/catalogue.hpp"

namespace fluxwalk {

namespace {

constexpr std::uint64_t ones(bool is_set) {
  return is_set ? ~std::uint64_t{} : 0;
}

BitMasks ones_of(std::int32_t number) {
  BitMasks masks{};
  for (std::size_t k = 0; k < masks.size(); ++k)
    masks[k] = ones(((static_cast<std::uint32_t>(number) >> k) & 1u) != 0);
  return masks;
}

BitMasks zeros_of(std::int32_t number) {
  BitMasks masks = ones_of(number);
  for (std::uint64_t& mask : masks) mask = ~mask;
  return masks;
}

Walls walls_of(const std::array<Face, 2>& faces, std::int32_t num_layers) {
  // The carry out of the highest bit is meaningful if no more bits are compiled in than there are.
  const auto number = static_cast<std::uint32_t>(num_layers);
  const bool is_power_of_two =
      std::has_single_bit(number) && std::bit_width(number - 1) <= AxisPlan::most_compiled_bits;
  if (faces[low].wraps()) return is_power_of_two ? Walls::ring_of_power_of_two : Walls::ring;
  if (faces[low].blocks() && faces[high].blocks() && is_power_of_two) return Walls::closed_power_of_two;
  return Walls::any;
}

AtFace at_face(const Face& face) {
  return face.folds()      ? AtFace::folds
         : face.is_drawn() ? AtFace::draws
         : face.lets_out() ? AtFace::leaves
                           : AtFace::stays;
}

/// The planes of an axis that bit operations have to count: not the faces through which walkers leave.
std::vector<AxisPlan::Plane> planes_of(const Ascending& watched, const AxisPlan& axis) {
  std::vector<AxisPlan::Plane> planes;
  bool has_face = false;
  for (const std::int64_t plane : watched) {
    const auto number = static_cast<std::int32_t>(plane);
    const bool is_face = number == 0 || number == axis.last + 1;
    if (is_face && (!axis.is_ring || has_face)) continue;
    has_face |= is_face;
    planes.push_back(
        {zeros_of(number), std::countr_zero(static_cast<std::uint32_t>(number)), number, is_face});
  }
  return planes;
}

AxisPlan plan_axis(const WalkPlan& walk, std::size_t a) {
  const Experiment& experiment = walk.experiment;
  const Measurements& measure = experiment.measure;
  const std::int32_t num_layers = experiment.system.lattice.shape[a];
  AxisPlan axis;
  axis.last = num_layers - 1;
  axis.num_bits = static_cast<int>(std::bit_width(static_cast<std::uint32_t>(axis.last)));
  axis.walls = walls_of(experiment.system.faces[a], num_layers);
  axis.is_ring = experiment.system.faces[a][low].wraps();
  axis.is_one_in_last = ones_of(axis.last);
  for (const Side side : {low, high}) {
    axis.faces[side] = at_face(experiment.system.faces[a][side]);
    if (axis.faces[side] != AtFace::draws) continue;
    axis.partial[side].is_zero = zeros_of(side == low ? 0 : axis.last);
    axis.partial[side].absorption = ThresholdBits(walk.absorption[a][side]);
  }
  if (!measure.flux_edges.empty() && !measure.planes[a].empty()) {
    axis.planes = planes_of(measure.only_net ? Ascending{0} : measure.planes[a], axis);
  }
  const bool has_residence = measure.has_residence && !measure.planes[a].empty();
  if (axis.planes.size() > AxisPlan::most_planes || has_residence) {
    axis.counts_walker_by_walker = true;
    axis.planes.clear();
  }
  for (std::size_t i = 0; i < measure.first_passage_targets.size(); ++i) {
    const FirstPassageTarget& target = measure.first_passage_targets[i];
    if (target.kind == TargetKind::layer && static_cast<std::size_t>(target.axis) == a)
      axis.targets.push_back({zeros_of(target.layer), i});
  }
  return axis;
}

std::vector<BoxPlan::Zone> zones_of(const Experiment& experiment) {
  std::vector<BoxPlan::Zone> zones;
  const std::vector<FirstPassageTarget>& targets = experiment.measure.first_passage_targets;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (targets[i].kind == TargetKind::layer) continue;
    BoxPlan::Zone& zone = zones.emplace_back();
    zone.column = i;
    zone.is_own_start = targets[i].kind == TargetKind::own_start;
    for (std::size_t a = 0; a < zone.from.size(); ++a) {
      zone.is_whole[a] =
          targets[i].from[a] == 0 && targets[i].to[a] == experiment.system.lattice.shape[a] - 1;
      zone.from[a] = ones_of(targets[i].from[a]);
      zone.to[a] = ones_of(targets[i].to[a]);
    }
  }
  return zones;
}

}  // namespace

StartGuide::StartGuide(const Thresholds& thresholds) {
  constexpr int most_bits = 14;
  if (thresholds.empty()) {
    entries_.resize(1);
    return;
  }
  const std::size_t num_cells = thresholds.size() + 1;
  is_binary_ = std::has_single_bit(num_cells) &&
               thresholds == thresholds_from_weights(std::vector<std::uint64_t>(num_cells, 1));
  if (is_binary_) {
    num_bits_ = static_cast<int>(std::bit_width(thresholds.size()));
    return;
  }
  num_bits_ = std::min(most_bits, static_cast<int>(std::bit_width(thresholds.size())) + 3);
  const auto num_entries = std::size_t{1} << num_bits_;
  for (std::size_t prefix = 0; prefix < num_entries; ++prefix) {
    Entry entry;
    Choice choice(thresholds);
    for (; entry.num_needed < num_bits_ && !choice.is_certain(); ++entry.num_needed) {
      choice.read(((prefix >> (num_bits_ - 1 - entry.num_needed)) & 1u) != 0);
    }
    entry.first = static_cast<std::int32_t>(choice.first());
    entry.last = static_cast<std::int32_t>(choice.last());
    entries_.push_back(entry);
  }
}

BoxPlan::BoxPlan(const Experiment& experiment)
    : walk(experiment),
      hop(walk.hop, walk.dimension),
      zones(zones_of(experiment)),
      has_displacements(asks_for(experiment, Needs::displacements)),
      is_open(!experiment.system.is_closed()) {
  for (std::size_t a = 0; a < static_cast<std::size_t>(walk.dimension); ++a) axes[a] = plan_axis(walk, a);
  for (const PerAxis<Thresholds>& thresholds : walk.start) {
    std::vector<StartGuide>& guides = start.emplace_back();
    for (int a = 0; a < walk.dimension; ++a) guides.emplace_back(thresholds[a]);
  }
}

}  // namespace fluxwalk
