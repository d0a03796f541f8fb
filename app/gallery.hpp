#pragma once
/// \file
/// The experiments that come with the program.

#include <filesystem>
#include <vector>

namespace fluxwalk::app {

/// Where they are: beside an installed program, or in the source of one that is run from its build folder.
/// \throws FileError if they are in neither place.
std::filesystem::path gallery_folder();

/// The experiment files of a folder in the order of their names. \throws FileError if there is none.
std::vector<std::filesystem::path> experiments_in(const std::filesystem::path& folder);

}  // namespace fluxwalk::app
