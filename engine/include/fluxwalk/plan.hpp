#pragma once
/// \file
/// What a run will do, decided before anything runs.

#include <cstdint>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk {

/// A part of the experiment, and the memory that it takes while it runs and is analysed.
struct MemoryNeed {
  std::string key;        ///< of the experiment file, such as "measure.flux"
  std::size_t index = 0;  ///< which of the populations or sources, where the key is theirs
  double bytes = 0;
  std::string what;  ///< "1000 bins of 202 counts in 32 batches"
};

struct Plan {
  KernelKind kernel = KernelKind::automatic;     ///< the one that runs; never `automatic`
  KernelKind automatic = KernelKind::automatic;  ///< the one that `automatic` takes
  std::string why;                               ///< why `automatic` takes that one, in words
  bool is_asked = false;                         ///< the experiment asks for the kernel that runs
  struct Refused {
    KernelKind kernel;
    std::string why;  ///< in words
  };
  std::vector<Refused> refused;  ///< the other kernels that cannot do this experiment
  std::vector<MemoryNeed> memory;
  double available_memory = 0;   ///< bytes that this process can have
  std::int64_t num_batches = 0;  ///< to do
  int num_threads = 1;           ///< as many as are asked for, but no more than there are batches to do
  /// What the run does differently from what a user would expect (the kernel, the number of threads): one or
  /// two sentences each.
  std::vector<std::string> notes;

  double bytes() const noexcept;  ///< of memory, all parts together
};

/// \param threads 0: those of the experiment, and if that is 0 too, all processors
/// \param num_done batches that are there already
/// \throws InputError if the kernel asked for cannot do the experiment, with the reason, or if the experiment
/// does not fit into memory.
Plan plan(const Experiment& experiment, int threads = 0, std::int64_t num_done = 0);

}  // namespace fluxwalk
