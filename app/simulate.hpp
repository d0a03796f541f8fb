#pragma once
#include "fluxwalk/results.hpp"
#include "fluxwalk/run.hpp"
#include "interrupt.hpp"
#include "judge.hpp"

namespace fluxwalk::app {

/// Runs an experiment with a progress line (if a person is at the terminal, and `speech` is not quiet). The
/// results are partial if `interrupt` was raised. `options` may name earlier results and checkpoints; a
/// signal causes a checkpoint too.
Results simulate(const Experiment& experiment, RunOptions options, Interrupt& interrupt,
                 const Speech& speech);

}  // namespace fluxwalk::app
