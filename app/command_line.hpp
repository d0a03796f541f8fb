#pragma once
#include "exit_code.hpp"

namespace fluxwalk::app {

/// Reads the command line and does what it says.
/// \throws UsageError if it makes no sense, with a suggestion; what the verbs throw.
ExitCode command_line(int argc, char** argv);

}  // namespace fluxwalk::app
