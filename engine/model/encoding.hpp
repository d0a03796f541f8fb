#pragma once
/// \file
/// Texts from outside: whether they are UTF-8, and how a message shows them.

#include <optional>
#include <string>
#include <string_view>

namespace fluxwalk {

/// Why bytes are not a text in UTF-8.
struct EncodingFault {
  int line = 1, column = 1;  ///< from 1, of its first byte; columns count characters
  std::string problem;       ///< "looks like UTF-16"
  std::string reason;
  std::string suggestion;
};

/// The first fault of a text: UTF-16 or UTF-32, a NUL, or a byte that is not UTF-8.
std::optional<EncodingFault> find_encoding_fault(std::string_view text);

/// "UTF-16" or "UTF-32" if the first bytes of a text look like it, else empty: a byte order mark, or NULs at
/// every other place.
std::string wide_encoding(std::string_view start);

/// At most `longest` bytes of the text on one line, in characters that a terminal shows: control characters
/// and bytes that are not UTF-8 become '?', a long tail becomes "...".
std::string printable(std::string_view text, std::size_t longest = 60);

}  // namespace fluxwalk
