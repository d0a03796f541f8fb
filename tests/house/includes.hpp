#pragma once
/// \file
/// The one-way dependencies of docs/architecture.md, checked from the #include lines.

#include <filesystem>
#include <string>
#include <vector>

namespace fluxwalk::house {

/// Source files below engine/, analysis/ and app/ of a source tree, sorted.
std::vector<std::filesystem::path> sources(const std::filesystem::path& root);

/// What is wrong with the #include lines of a source tree, one sentence each: `file:line: sentence`.
std::vector<std::string> include_violations(const std::filesystem::path& root);

}  // namespace fluxwalk::house
