#pragma once
/// \file
/// What signals do to a run: Ctrl-C gently, a cluster's warning, a limit of processor time.

#include <signal.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace fluxwalk::app {

/// While one lives, a thread of its own waits for signals; all other threads are left alone by them.
///
/// - The first SIGINT, SIGTERM or SIGHUP raises the flag and saves what has finished. The second ends the
/// program
///   with exit code 130, once what has finished is saved. After settle() the first one does.
/// - SIGXCPU, the soft limit of processor time, raises the flag and saves; the system sends it each second
/// from
///   then on, so that it never counts as a second signal.
/// - SIGUSR1 and SIGUSR2, which cluster schedulers send ahead of the end, only save.
///
/// Where the flag is raised when the object goes, signals stay without effect: the program is about to end.
/// A signal that the caller has set to be ignored, as nohup does with SIGHUP, stays ignored. One at a time.
class Interrupt {
 public:
  /// Called by the thread that waits for signals, one at a time.
  struct Reactions {
    std::function<void()> told;     ///< after the finished batches were saved: says what is where
    std::function<void()> give_up;  ///< before the program ends at once
  };

  /// A quiet one does not say that it has understood. \throws FileError if the system grants no thread.
  explicit Interrupt(bool is_quiet, Reactions reactions = {});
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const std::atomic<bool>& flag() const noexcept { return is_raised_; }
  /// How finished batches are saved from now on; it must not throw. Empty: there are none.
  void set_save(std::function<void()> save);
  /// All is saved and the rest can be done again: from now on one signal is enough to end.
  void settle() noexcept { is_settled_ = true; }
  /// Waits for the flag. Returns whether it is raised.
  bool wait_for(std::chrono::milliseconds time);
  /// What precedes the end of the program where no destructor runs.
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
