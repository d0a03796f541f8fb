#pragma once
#include <filesystem>
#include <functional>
#include <string>

namespace fluxwalk::input {

/// An experiment file as it was read.
struct ExperimentFile {
  std::string text;
  std::string name;              ///< for messages
  std::filesystem::path folder;  ///< of the files that it names
};

/// Reads a file, a pipe or, for "-", standard input. \throws InputError.
ExperimentFile read_experiment_file(const std::filesystem::path& path, const std::function<void()>& on_wait);

[[noreturn]] void refuse_file(const std::string& file, std::string problem, std::string reason,
                              std::string suggestion = {});
/// \throws InputError if an experiment may not have this many bytes.
void require_small(const std::string& file, std::uintmax_t num_bytes);

}  // namespace fluxwalk::input
