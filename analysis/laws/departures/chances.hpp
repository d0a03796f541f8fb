#pragma once
/// \file
/// When and where walkers leave, and when they first arrive: counts against exact chances.

#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "laws/findings.hpp"

namespace fluxwalk {

/// Exact chances of walkers, by groups of independent ones.
template <class Chance>
struct ChancesOf {
  std::vector<double> numbers;          ///< [group] walkers
  std::vector<std::vector<Chance>> of;  ///< [group][t]
};
/// To leave through each face, and to arrive for the first time; absent where they would cost too much.
using GroupExits = std::optional<ChancesOf<std::array<double, 2 * max_dimension>>>;
using GroupArrivals = std::optional<ChancesOf<double>>;

/// `exits` and `first_passage` for other groups of walkers than those of Sample::groups.
void exits_of_groups(const Sample& sample, Findings& findings,
                     const std::function<GroupExits()>& exact_chances);
void first_passage_of_groups(const Sample& sample, Findings& findings,
                             const std::function<GroupArrivals(const FirstPassageTarget&)>& exact_of);

}  // namespace fluxwalk
