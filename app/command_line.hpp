#pragma once
#include "exit_code.hpp"

namespace fluxwalk::app {

/// Reads the command line and executes it.
/// \throws UsageError for wrong usage, with a suggestion; what the verbs throw.
ExitCode command_line(int argc, char** argv);

}  // namespace fluxwalk::app
