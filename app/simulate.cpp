#include "simulate.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <utility>

#include "fluxwalk/plan.hpp"
#include "progress.hpp"
#include "terminal.hpp"

namespace fluxwalk::app {
namespace {

std::atomic<const Interrupt*> simulating_with = nullptr;

/// If the system refuses a thread, GCC's OpenMP ends the process with code 1, which means "inconsistent"
/// here.
void mend_exit_code() {
  const Interrupt* interrupt = simulating_with;
  if (interrupt == nullptr) return;
  complain("fluxwalk: the system refuses this many threads. Ask for fewer with --threads.");
  interrupt->give_up();
  _exit(static_cast<int>(ExitCode::system_error));
}

class Simulating {
 public:
  explicit Simulating(Interrupt& interrupt) : interrupt_(interrupt) {
    [[maybe_unused]] static const int registered = std::atexit(mend_exit_code);
    simulating_with = &interrupt;
  }
  Simulating(const Simulating&) = delete;
  Simulating& operator=(const Simulating&) = delete;
  ~Simulating() {
    interrupt_.set_save({});
    simulating_with = nullptr;
  }

 private:
  Interrupt& interrupt_;
};

}  // namespace

Results simulate(const Experiment& experiment, RunOptions options, Interrupt& interrupt,
                 const Speech& speech) {
  if (!speech.is_quiet)
    for (const std::string& note :
         plan(experiment, options.threads,
              options.previous == nullptr ? 0 : static_cast<std::int64_t>(options.previous->batches.size()))
             .notes)
      complain(fmt::format("fluxwalk: {}: {}", experiment.heading.name, note));
  const Simulating simulating(interrupt);
  ProgressLine line(experiment.heading.name, is_error_terminal() && !speech.is_quiet);
  options.stop = &interrupt.flag();
  if (options.on_checkpoint)
    options.on_begin = [&](std::function<void()> save_now) { interrupt.set_save(std::move(save_now)); };
  options.on_progress = [&](const Progress& progress) { line.show(progress); };
  return run(experiment, options);
}

}  // namespace fluxwalk::app
