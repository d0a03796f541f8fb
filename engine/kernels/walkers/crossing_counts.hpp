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

  void add_to(BatchTallies& tallies) const;

 private:
  const Experiment& experiment_;
  PerAxis<std::vector<std::uint32_t>> column_of_plane_;
  PerAxis<Counts> forward_, backward_;
};

}  // namespace fluxwalk
