#include "fluxwalk/visible_text.hpp"

#include <algorithm>

namespace fluxwalk {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// U+0080 ... U+009F, and what embeds, overrides or isolates a direction of writing: U+202A ... U+202E,
/// U+2066 ... U+2069.
bool is_control(std::string_view character) {
  if (character.size() == 2) return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
  const auto lies_between = [&](std::string_view first, std::string_view last) {
    return character >= first && character <= last;
  };
  return character.size() == 3 &&
         (lies_between("\xE2\x80\xAA", "\xE2\x80\xAE") || lies_between("\xE2\x81\xA6", "\xE2\x81\xA9"));
}

/// Length of the sequence at `at` that sets a colour; 0 if there is none.
std::size_t colour_length(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\033[") return 0;
  const std::size_t end = text.find_first_not_of("0123456789;", at + 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 - at : 0;
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : (lead & 0xF0) == 0xE0        ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const unsigned char second = byte(at + 1);
  const bool is_overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool is_surrogate = lead == 0xED && second >= 0xA0;
  const bool is_too_large = lead == 0xF4 && second >= 0x90;
  return is_overlong || is_surrogate || is_too_large ? 0 : length;
}

std::string valid_utf8(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text, i);
    result += length > 0 ? text.substr(i, length) : replacement;
    i += std::max<std::size_t>(length, 1);
  }
  return result;
}

std::string visible_text(std::string_view text, bool may_have_colour) {
  std::string visible;
  visible.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (const std::size_t colour = may_have_colour ? colour_length(text, i) : 0; colour > 0) {
      visible += text.substr(i, colour);
      i += colour;
      continue;
    }
    const std::size_t length = utf8_length(text, i);
    const auto code = static_cast<unsigned char>(text[i]);
    if (length == 0 || is_control(text.substr(i, length))) {
      visible += replacement;
    } else if (length == 1 && (code < 0x20 || code == 0x7F) && code != '\n' && code != '\t') {
      visible += "\xE2\x90";  // U+2400 ... U+2421 are pictures of the controls
      visible += static_cast<char>(code == 0x7F ? 0xA1 : 0x80 + code);
    } else {
      visible += text.substr(i, length);
    }
    i += std::max<std::size_t>(length, 1);
  }
  return visible;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return text;
}

}  // namespace fluxwalk
