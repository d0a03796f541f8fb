#pragma once
/// \file
/// How much was simulated.

#include <cstdint>
#include <string>

#include "fluxwalk/results.hpp"

namespace fluxwalk::report {

struct Summary {
  std::int64_t walkers = 0;  ///< that started, over the finished batches
  std::int64_t came_in = 0;  ///< later: from reservoirs and sources, and by splitting
  std::int64_t hops = 0;     ///< walker-steps, those that stay included
  double mean_in_box = 0;    ///< walkers per step, of all finished batches together
  std::string duration;      ///< of the run, such as "2000 ps"; empty where steps have no duration
};

Summary summarise(const Results& results);

}  // namespace fluxwalk::report
