#pragma once
/// \file
/// Estimates the memory that an experiment needs, before allocating anything.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/plan.hpp"

namespace fluxwalk {

/// Bytes that this process can have. It is the least of: the memory that the machine has without swapping,
/// the limits of the control groups of the process (version 1 or 2, and those around them), and the limit of
/// its address space. `root` stands for / in tests.
double available_memory(const std::filesystem::path& root = "/");

/// Sizes of the lists of an experiment that are made only after a check that they fit into memory. Numbers
/// that may be too large for an integer are doubles.
struct ListSizes {
  ListSizes() = default;
  /// The sizes of lists that exist.
  explicit ListSizes(const Experiment& experiment);

  std::vector<double> starts;   ///< start weights of each population, over all axes
  std::vector<double> sources;  ///< sites of each source
  bool has_hop = false, has_mobility = false, has_obstacles = false,
       has_potential = false;  ///< of the medium
  PerAxis<bool> membranes = {false, false, false};
};

/// What determines how much memory an experiment needs and which kernels can run it. The experiment must
/// outlive it; for long lists only the sizes are used.
struct Sizes {
  Sizes(const Experiment& of, int num_threads, ListSizes lists);
  Sizes(const Experiment& of, int num_threads) : Sizes(of, num_threads, ListSizes(of)) {}

  const Experiment& experiment;
  ListSizes lists;
  double threads;  ///< of the run; the experiment's own may be 0
  int dimension;
  PerAxis<double> layers = {1, 1, 1};
  double steps, batches;
  bool is_closed;       ///< no walker leaves or enters
  bool keeps_walkers;   ///< walkers may leave through faces, but none enters, appears, vanishes or is born
  bool has_open_faces;  ///< through which they may leave
  bool has_exact_starts = false;  ///< a table says how many walkers start at each site
  double table_values = 0;        ///< in the files that the experiment names

  double num_sites() const;
  bool has_medium() const;  ///< the chances of the hops from each site are kept
  bool is_plain() const;    ///< neither a medium, nor walkers that enter, appear, vanish or are born
  /// Length of a dimension of the tables (tallies/dimensions.hpp).
  double length(const char* table_dimension) const;
};

std::vector<MemoryNeed> memory_needs(const Sizes& sizes);

/// The largest need of an experiment that does not fit, and the sentences about it.
struct MemoryShortage {
  MemoryNeed largest;
  std::string problem, reason, suggestion;
};
std::optional<MemoryShortage> memory_shortage(const Sizes& sizes, double available);

}  // namespace fluxwalk
