#include "interrupt.hpp"

#include <unistd.h>

#include <string_view>

namespace fluxwalk::app {
namespace {

std::atomic<bool> is_raised = false;
std::atomic<bool> is_silent = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

// Only what is safe in a signal handler: lock-free atomics, write and _exit.
void handle(int) {
  if (is_raised.exchange(true)) _exit(130);
  if (is_silent) return;
  constexpr std::string_view message =
      "\nfluxwalk: stopping once the batches in flight have finished; again to stop at once\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, message.data(), message.size());
}

void watch(int signal, struct sigaction& former) {
  sigaction(signal, nullptr, &former);
  if (former.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt(bool is_quiet) {
  is_silent = is_quiet;
  is_raised = false;
  watch(SIGINT, former_int_);
  watch(SIGTERM, former_term_);
}

Interrupt::~Interrupt() {
  sigaction(SIGINT, &former_int_, nullptr);
  sigaction(SIGTERM, &former_term_, nullptr);
}

const std::atomic<bool>& Interrupt::flag() const noexcept {
  return is_raised;
}

}  // namespace fluxwalk::app
