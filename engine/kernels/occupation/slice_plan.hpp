#pragma once
/// \file
/// How boxes with few walkers per site are simulated: which sites share a law, and from where walkers arrive.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/occupation/slices.hpp"
#include "kernels/threshold_bits.hpp"

namespace fluxwalk {

struct OccupationPlan;

struct SlicePlan {
  /// Sites of a block.
  struct Part {
    std::size_t block = 0;
    bool is_first = true;  ///< of the block's, in the order of laws
    Slice sites;
  };
  /// Sites whose walkers choose alike.
  struct Law {
    HopChoice choice;
    std::vector<Part> parts;
  };
  /// Walkers that hop in a direction and arrive at sites of a block, all from the same distance.
  struct Arrival {
    int direction = 0;
    int shift = 0;            ///< bits, below 64...
    std::ptrdiff_t word = 0;  ///< ...from this word of the digits on
    bool is_last = false;     ///< of several in a row that arrive at different sites
    Slice to;                 ///< the sites where they arrive
  };
  /// What it means to hop a direction from a layer of its axis.
  struct Crossing {
    bool is_forward = false, leaves = false;
    std::int32_t plane = 0;
  };
  struct Direction {
    std::vector<Slice> crosses;      ///< [block] the sites from where a plane is crossed
    std::vector<Crossing> crossing;  ///< [layer] for these
  };

  SlicePlan() = default;
  /// \param plan  with its classes and turnover.
  explicit SlicePlan(const OccupationPlan& plan);

  std::size_t num_sites = 0, num_blocks = 0;
  /// Up to so many walkers at each site this is the quicker way: one less than a power of two, which is that
  /// of the sites of a block (a block of few takes as long as one of many).
  std::int64_t most_walkers = 0;
  std::vector<Law> laws;
  std::vector<std::vector<Arrival>> arrivals;  ///< [block]
  std::vector<Direction> directions;
  std::vector<std::size_t> others;  ///< sites whose walkers are split one site at a time
  bool is_worthwhile = false;       ///< there are few of those

 private:
  void arrive(int direction, std::size_t from, std::size_t to);
};

}  // namespace fluxwalk
