#pragma once
/// \file
/// A check before the TOML parser. The parser destroys nested tables recursively: a key with a million parts
/// would overflow the stack.

#include <optional>
#include <string_view>

#include "value.hpp"

namespace fluxwalk::input {

/// Where the first dotted key of more than 64 parts stands, if there is one.
std::optional<Position> find_deep_key(std::string_view text);

}  // namespace fluxwalk::input
