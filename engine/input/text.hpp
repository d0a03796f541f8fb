#pragma once
/// \file
/// Text from a file, prepared for a message.

#include <string>
#include <string_view>

namespace fluxwalk::input {

/// At most `longest` bytes of the text on one line: control characters become '?', a long tail becomes "...".
std::string shown(std::string_view text, std::size_t longest = 60);

/// The same between double quotes.
std::string in_quotes(std::string_view text);

}  // namespace fluxwalk::input
