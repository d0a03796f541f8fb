#pragma once
#include <filesystem>
#include <string>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/results.hpp"

namespace fluxwalk::app {

/// Writes the report, passes its warning on to standard error, and returns the line that says where the page
/// is.
std::string draw_report(const Results& results, const Analysis& analysis,
                        const std::filesystem::path& folder);

}  // namespace fluxwalk::app
