#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fluxwalk/results.hpp"

namespace fluxwalk {

/// Crossings while they are counted. Every plane has a column; planes that are not watched share the last
/// columns. Every step has a row; steps outside the bins share the last row. So counting needs no branches.
class CrossingCounts {
 public:
  explicit CrossingCounts(const Experiment& experiment);

  std::int64_t* forward(std::size_t axis, std::size_t bin) { return forward_[axis].row(bin); }
  std::int64_t* backward(std::size_t axis, std::size_t bin) { return backward_[axis].row(bin); }
  const std::uint32_t* columns(std::size_t axis) const { return column_of_plane_[axis].data(); }

  /// For many crossings at once: [plane + Paths::most_hops], the number forward plus 2^16 times the number
  /// backward since the last unload(). Null if the axis is so long that this would not pay.
  std::uint32_t* loaded(std::size_t axis) { return loaded_[axis].empty() ? nullptr : loaded_[axis].data(); }
  void unload(std::size_t axis, std::size_t bin);

  /// If only net numbers are counted: [layer] how many more walkers ended the bin in the layer than began it
  /// there. The gain beyond a plane has crossed the plane.
  std::int64_t* gained(std::size_t axis, std::size_t bin) { return gained_[axis].row(bin); }
  bool is_net(std::size_t axis) const { return !gained_[axis].empty(); }

  void add_to(BatchTallies& tallies) const;

 private:
  void add_net_to(BatchTallies& tallies, std::size_t axis) const;

  const Experiment& experiment_;
  PerAxis<Counts> gained_;
  PerAxis<std::vector<std::uint32_t>> loaded_;
  PerAxis<std::vector<std::uint32_t>> column_of_plane_;
  PerAxis<Counts> forward_, backward_;
};

}  // namespace fluxwalk
