#include "key_depth.hpp"

namespace fluxwalk::input {

namespace {

/// Index just after the string that begins at `start`, or the end of the text.
std::size_t skip_string(std::string_view text, std::size_t start) {
  const char quote = text[start];
  const std::string_view three = quote == '"' ? "\"\"\"" : "'''";
  const bool is_long = text.substr(start, 3) == three;
  std::size_t i = start + (is_long ? 3 : 1);
  while (i < text.size()) {
    if (quote == '"' && text[i] == '\\') {
      i += 2;
    } else if (is_long ? text.substr(i, 3) == three : text[i] == quote) {
      return i + (is_long ? 3 : 1);
    } else if (!is_long && text[i] == '\n') {
      return i;
    } else {
      ++i;
    }
  }
  return text.size();
}

}  // namespace

std::optional<Position> find_deep_key(std::string_view text) {
  constexpr int most_dots = 63;
  int dots = 0, line = 1;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      const std::size_t end = skip_string(text, i);
      for (; i < end; ++i) line += text[i] == '\n';
      continue;
    }
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (c == '.') ++dots;
    if (c == '\n' || c == ',' || c == '=' || c == '[' || c == ']' || c == '{' || c == '}') dots = 0;
    if (c == '\n') ++line;
    if (dots > most_dots) return Position{line, 1};
    ++i;
  }
  return {};
}

}  // namespace fluxwalk::input
