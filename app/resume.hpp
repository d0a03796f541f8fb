#pragma once
/// \file
/// Going on with a results file.

#include <filesystem>
#include <optional>
#include <string>

#include "fluxwalk/results.hpp"

namespace fluxwalk::app {

/// What was kept before, if there is any. Says, unless it is to be quiet, in what the file of the experiment
/// has changed without changing a count. \throws InputError with all that makes it another experiment.
std::optional<Results> previous_results(const Experiment& experiment, const std::string& experiment_file,
                                        const std::filesystem::path& results_file, bool is_quiet);

}  // namespace fluxwalk::app
