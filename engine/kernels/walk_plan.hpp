#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "kernels/threshold_bits.hpp"
#include "random/choice.hpp"

namespace fluxwalk {

/// An experiment with its probabilities turned into thresholds, once, for the kernels that move walkers one
/// by one.
class WalkPlan {
 public:
  explicit WalkPlan(const Experiment& experiment);

  const Experiment& experiment;
  int dimension;
  /// Cells of the hop choice: -x, -y, -z, +x, +y, +z, stay (those of d axes).
  Thresholds hop;
  HopRule rule = HopRule::cells;
  /// Cells of the choice at a face: absorbed, not absorbed. Empty threshold list: always absorbed.
  PerAxis<std::array<Thresholds, 2>> absorption;

  /// Number of walkers of each population that this batch begins with.
  std::vector<std::int64_t> walkers_of_batch(std::int64_t batch) const;

  /// Cells of the choice of a start layer: those from LayerWeights::first on. One list per population. With a
  /// table of weights the cells of the first axis are the sites of the table, and the other axes have one
  /// cell; with exact numbers there is nothing to choose.
  std::vector<PerAxis<Thresholds>> start;

  /// The populations that a block is made of, in their order.
  struct Part {
    std::size_t population = 0;
    int begin = 0, end = 0;  ///< its walkers are these of the block
    std::int64_t first = 0;  ///< number of the first of these among those of the population
  };
  /// The parts of the block that holds the walkers first, first+1, ... of a batch: at most 512 walkers, fewer
  /// at the end of the batch.
  static std::vector<Part> parts_of_block(const std::vector<std::int64_t>& walkers_of_batch,
                                          std::int64_t first);
};

}  // namespace fluxwalk
