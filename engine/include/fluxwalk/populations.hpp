#pragma once
/// \file
/// The walkers that start, and the walkers that appear and vanish while the run goes on.

#include <cstdint>
#include <string>
#include <vector>

#include "fluxwalk/lattice.hpp"

namespace fluxwalk {

/// Relative weights of the layers first, first+1, ... along one axis. Integers, so that every compiler and
/// machine starts walkers at the same sites. Their sum is positive and below 2^63.
struct LayerWeights {
  std::int32_t first = 0;
  std::vector<std::uint64_t> weights = {1};
  bool operator==(const LayerWeights&) const = default;
};

/// Sites of a table, ascending (Lattice::site), and a whole number above 0 for each. The sum is below 2^63.
struct SiteNumbers {
  std::vector<std::int64_t> sites;
  std::vector<std::uint64_t> numbers;
  bool operator==(const SiteNumbers&) const = default;
};

/// Walkers that start independently of each other: with the product distribution of the LayerWeights, or at
/// the sites of a table.
struct Population {
  /// "point", "plane", "box", "uniform", "gaussian", "profile" or "table": for words only
  std::string kind;
  std::int64_t walkers = 0;     ///< their number; the whole part of its mean if is_poisson
  bool is_poisson = false;      ///< true: each batch draws a Poisson number with mean mean() / num_batches
  PerAxis<LayerWeights> along;  ///< one per axis; without meaning if there is a table
  double fraction = 0;          ///< mean() - walkers, from 0 to below 1; if is_poisson
  SiteNumbers table = {};       ///< empty: no table
  /// true: the numbers of the table are the walkers that start at each site, over all batches, and `walkers`
  /// is their sum (Experiment::numbers_at_start). false: they are weights.
  bool is_exact = false;

  double mean() const noexcept { return static_cast<double>(walkers) + fraction; }
  bool has_table() const noexcept { return !table.sites.empty(); }
  bool operator==(const Population&) const = default;
};

/// Walkers that appear at the end of a step: a Poisson number at each site, independent of all else.
struct Source {
  std::string kind;                 ///< "uniform", "point", "box", "plane" or "table": for words only
  std::vector<std::int64_t> sites;  ///< where, ascending (Lattice::site)
  std::vector<double> rates;        ///< mean number per step at each of these sites, over all batches
  std::int64_t begin = 0;           ///< walkers appear in the steps t -> t+1 with begin <= t < end
  std::int64_t end = 0;
  bool operator==(const Source&) const = default;
};

/// What may happen to each walker of a step after it has hopped, in this order: it vanishes, or else splits
/// in two. Sources come after both.
struct Turnover {
  double decay = 0;         ///< probability to vanish
  double reproduction = 0;  ///< probability that one more walker appears at its site
  bool operator==(const Turnover&) const = default;
};

}  // namespace fluxwalk
