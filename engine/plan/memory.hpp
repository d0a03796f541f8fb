#pragma once
/// \file
/// Whether an experiment fits into the memory that there is, told from its sizes alone, before anything of
/// such a size is made.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/plan.hpp"

namespace fluxwalk {

/// Bytes that this process can have: what the machine has to give without swapping, what the control groups
/// of the process (version 1 or 2, and those around them) allow, and its limit of address space, whichever is
/// least. `root` stands for / in tests.
double available_memory(const std::filesystem::path& root = "/");

/// How much of everything an experiment asks for. Numbers that may be too large to be made are doubles.
struct Sizes {
  int dimension = 1;
  PerAxis<double> layers = {1, 1, 1};
  double num_sites() const;
  double steps = 0, batches = 1, threads = 1;
  bool is_closed = true;      ///< no walker comes or goes
  bool keeps_walkers = true;  ///< they may go through faces, but none comes in, appears, vanishes or is born
  bool has_open_faces = false;  ///< through which they may go
  int ladder_rungs = 0;
  std::vector<double> starts;     ///< start weights of each population, over all axes
  bool has_exact_starts = false;  ///< a table says how many walkers start at each site
  std::vector<double> sources;    ///< sites of each source
  bool has_hop = false, has_mobility = false, has_obstacles = false,
       has_potential = false;  ///< of the medium
  PerAxis<bool> membranes = {false, false, false};
  bool is_glauber = false;  ///< acceptance, which makes a medium of any box
  bool is_plain() const;    ///< neither a medium, nor who comes in, appears, vanishes or is born
  bool has_medium() const;  ///< the chances of the hops from each site are kept
  KernelKind kernel = KernelKind::automatic;  ///< asked for (plan/kernel_choice.hpp says which one runs)
  double walkers = 0;                         ///< in the mean, over all batches
  double table_values = 0;                    ///< in the files that the experiment names
  PerAxis<double> planes = {0, 0, 0};         ///< watched
  bool only_net = false;
  bool has_residence = false;
  bool has_turnover = false;   ///< appeared and vanished walkers are counted
  bool has_reservoir = false;  ///< entries are counted beside exits
  PerAxis<bool> has_profile = {false, false, false};
  double flux_bins = 0, profile_times = 0, histogram_times = 0, moment_times = 0, survivor_times = 0,
         exit_bins = 0, first_passage_bins = 0, targets = 0;
  bool has_site_targets = false;  ///< a target that is not a layer: its exact answer needs every site
};

/// `threads` of the run; the experiment's own may be 0.
Sizes sizes_of(const Experiment& experiment, int threads);

std::vector<MemoryNeed> memory_needs(const Sizes& sizes);

/// The largest need of an experiment that does not fit, and the sentences about it.
struct MemoryShortage {
  MemoryNeed largest;
  std::string problem, reason, suggestion;
};
std::optional<MemoryShortage> memory_shortage(const Sizes& sizes, double available);

}  // namespace fluxwalk
