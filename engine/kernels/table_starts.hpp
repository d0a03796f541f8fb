#pragma once
#include <cstdint>
#include <vector>

#include "kernels/walk_plan.hpp"

namespace fluxwalk {

/// Where the walkers of populations with a table start in a batch. Weights: at the site that each of them
/// chose. Exact numbers: site after site, in the order of the table; nothing is random.
class TableStarts {
 public:
  TableStarts(const WalkPlan& plan, std::int64_t batch);
  ~TableStarts();  // not inline: code for several targets has one (vector.hpp)

  /// Site of walker `number` of a population, counted from 0; the walker chose `cell`.
  std::int64_t site(std::size_t population, std::int64_t number, std::size_t cell) const;

  /// Moves the walkers of a block that belong to such populations: layers[0] [walker] is the cell that each
  /// chose; all axes become the layers of its site.
  void place(const WalkPlan::Part* parts, std::size_t num_parts, const PerAxis<std::int32_t*>& layers) const;

 private:
  const WalkPlan& plan_;
  /// [population][site of its table] walkers up to this site, included; empty unless its numbers are exact.
  std::vector<std::vector<std::int64_t>> up_to_;
};

}  // namespace fluxwalk
