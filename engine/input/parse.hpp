#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::input {

/// Reads an experiment that must not need more than this many bytes of memory. The files that it names are
/// read, unless their content is given; they are relative to `folder`, by default that of `name`. \throws
/// InputError.
Experiment parse_within(const std::string& text, const std::string& name, double memory,
                        const std::vector<Attachment>* stored = nullptr,
                        const std::optional<std::filesystem::path>& folder = {});

}  // namespace fluxwalk::input
