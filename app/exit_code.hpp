#pragma once
/// \file
/// How the program ends, and the one place where an exception becomes an exit code.

#include <functional>
#include <stdexcept>

#include "fluxwalk/verdict.hpp"

namespace fluxwalk::app {

/// Scripts rely on these numbers (docs/command-line.md).
enum class ExitCode : int {
  consistent = 0,
  inconsistent = 1,
  usage = 2,
  bad_input = 3,
  system_error = 4,
  inconclusive = 5,  ///< also a partial result
  internal_error = 70,
};

/// Wrong usage; the text says what to write instead.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

ExitCode exit_code(Outcome outcome) noexcept;

/// The code for several runs: the first of inconsistent, inconclusive and consistent that occurs.
Outcome worse(Outcome a, Outcome b) noexcept;

/// Runs `action`; an exception is reported on standard error and becomes its exit code.
int exit_code_of(const std::function<ExitCode()>& action) noexcept;

}  // namespace fluxwalk::app
