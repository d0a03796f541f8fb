#pragma once
/// \file
/// The effect of signals on a run: Ctrl-C, a cluster's warning, a limit of processor time.

#include <signal.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace fluxwalk::app {

/// While an object lives, a thread of its own waits for signals; all other threads do not receive them.
///
/// - The first SIGINT, SIGTERM or SIGHUP raises the flag and saves the finished batches. The second ends the
///   program with exit code 130, once the finished batches are saved. After settle() the first one does.
/// - SIGXCPU, the soft limit of processor time, raises the flag and saves. The system repeats it each
///   second, so it never counts as a second signal.
/// - SIGUSR1 and SIGUSR2, which cluster schedulers send before the end, only save.
///
/// If the flag is raised when the object is destroyed, signals stay without effect: the program is about to
/// end. A signal that the caller has set to be ignored, as nohup does with SIGHUP, stays ignored. Only one
/// object may exist at a time.
class Interrupt {
 public:
  /// Called by the thread that waits for signals, one at a time.
  struct Reactions {
    std::function<void()> report_saved;  ///< after the finished batches were saved: says what is where
    std::function<void()> give_up;       ///< before the program ends at once
  };

  /// If it is quiet, it does not confirm a signal. \throws FileError if the system cannot start a thread.
  explicit Interrupt(bool is_quiet, Reactions reactions = {});
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const std::atomic<bool>& flag() const noexcept { return is_raised_; }
  /// Sets how finished batches are saved from now on; it must not throw. Empty: there are none.
  void set_save(std::function<void()> save);
  /// All is saved and the rest can be repeated: from now on one signal is enough to end.
  void settle() noexcept { is_settled_ = true; }
  /// Waits for the flag. Returns whether it is raised.
  bool wait_for(std::chrono::milliseconds time);
  /// What must be done before the program ends without destructors.
  void give_up() const;

 private:
  void watch();
  void handle(int signal);
  void raise();

  const bool is_quiet_;
  const Reactions reactions_;
  std::atomic<bool> is_raised_ = false, is_settled_ = false;
  bool has_stopped_ = false;  ///< by a signal that counts
  bool has_run_out_ = false;  ///< of processor time
  std::mutex mutex_;          ///< of save_, and for waiting
  std::condition_variable raised_;
  std::function<void()> save_;
  sigset_t former_{}, watched_{};
  int signals_ = -1, end_ = -1;  ///< descriptors: of signals that came, of the end of this object
  std::thread thread_;
};

}  // namespace fluxwalk::app
