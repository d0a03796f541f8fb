#pragma once
/// \file
/// Where the walkers of a block start: the choice of choose() (random/choice.hpp), looked up for most of
/// them.

#include "kernels/walkers/box_plan.hpp"
#include "kernels/walkers/rows.hpp"
#include "kernels/walkers/unpack.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// Draws the layers of the walkers along one axis.
inline void place_along(const BoxPlan& plan, const WalkPlan::Part* parts, std::size_t num_parts,
                        std::size_t axis, Rows& rows, std::int32_t* layer) {
  constexpr int num_taken = 64;
  const Bits* row = rows.take(num_taken);
  int num_used = 0;
  for (std::size_t i = 0; i < num_parts; ++i) {
    const WalkPlan::Part part = parts[i];
    const StartGuide& guide = plan.start[part.population][axis];
    const Thresholds& thresholds = plan.walk.start[part.population][axis];
    const std::int32_t first_layer =
        plan.walk.experiment.system.populations[part.population].along[axis].first;

    const int num_bits = guide.num_bits();
    alignas(64) std::int32_t prefix[block_size];
    Bits plane[32];
    for (int bit = 0; bit < num_bits; ++bit) plane[bit] = row[num_bits - 1 - bit];
    unpack(plane, num_bits, prefix);
    if (guide.is_binary()) {
      for (int k = part.begin; k < part.end; ++k) layer[k] = first_layer + prefix[k];
      if (num_bits > num_used) num_used = num_bits;
      continue;
    }
    for (int k = part.begin; k < part.end; ++k) {
      const StartGuide::Entry& entry = guide[prefix[k]];
      std::int32_t cell = entry.first;
      int num_needed = entry.num_needed;
      if (entry.first != entry.last) {
        const std::uint64_t u = static_cast<std::uint64_t>(prefix[k]) << (64 - num_bits);
        Choice choice(thresholds, static_cast<std::size_t>(entry.first), static_cast<std::size_t>(entry.last),
                      u, num_bits);
        while (!choice.is_certain()) choice.read(contains(row[choice.num_read()], k));
        cell = static_cast<std::int32_t>(choice.first());
        num_needed = choice.num_read();
      }
      layer[k] = first_layer + cell;
      if (num_needed > num_used) num_used = num_needed;
    }
  }
  rows.give_back(num_taken - num_used);
}

}  // namespace fluxwalk::FLUXWALK_TARGET
