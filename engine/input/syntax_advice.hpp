#pragma once
/// \file
/// What is wrong with a text that is not TOML, in plain words. The parser says only which character it did
/// not expect.

#include <string>
#include <string_view>

#include "value.hpp"

namespace fluxwalk::input {

struct SyntaxAdvice {
  Position where;
  std::string problem, reason, suggestion;
};

/// `where` and `parser_message`: place and message of the first fault that the parser found.
SyntaxAdvice advise(std::string_view text, Position where, std::string_view parser_message);

/// What is wrong with a value, such as `Perfume`, `True`, `100,000`, `.5` or `1 nm`; no problem if that
/// cannot be said. The position is not set.
SyntaxAdvice advise_on_value(std::string_view value);

}  // namespace fluxwalk::input
