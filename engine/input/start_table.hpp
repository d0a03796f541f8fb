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
  weights,  ///< weights with which each walker draws its site
};

/// One entry per site; with an axis one per layer, which applies to each site of the layer.
struct StartTable {
  std::vector<double> values;
  std::optional<int> axis;
  double sites_of_entry = 1;
  bool are_integers = false;  ///< weights that are used as they are

  /// Summed over all sites.
  double total() const;
  /// The sites with entries above 0. If the entries are numbers of walkers, they are multiplied by
  /// `times`; else they become integer weights in proportion.
  SiteNumbers make(const Lattice& lattice, Entries entries, std::int64_t times) const;
};

/// Reads axis, file, dataset and values of a population, and reports their errors.
std::optional<StartTable> read_start_table(const Value& population, Entries entries, Draft& draft);

}  // namespace fluxwalk::input
