#include "toml_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "key_depth.hpp"
#include "syntax_advice.hpp"

namespace fluxwalk::input {

namespace {

/// Stands for a value that could not be read: every reader refuses it.
constexpr std::string_view stand_in = "nan";

/// Byte at which a line (from 1) of a text begins, and the byte after its last one.
std::pair<std::size_t, std::size_t> line_in(std::string_view text, int line) {
  std::size_t begin = 0;
  for (int i = 1; i < line && begin < text.size(); ++i)
    begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
  return {begin, std::min(text.find('\n', begin), text.size())};
}

/// Columns count characters, which may have several bytes.
bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}
std::size_t byte_of_column(std::string_view line, int column) {
  std::size_t byte = 0;
  for (int i = 1; i < column && byte < line.size(); ++i) {
    do ++byte;
    while (byte < line.size() && !begins_character(line[byte]));
  }
  return byte;
}
int column_of_byte(std::string_view line, std::size_t byte) {
  return 1 + static_cast<int>(std::count_if(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(byte),
                                            begins_character));
}

bool is_of_number(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '+' ||
         c == '-' || c == '_';
}

/// Bytes of a line that hold a faulty value; empty: they are not known.
struct Span {
  std::size_t begin = 0, end = 0;
};

/// The number before a column.
Span number_before(std::string_view line, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && is_of_number(line[begin - 1])) --begin;
  return {begin, end};
}

/// All that follows `key =`, unless it continues in the next line.
Span value_of_line(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || line.find("\"\"\"") != line.npos || line.find("'''") != line.npos)
    return {};
  const auto count = [&](char c) {
    return std::count(line.begin() + static_cast<std::ptrdiff_t>(equals), line.end(), c);
  };
  if (count('[') != count(']') || count('{') != count('}')) return {};
  const std::size_t begin = std::min(line.find_first_not_of(" \t", equals + 1), line.size());
  return {begin, line.size()};
}

}  // namespace

std::optional<toml::table> parse_toml(std::string text, Complaints& complaints) {
  constexpr int most_faults = 20;
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);  // the byte order mark is not a column
  int last_line = 0;
  bool has_syntax_fault = false;
  for (int fault = 0;; ++fault) {
    if (const std::optional<Position> deep = find_deep_key(text)) {
      if (fault == 0)
        complaints.add(*deep, "", "a key of more than 64 parts", "no key of an experiment has that many");
      return {};
    }
    try {
      toml::table tree = toml::parse(text);
      if (has_syntax_fault) return {};
      return tree;
    } catch (const toml::parse_error& error) {
      const Position where = Position::of(error.source());
      const std::string_view parser_message = error.description();
      const bool is_number =
          parser_message.find("could not be interpreted as a value") != parser_message.npos ||
          parser_message.find("not representable in 64 bits") != parser_message.npos;
      // If a fault stays after its value was removed, it is a fault of the key (which occurs twice), or its
      // cause is not known.
      const bool is_again = where.line == last_line && !is_number;
      const bool is_twice = parser_message.find("redefine") != parser_message.npos;
      if (is_number) {
        const auto [begin, end] = line_in(text, where.line);
        const std::string_view line = std::string_view(text).substr(begin, end - begin);
        const auto [first, last] = number_before(line, byte_of_column(line, where.column));
        complaints.add(where, "", fmt::format("{} is out of range", shown(line.substr(first, last - first))),
                       "numbers go up to 1.8e308, whole ones to 9223372036854775807");
      } else if (!is_again) {
        has_syntax_fault = true;
        const SyntaxAdvice advice = advise(text, where, parser_message);
        complaints.add(advice.where, "", advice.problem, advice.reason, advice.suggestion);
      }
      if (fault == most_faults || (is_again && !is_twice)) return {};
      const auto [begin, end] = line_in(text, where.line);
      const std::string_view line = std::string_view(text).substr(begin, end - begin);
      Span span = is_number ? number_before(line, byte_of_column(line, where.column)) : value_of_line(line);
      if (span.end == 0 || (is_number && span.end - span.begin < stand_in.size())) return {};
      if (is_again) {
        text.erase(begin, end - begin);
        continue;
      }
      last_line = where.line;
      complaints.drop_at({where.line, column_of_byte(line, span.begin)});
      std::string instead(stand_in);
      instead.resize(std::max(instead.size(), is_number ? span.end - span.begin : 0), ' ');
      text.replace(begin + span.begin, span.end - span.begin, instead);
    }
  }
}

}  // namespace fluxwalk::input
