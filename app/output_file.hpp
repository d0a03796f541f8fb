#pragma once
/// \file
/// Whether a file or a folder can be written, found out before an hour of simulation and not after.

#include <filesystem>

namespace fluxwalk::app {

/// \throws FileError if `file` could not be written: its folder is missing or read-only, it is a folder
/// itself, or it exists and may not be replaced; `remedy` says what to do in the last case.
void check_output_file(const std::filesystem::path& file, bool may_replace, const char* remedy);

/// \throws FileError if files could not be written into `folder`, which need not exist yet: it or a part of
/// its path is a file, or it could not be made, or is read-only. Leaves nothing behind.
void check_output_folder(const std::filesystem::path& folder);

}  // namespace fluxwalk::app
