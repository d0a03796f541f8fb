#pragma once
/// \file
/// What was meant by a misspelt word.

#include <string>
#include <string_view>
#include <vector>

namespace fluxwalk {

/// Number of insertions, deletions, replacements and swaps of neighbours that turn one text into the other
/// (optimal string alignment; Damerau 1964).
int edit_distance(std::string_view left, std::string_view right);

/// The candidate with the least edit distance, or empty if none is near enough to be a typing error.
std::string nearest(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace fluxwalk
