#pragma once
/// \file
/// Texts of others: whether they are UTF-8, and how they are shown in a message.

#include <optional>
#include <string>
#include <string_view>

namespace fluxwalk {

/// What keeps bytes from being a text in UTF-8.
struct EncodingFault {
  int line = 1, column = 1;  ///< from 1, of its first byte; columns count characters
  std::string problem;       ///< "looks like UTF-16"
  std::string reason;
  std::string suggestion;
};

/// The first fault of a text: UTF-16 or UTF-32, a NUL, or a byte that is not UTF-8.
std::optional<EncodingFault> find_encoding_fault(std::string_view text);

/// "UTF-16" or "UTF-32" if the first bytes of a text look like it, else empty: a mark of the byte order, or
/// NULs at every other place.
std::string wide_encoding(std::string_view start);

/// At most so many bytes of the text on one line, in characters that a terminal shows: control characters and
/// what is not UTF-8 become '?', a long tail becomes "...".
std::string printable(std::string_view text, std::size_t longest = 60);

}  // namespace fluxwalk
