#pragma once
/// \file
/// Ctrl-C, gently.

#include <csignal>

#include <atomic>

namespace fluxwalk::app {

/// While one lives, the first SIGINT or SIGTERM only raises a flag, and the second ends the program at once
/// with exit code 130. A signal that the caller has set to be ignored stays ignored. One at a time.
class Interrupt {
 public:
  /// A quiet one does not tell that it has understood.
  explicit Interrupt(bool is_quiet);
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const std::atomic<bool>& flag() const noexcept;

 private:
  struct sigaction former_int_ {
  }, former_term_{};
};

}  // namespace fluxwalk::app
