#pragma once
#include <cstdint>
#include <vector>

#include "kernels/occupation/occupation_plan.hpp"

namespace fluxwalk {

/// Adds the walkers of a batch to the numbers at their start sites; each population has a given number.
void place_walkers(const OccupationPlan& plan, std::int64_t batch,
                   const std::vector<std::int64_t>& of_population, Words& words,
                   std::vector<std::int64_t>& numbers);

}  // namespace fluxwalk
