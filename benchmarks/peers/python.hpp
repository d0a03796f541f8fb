#pragma once
/// \file
/// The same walk as a script of Python, run by the python3 that is found on PATH.

#include "benchmarks/peers/peers.hpp"

namespace fluxwalk::peers {

const char* numpy_script();
const char* numba_script();

/// Whether python3 is there and has what the script imports.
bool can_run_python(const char* script);

struct PythonWalk {
  Walked total;
  // Of the walk alone, without starting and compiling:
  double seconds = 0;            ///< by the clock on the wall, of the slowest process
  double processor_seconds = 0;  ///< of all processes together
};

/// Runs the script in the given number of processes at a time (Python's threads would wait for each other).
/// `walkers` is the number in each; their seeds are 1, 2, ...
/// \throws std::runtime_error if it cannot be run.
PythonWalk run_python(const char* script, int processes, std::int64_t walkers, std::int64_t steps);

}  // namespace fluxwalk::peers
