#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fluxwalk/results.hpp"

namespace fluxwalk {

/// Crossings while they are counted. Every plane has a column, those not watched share the last ones; every
/// step has a row, those outside the bins share the last one: so counting needs no questions.
class CrossingCounts {
 public:
  explicit CrossingCounts(const Experiment& experiment);

  std::int64_t* forward(std::size_t axis, std::size_t bin) { return forward_[axis].row(bin); }
  std::int64_t* backward(std::size_t axis, std::size_t bin) { return backward_[axis].row(bin); }
  const std::uint32_t* columns(std::size_t axis) const { return column_of_plane_[axis].data(); }

  /// For many crossings at once: [plane + Paths::most_hops], those forward and, 2^16 times, those backward
  /// since the last unload(). Null where an axis is so long that it would not pay.
  std::uint32_t* loaded(std::size_t axis) { return loaded_[axis].empty() ? nullptr : loaded_[axis].data(); }
  void unload(std::size_t axis, std::size_t bin);

  /// Where only net numbers are counted: [layer] how many walkers of the bin more ended in the layer than
  /// began there. What is gained beyond a plane has gone through it.
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
