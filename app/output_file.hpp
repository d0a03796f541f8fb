#pragma once
/// \file
/// Whether a file or a folder can be written, found out before an hour of simulation and not after.

#include <filesystem>
#include <string>

namespace fluxwalk::app {

/// Where the results of an experiment file are kept by default: its name with .h5, in the current folder.
/// What comes through a pipe has no name of its own: "-" gives stdin.h5, a descriptor such as /dev/fd/63
/// experiment.h5.
std::filesystem::path default_results_file(const std::string& experiment_file);

/// \throws FileError if `file` could not be written: its folder is missing or read-only, it is a folder
/// itself, or it exists and may not be replaced; `remedy` says what to do in the last case.
void check_output_file(const std::filesystem::path& file, bool may_replace, const char* remedy);

/// \throws FileError if files could not be written into `folder`, which need not exist yet: it or a part of
/// its path is a file, or it could not be made, or is read-only. Leaves nothing behind.
void check_output_folder(const std::filesystem::path& folder);

}  // namespace fluxwalk::app
