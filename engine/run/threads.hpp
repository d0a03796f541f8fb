#pragma once
#include <cstdint>

#include "fluxwalk/run.hpp"

namespace fluxwalk {

/// Threads asked for: by the options, else by the experiment; 0: as many as there are processors.
int asked_threads(const Experiment& experiment, const RunOptions& options);

/// Threads of the run: as many as are asked for, but no more than there are batches to do.
int num_threads(const Experiment& experiment, const RunOptions& options);

/// Batches that the run has to do.
std::int64_t num_batches_to_do(const Experiment& experiment, const RunOptions& options);

}  // namespace fluxwalk
