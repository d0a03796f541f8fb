#pragma once
/// \file
/// Text for a terminal or a page: that of users (titles, names, keys, file names), and lists.

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fluxwalk {

/// Length in bytes of the UTF-8 character that starts at `at`; 0 if there is none.
std::size_t utf8_length(std::string_view text, std::size_t at);

/// The text with every byte that is not UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

/// The text without anything that controls a terminal or turns the direction of writing: ESC becomes ␛, and
/// likewise the other controls of ASCII but tab and newline; those of Unicode, and bytes that are not UTF-8,
/// become U+FFFD. With `may_have_colour`, sequences that only set colours (`ESC [ digits m`) stay.
std::string visible_text(std::string_view text, bool may_have_colour = false);

/// "a, b and c".
std::string listed(const std::vector<std::string>& words);
/// "1 row", "3 rows".
template <std::integral Number>
std::string counted(Number number, std::string_view one, std::string_view many) {
  return std::to_string(number).append(" ").append(number == 1 ? one : many);
}

}  // namespace fluxwalk
