#pragma once
#include "fluxwalk/results.hpp"
#include "interrupt.hpp"
#include "judge.hpp"

namespace fluxwalk::app {

/// Runs an experiment with a progress line (if a person is looking, and `speech` is not quiet).
/// The results are partial if `interrupt` was raised. Batches of `previous` are taken over; null: there are
/// none.
Results simulate(const Experiment& experiment, const Results* previous, const Interrupt& interrupt,
                 const Speech& speech);

}  // namespace fluxwalk::app
