#pragma once
#include <toml++/toml.h>

#include <string>

#include "value.hpp"

namespace fluxwalk::input {

/// Parses a whole file. toml++ stops at the first fault of syntax; where that is a value that stands on one
/// line, it is complained about and taken out, and the rest is read all the same. What is said about such a
/// value later is dropped. Returns nothing if the rest cannot be read either.
std::optional<toml::table> parse_toml(std::string text, Complaints& complaints);

}  // namespace fluxwalk::input
