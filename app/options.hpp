#pragma once
/// \file
/// What several verbs need from the command line.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace fluxwalk::app {

inline constexpr std::int64_t max_threads = 4096;

/// An option that takes a whole number in lowest ... highest, and says so otherwise. (CLI11 alone takes 2^64
/// for 2^64 - 1.)
CLI::Option* add_whole_number(CLI::App& verb, const std::string& name, std::uint64_t& value,
                              std::uint64_t lowest, std::uint64_t highest, const std::string& description);

/// An option, or a positional argument, that takes a path; an empty one is refused.
CLI::Option* add_path(CLI::App& verb, const std::string& name, std::string& value,
                      const std::string& description);

/// Refuses what is not in the list, and names what is.
CLI::Validator one_of(std::vector<std::string> names);

/// ` Did you mean 'X'?` for the candidate nearest to what was typed, or nothing if none is near.
std::string did_you_mean(const std::string& typed, const std::vector<std::string>& candidates);

/// The long options of a verb with their dashes, and the names of the verbs of a program.
std::vector<std::string> option_names(const CLI::App& verb);
std::vector<std::string> verb_names(const CLI::App& program);

}  // namespace fluxwalk::app
