#pragma once
#include <toml++/toml.h>

#include <string>

#include "value.hpp"

namespace fluxwalk::input {

/// Parses a whole file. toml++ stops at the first fault. If the fault is a value on one line, the value is
/// reported and removed, and parsing continues. A number that does not fit into a double leaves the rest
/// readable: later complaints about it are dropped. After a fault of syntax nothing is returned: the parser
/// may have misread the rest of the file, and complaints about it would hide the fault.
std::optional<toml::table> parse_toml(std::string text, Complaints& complaints);

}  // namespace fluxwalk::input
