#pragma once
/// \file
/// The program gnuplot, run as a child process without a shell.

#include <filesystem>
#include <string>

namespace fluxwalk::report {

/// Runs `gnuplot script` in `folder`. The program is found on PATH.
/// Returns nothing if all went well, else what went wrong in one sentence.
std::string run_gnuplot(const std::filesystem::path& folder, const std::string& script);

}  // namespace fluxwalk::report
