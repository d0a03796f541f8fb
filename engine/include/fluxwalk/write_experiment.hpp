#pragma once
/// \file
/// From an experiment back to its file (docs/experiment-file.md): for one that was made in a program.

#include <filesystem>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk {

struct ExperimentText {
  std::string text;                     ///< TOML
  std::vector<Attachment> attachments;  ///< the tables that it names
};

/// The text of an experiment. parse_stored_experiment makes of text and attachments an experiment that gives
/// exactly the same tallies; words such as the kind of a population may differ. The text from which the
/// experiment was read is not used. \param prefix of the names of its tables
/// \throws InputError if a file cannot express it: a spacing or a step that is not 1 and has no unit, or a
/// table with weights or numbers of walkers above 2^53.
ExperimentText to_toml(const Experiment& experiment, const std::string& prefix = "");

/// Writes that text, and its tables as CSV files beside it: "drop-hop.csv" beside "drop.toml". Files of these
/// names are replaced. \throws InputError as to_toml, FileError if a file cannot be written.
void save_experiment(const Experiment& experiment, const std::filesystem::path& file);

}  // namespace fluxwalk
