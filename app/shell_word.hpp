#pragma once
#include <filesystem>
#include <string>

namespace fluxwalk::app {

/// A path as one word of a command that a person may paste into a shell: as it is where that is plain, else
/// in single quotes.
std::string shell_word(const std::filesystem::path& path);

}  // namespace fluxwalk::app
