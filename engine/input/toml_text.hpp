#pragma once
#include <toml++/toml.h>

#include <string>

#include "value.hpp"

namespace fluxwalk::input {

/// Parses a whole file. toml++ stops at the first fault; where that is a value that stands on one line, it is
/// complained about and taken out, to look for others. A number that no computer holds leaves the rest
/// readable: what is said about it later is dropped. After a fault of syntax nothing is returned: what the
/// parser took for the rest of the file may not be what was meant, and complaints about it would hide the
/// fault.
std::optional<toml::table> parse_toml(std::string text, Complaints& complaints);

}  // namespace fluxwalk::input
