#pragma once
/// \file
/// Text from a file, made fit for a message.

#include <string>
#include <string_view>
#include <vector>

namespace fluxwalk::input {

/// At most so many bytes of the text on one line: control characters become '?', a long tail becomes "...".
std::string shown(std::string_view text, std::size_t longest = 60);

/// The same between double quotes.
std::string in_quotes(std::string_view text);

/// Number of insertions, deletions, replacements and swaps of neighbours that turn one text into the other
/// (optimal string alignment; Damerau 1964).
int edit_distance(std::string_view left, std::string_view right);

/// The candidate with the least edit distance, or empty if none is near enough to be a slip of the pen.
std::string nearest(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace fluxwalk::input
