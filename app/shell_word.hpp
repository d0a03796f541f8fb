#pragma once
#include <filesystem>
#include <string>

namespace fluxwalk::app {

/// A path as one word of a command for a shell: unchanged if it has only plain characters, else in single
/// quotes.
std::string shell_word(const std::filesystem::path& path);

}  // namespace fluxwalk::app
