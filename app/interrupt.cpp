#include "interrupt.hpp"

#include <fmt/core.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <string>
#include <system_error>
#include <utility>

#include "fluxwalk/error.hpp"
#include "terminal.hpp"

namespace fluxwalk::app {
namespace {

constexpr int exit_code_of_signal = 130;

/// The signals of this program that the caller does not ignore.
sigset_t signals_to_watch() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU}) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler != SIG_IGN) sigaddset(&signals, signal);
  }
  return signals;
}

/// `ulimit -t` sets the soft and the hard limit of processor time to the same value, and at the hard limit
/// the system kills without a signal. A lower soft limit sends SIGXCPU while there is time to save.
void heed_limit_of_processor_time() {
  rlimit limit{};
  if (getrlimit(RLIMIT_CPU, &limit) != 0 || limit.rlim_max == RLIM_INFINITY) return;
  const rlim_t margin = std::max<rlim_t>(1, limit.rlim_max / 20);  // seconds
  if (limit.rlim_max <= margin || limit.rlim_cur <= limit.rlim_max - margin) return;
  limit.rlim_cur = limit.rlim_max - margin;
  setrlimit(RLIMIT_CPU, &limit);  // lowering one's own soft limit needs no rights
}

/// A line that does not continue the line of progress.
void announce(const std::string& text) {
  complain((is_error_terminal() ? "\nfluxwalk: " : "fluxwalk: ") + text);
}

}  // namespace

Interrupt::Interrupt(bool is_quiet, Reactions reactions)
    : is_quiet_(is_quiet), reactions_(std::move(reactions)), watched_(signals_to_watch()) {
  heed_limit_of_processor_time();
  // Threads that begin later inherit this: no thread of OpenMP is ever stopped by these signals.
  pthread_sigmask(SIG_BLOCK, &watched_, &former_);
  try {
    signals_ = signalfd(-1, &watched_, SFD_CLOEXEC);
    end_ = eventfd(0, EFD_CLOEXEC);
    if (signals_ < 0 || end_ < 0) throw std::system_error(errno, std::generic_category());
    thread_ = std::thread([this] { watch(); });
  } catch (const std::system_error& error) {
    if (signals_ >= 0) close(signals_);
    if (end_ >= 0) close(end_);
    pthread_sigmask(SIG_SETMASK, &former_, nullptr);
    throw FileError(
        fmt::format("the system refuses the thread that waits for signals ({})", error.code().message()));
  }
}

Interrupt::~Interrupt() {
  const eventfd_t one = 1;
  eventfd_write(end_, one);
  thread_.join();
  close(signals_);
  close(end_);
  // After a signal the program will end regularly: a further signal must not change how.
  if (!is_raised_) pthread_sigmask(SIG_SETMASK, &former_, nullptr);
}

void Interrupt::set_save(std::function<void()> save) {
  const std::lock_guard lock(mutex_);
  save_ = std::move(save);
}

bool Interrupt::wait_for(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return raised_.wait_for(lock, time, [&] { return is_raised_.load(); });
}

void Interrupt::give_up() const {
  if (reactions_.give_up) reactions_.give_up();
}

void Interrupt::watch() {
  while (true) {
    pollfd ready[] = {{signals_, POLLIN, 0}, {end_, POLLIN, 0}};
    if (poll(ready, 2, -1) < 0) continue;  // EINTR
    if (ready[1].revents != 0) return;
    signalfd_siginfo signal{};
    if (read(signals_, &signal, sizeof signal) == sizeof signal) handle(static_cast<int>(signal.ssi_signo));
  }
}

void Interrupt::raise() {
  {
    const std::lock_guard lock(mutex_);
    is_raised_ = true;
  }
  raised_.notify_all();
}

void Interrupt::handle(int signal) {
  const bool is_out_of_time = signal == SIGXCPU;
  const bool is_warning = signal == SIGUSR1 || signal == SIGUSR2;
  if (is_out_of_time && std::exchange(has_run_out_, true)) return;
  const bool ends = !is_warning && !is_out_of_time && (is_settled_ || std::exchange(has_stopped_, true));
  if (!ends && !is_warning) {
    raise();
    if (!is_quiet_)
      announce(std::string(is_out_of_time ? "the limit of processor time is reached: " : "") +
               "stopping once the batches in flight have finished; again to stop at once");
  }
  std::function<void()> save;
  {
    const std::lock_guard lock(mutex_);
    save = save_;
  }
  if (save) save();
  if (ends) {
    give_up();
    _exit(exit_code_of_signal);
  }
  if (!is_quiet_ && reactions_.report_saved) reactions_.report_saved();
}

}  // namespace fluxwalk::app
