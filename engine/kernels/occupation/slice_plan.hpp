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
    bool is_first = true;  ///< the first of the block, in the order of laws
    Slice sites;
  };
  /// Sites where walkers choose by the same law.
  struct Law {
    HopChoice choice;
    std::vector<Part> parts;
  };
  /// Walkers that hop in a direction and arrive at sites of a block, all over the same distance.
  struct Arrival {
    int direction = 0;
    int shift = 0;            ///< bits, below 64...
    std::ptrdiff_t word = 0;  ///< ...from this word of the digits on
    bool is_last = false;     ///< of several in a row that arrive at different sites
    Slice to;                 ///< the sites where they arrive
  };
  /// What a hop in a direction from a layer of its axis crosses.
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
  /// Slices are faster up to this number of walkers at each site. It is the number of sites per block,
  /// rounded up to a power of two, less one: a block with few sites takes as long as a full one.
  std::int64_t most_walkers = 0;
  std::vector<Law> laws;
  std::vector<std::vector<Arrival>> arrivals;  ///< [block]
  std::vector<Direction> directions;
  std::vector<std::size_t> others;  ///< sites that are split one at a time
  bool is_worthwhile = false;       ///< there are few of these sites

 private:
  void arrive(int direction, std::size_t from, std::size_t to);
};

}  // namespace fluxwalk
