#pragma once
/// \file
/// [[population]] of kind table: how many walkers start at each site.

#include <optional>
#include <vector>

#include "draft.hpp"

namespace fluxwalk::input {

/// What the entries of a start table are.
enum class Entries {
  numbers,  ///< whole numbers of walkers that start there
  means,    ///< means of Poisson numbers
  weights,  ///< of the choice that each walker makes
};

/// One entry a site; with an axis one a layer, which each site of the layer has.
struct StartTable {
  std::vector<double> values;
  std::optional<int> axis;
  double sites_of_entry = 1;
  bool are_integers = false;  ///< weights that are used as they are

  /// Of the entries of all sites.
  double total() const;
  /// The sites whose entries are above 0: with `times` as many walkers where these are numbers, else with
  /// integer weights in proportion.
  SiteNumbers make(const Lattice& lattice, Entries entries, std::int64_t times) const;
};

/// Reads axis, file, dataset and values of a population. Complains about what is wrong with them.
std::optional<StartTable> read_start_table(const Value& population, Entries entries, Draft& draft);

}  // namespace fluxwalk::input
