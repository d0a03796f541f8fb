#pragma once
/// \file
/// Continues a run from its results file.

#include <filesystem>
#include <string>

#include "fluxwalk/results.hpp"

namespace fluxwalk::app {

/// The results kept so far. Reports, unless it is quiet, changes in the file of the experiment that change no
/// count. \throws InputError with all changes that make it another experiment.
Results previous_results(const Experiment& experiment, const std::string& experiment_file,
                         const std::filesystem::path& results_file, bool is_quiet);

}  // namespace fluxwalk::app
