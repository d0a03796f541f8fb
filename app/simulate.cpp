#include "simulate.hpp"

#include "fluxwalk/run.hpp"
#include "progress.hpp"
#include "terminal.hpp"

namespace fluxwalk::app {

Results simulate(const Experiment& experiment, const Results* previous, const Interrupt& interrupt,
                 const Speech& speech) {
  ProgressLine line(experiment.name, is_error_terminal() && !speech.is_quiet);
  RunOptions options;
  options.stop = &interrupt.flag();
  options.previous = previous;
  options.on_progress = [&](const Progress& progress) { line.show(progress); };
  return run(experiment, options);
}

}  // namespace fluxwalk::app
