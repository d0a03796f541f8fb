#pragma once
#include <string>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::input {

/// Reads an experiment that must not need more than so many bytes of memory. \throws InputError.
Experiment parse_within(const std::string& text, const std::string& name, double memory);

}  // namespace fluxwalk::input
