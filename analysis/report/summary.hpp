#pragma once
/// \file
/// How much was simulated.

#include <cstdint>

#include "fluxwalk/results.hpp"

namespace fluxwalk::report {

struct Summary {
  std::int64_t walkers = 0;  ///< that began, over the finished batches
  std::int64_t hops = 0;     ///< walker-steps, those that stay included
};

Summary summarise(const Results& results);

}  // namespace fluxwalk::report
