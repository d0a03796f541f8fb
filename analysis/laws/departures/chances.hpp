#pragma once
/// \file
/// The exact chances of walkers to leave, and to arrive for the first time, in any box.

#include <array>
#include <optional>
#include <vector>

#include "laws/expected_occupancy.hpp"

namespace fluxwalk {

/// Exact chances of walkers, by groups of independent ones.
template <class Chance>
struct ChancesOf {
  std::vector<double> numbers;          ///< [group] walkers
  std::vector<std::vector<Chance>> of;  ///< [group][t]
};
/// To leave through each face, and to arrive for the first time; absent if it would cost too much.
using GroupExits = std::optional<ChancesOf<std::array<double, 2 * max_dimension>>>;
using GroupArrivals = std::optional<ChancesOf<double>>;

/// Uses the walk of one walker if all walk by one law, else the expected occupancy.
GroupExits exit_chances(const Run& run);
GroupArrivals arrival_chances(const Run& run, const FirstPassageTarget& target);

}  // namespace fluxwalk
