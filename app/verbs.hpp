#pragma once
/// \file
/// The verbs of the program, one file each: add_X declares the verb and its options, and what happens once
/// they are read.

#include "exit_code.hpp"

namespace CLI {
class App;
}

namespace fluxwalk::app {

/// Adds the verb; after parsing, `code` holds the exit code of the one that was called.
void add_run(CLI::App& program, ExitCode& code);
void add_plan(CLI::App& program, ExitCode& code);
void add_analyze(CLI::App& program, ExitCode& code);
void add_report(CLI::App& program, ExitCode& code);
void add_verify(CLI::App& program, ExitCode& code);
void add_new(CLI::App& program, ExitCode& code);
void add_explain(CLI::App& program, ExitCode& code);
void add_info(CLI::App& program, ExitCode& code);
void add_random(CLI::App& program, ExitCode& code);
void add_bench(CLI::App& program, ExitCode& code);
void add_completion(CLI::App& program, ExitCode& code);
void add_help(CLI::App& program, ExitCode& code);

}  // namespace fluxwalk::app
