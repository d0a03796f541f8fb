#include "simulate.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "progress.hpp"
#include "terminal.hpp"

namespace fluxwalk::app {
namespace {

std::atomic<bool> is_simulating = false;

/// GCC's OpenMP ends the process with code 1, which is "inconsistent" with us, if the system refuses it a
/// thread.
void mend_exit_code() {
  if (!is_simulating) return;
  complain("fluxwalk: the system refuses so many threads. Ask for fewer with --threads.");
  _exit(static_cast<int>(ExitCode::system_error));
}

class Simulating {
 public:
  Simulating() {
    [[maybe_unused]] static const int registered = std::atexit(mend_exit_code);
    is_simulating = true;
  }
  ~Simulating() { is_simulating = false; }
};

}  // namespace

Results simulate(const Experiment& experiment, RunOptions options, const Interrupt& interrupt,
                 const Speech& speech) {
  if (!speech.is_quiet)
    for (const std::string& note : notes(experiment, options))
      complain(fmt::format("fluxwalk: {}: {}", experiment.name, note));
  const Simulating simulating;
  ProgressLine line(experiment.name, is_error_terminal() && !speech.is_quiet);
  options.stop = &interrupt.flag();
  options.on_progress = [&](const Progress& progress) { line.show(progress); };
  return run(experiment, options);
}

}  // namespace fluxwalk::app
