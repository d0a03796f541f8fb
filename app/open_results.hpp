#pragma once
#include <filesystem>

#include "fluxwalk/results.hpp"

namespace fluxwalk::app {

/// Reads a results file. Reports on standard error if another program has edited it since fluxwalk wrote it,
/// now or before the results were last written. \throws FileError.
Results open_results(const std::filesystem::path& file);

}  // namespace fluxwalk::app
