#pragma once
/// \file
/// From the text of an experiment (docs/experiment-file.md) to its values.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk {

/// Reads and checks an experiment file, and checks that it fits into the memory of this machine. "-" is
/// standard input. Files that an experiment names are relative to its folder; for an experiment that comes
/// through a pipe they are relative to the current folder. `on_wait` is called once if nothing can be read
/// for a second, as from a named pipe that no program writes to; reading then goes on. \throws InputError
/// with every problem in the file; FileError if it cannot be read.
Experiment load_experiment(const std::filesystem::path& file, const std::function<void()>& on_wait = {});

/// The same from a text; `name` stands for the file in messages.
Experiment parse_experiment(const std::string& text, const std::string& name);

/// The same for an experiment that has run, here or on a larger machine: its memory is not checked, and the
/// files that it names are not read again, because their content is given.
Experiment parse_stored_experiment(const std::string& text, const std::string& name,
                                   const std::vector<Attachment>& attachments = {});

}  // namespace fluxwalk
