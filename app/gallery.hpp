#pragma once
/// \file
/// The experiments that come with the program.

#include <filesystem>
#include <vector>

namespace fluxwalk::app {

/// The folder of the examples: beside an installed program, or in the source of one that is run from its
/// build folder.
/// \throws FileError if neither folder exists.
std::filesystem::path gallery_folder();

/// The experiment files of a folder in the order of their names. \throws FileError if there is none.
std::vector<std::filesystem::path> experiments_in(const std::filesystem::path& folder);

}  // namespace fluxwalk::app
