#pragma once
/// \file
/// Whether a file or a folder can be written: checked before an hour of simulation, not after.

#include <filesystem>
#include <string>

#include "fluxwalk/output_file.hpp"

namespace fluxwalk::app {

/// Where the results of an experiment file are kept by default: its name with .h5, in the current folder. An
/// experiment from a pipe has no name of its own: "-" gives stdin.h5, a descriptor such as /dev/fd/63 gives
/// experiment.h5.
std::filesystem::path default_results_file(const std::string& experiment_file);

/// What may happen to an existing file.
struct Claim {
  bool may_replace = false;      ///< otherwise its existence is an error
  bool may_break_links = false;  ///< also if it has further names (hard links), which keep the old content
  const char* remedy = "";       ///< what to do if it is refused
};

/// Locks an output file and leaves it as it is. Reports if the file system does not support locks.
/// \throws FileError if `file` could not be written: its folder is missing or read-only, it is a folder
/// itself or read-only, another process is writing it, or the existing file may not be replaced.
OutputFile claim_output(const std::filesystem::path& file, const Claim& claim);

/// \throws FileError if the file has further names (hard links): they would keep the old content.
void require_one_name(const std::filesystem::path& file, const char* remedy);

/// \throws FileError if files could not be written into `folder`, which need not exist yet: it or a part of
/// its path is a file, or it could not be made, or is read-only. Leaves nothing behind.
void check_output_folder(const std::filesystem::path& folder);

}  // namespace fluxwalk::app
