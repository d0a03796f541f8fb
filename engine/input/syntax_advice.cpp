#include "syntax_advice.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace fluxwalk::input {

namespace {

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

int column_of(std::string_view line, std::size_t byte) {
  const std::string_view before = line.substr(0, byte);
  return 1 + static_cast<int>(std::count_if(before.begin(), before.end(), begins_character));
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// Where a line ends or its comment begins, and whether a text in quotes is open there.
struct Code {
  std::size_t end = 0;
  char open_quote = '\0';
  std::size_t quote_begin = 0;
};

Code code_of(std::string_view line) {
  Code code;
  for (code.end = 0; code.end < line.size(); ++code.end) {
    const char c = line[code.end];
    if (code.open_quote == '\0') {
      if (c == '#') return code;
      if (c == '"' || c == '\'') {
        code.open_quote = c;
        code.quote_begin = code.end;
      }
    } else if (c == '\\' && code.open_quote == '"') {
      ++code.end;
    } else if (c == code.open_quote) {
      code.open_quote = '\0';
    }
  }
  code.end = std::min(code.end, line.size());
  return code;
}

/// The first of these characters outside quotes.
std::size_t find_outside_quotes(std::string_view line, std::string_view wanted) {
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quote != '\0') {
      if (line[i] == '\\' && quote == '"') {
        ++i;
      } else if (line[i] == quote) {
        quote = '\0';
      }
    } else if (wanted.find(line[i]) != wanted.npos) {
      return i;
    } else if (line[i] == '"' || line[i] == '\'') {
      quote = line[i];
    }
  }
  return line.npos;
}

/// The quote that closes the text that begins at `begin`.
std::size_t closing_quote(std::string_view line, std::size_t begin) {
  for (std::size_t i = begin + 1; i < line.size(); ++i) {
    if (line[i] == '\\' && line[begin] == '"') {
      ++i;
    } else if (line[i] == line[begin]) {
      return i;
    }
  }
  return line.npos;
}

/// A line on which the parser stopped, with its number.
struct Place {
  std::string_view text, line;
  int number = 0;
  Position where;

  SyntaxAdvice at(std::size_t byte, std::string problem, std::string reason, std::string suggestion) const {
    return {{number, column_of(line, byte)}, std::move(problem), std::move(reason), std::move(suggestion)};
  }
};

using Advice = std::optional<SyntaxAdvice>;

/// Characters that look like others.
Advice advise_on_lookalikes(const Place& place) {
  struct Lookalike {
    const char* bytes;
    const char* name;
    const char* instead;
  };
  constexpr Lookalike all[] = {{"\u201C", "a curly quote", "a plain \""},
                               {"\u201D", "a curly quote", "a plain \""},
                               {"\u201E", "a curly quote", "a plain \""},
                               {"\u2018", "a curly quote", "a plain \""},
                               {"\u2019", "a curly quote", "a plain \""},
                               {"\u00AB", "a curly quote", "a plain \""},
                               {"\u00BB", "a curly quote", "a plain \""},
                               {"\u2212", "a minus sign of print", "a plain -"},
                               {"\u2013", "a dash", "a plain -"},
                               {"\u00A0", "a blank that does not break", "a plain blank"},
                               {"\u202F", "a narrow blank", "a plain blank"},
                               {"\u2009", "a narrow blank", "a plain blank"},
                               {"\u200B", "an invisible character", "nothing"},
                               {"\uFEFF", "an invisible character", "nothing"},
                               {"\uFF1D", "a wide =", "a plain ="},
                               {"\uFF0C", "a wide comma", "a plain comma"}};
  const std::string_view code = place.line.substr(0, code_of(place.line).end);
  std::size_t first = code.npos;
  const Lookalike* found = nullptr;
  for (const Lookalike& candidate : all) {
    for (std::size_t from = 0;;) {
      const std::size_t byte = code.find(candidate.bytes, from);
      if (byte == code.npos) break;
      // Inside plain quotes it is a part of the text.
      if (code_of(place.line.substr(0, byte)).open_quote == '\0') {
        if (byte < first) {
          first = byte;
          found = &candidate;
        }
        break;
      }
      from = byte + 1;
    }
  }
  if (found == nullptr) return {};
  return place.at(first, fmt::format("{} stands here", found->name), "a word processor may have put it there",
                  fmt::format("write {}", found->instead));
}

/// A key or a heading that occurs twice.
Advice advise_on_repetition(const Place& place, std::string_view parser_message) {
  if (parser_message.find("redefine") == parser_message.npos) return {};
  const std::string_view line = trimmed(place.line.substr(0, code_of(place.line).end));
  const bool is_heading = line.starts_with('[');
  const std::string_view key = is_heading ? line : trimmed(line.substr(0, find_outside_quotes(line, "=")));
  const std::vector<std::string_view> lines = lines_of(place.text);
  for (int number = place.number - 1; number > 0; --number) {
    std::string_view other = lines[static_cast<std::size_t>(number - 1)];
    other = trimmed(other.substr(0, code_of(other).end));
    const bool is_other_heading = other.starts_with('[');
    if (!is_heading && is_other_heading) break;  // another section
    const std::string_view other_key =
        is_other_heading ? other : trimmed(other.substr(0, find_outside_quotes(other, "=")));
    if (other_key != key) continue;
    return place.at(place.line.find(key), fmt::format("{} is there twice", shown(key)),
                    fmt::format("the first is in line {}", number),
                    is_heading ? "put all its keys under one heading; where there are several such sections, "
                                 "each has double brackets, as in [[population]]"
                               : "keep one of the two");
  }
  return place.at(place.line.find_first_not_of(" \t"), fmt::format("{} is there twice", shown(key)),
                  "a key or a section is given once", "keep one of the two");
}

Advice advise_on_escape(const Place& place, std::string_view parser_message) {
  if (parser_message.find("escape") == parser_message.npos) return {};
  const std::size_t byte = place.line.find('\\');
  if (byte == place.line.npos) return {};
  return place.at(byte, fmt::format("\"{}\" is no escape of TOML", shown(place.line.substr(byte, 2))),
                  "in double quotes a backslash begins an escape",
                  "write \\\\, or put the text in single quotes");
}

Advice advise_on_control(const Place& place, std::string_view parser_message) {
  if (parser_message.find("control character") == parser_message.npos) return {};
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  };
  const auto found = std::find_if(place.line.begin(), place.line.end(), is_control);
  if (found == place.line.end()) return {};
  const auto code = static_cast<unsigned>(*found);
  return place.at(static_cast<std::size_t>(found - place.line.begin()),
                  fmt::format("the control character U+{:04X} stands here", code),
                  "a text holds none but tabs",
                  fmt::format("leave it out, or write \\u{:04X} in double quotes", code));
}

/// A text in triple quotes that continues to the end of the file.
Advice advise_on_open_text(const Place& place) {
  const std::vector<std::string_view> lines = lines_of(place.text);
  std::string_view open;
  Advice advice;
  for (std::size_t number = 1; number <= lines.size(); ++number) {
    const std::string_view line = lines[number - 1];
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string_view three = line.substr(i, 3);
      if (open.empty()) {
        if (line[i] == '#') break;
        if (three == "\"\"\"" || three == "'''") {
          open = three;
          advice = {{static_cast<int>(number), column_of(line, i)},
                    "the text that begins here is not closed",
                    "a text in triple quotes goes on to the next triple quotes",
                    ""};
          i += 2;
        } else if (line[i] == '"' || line[i] == '\'') {
          i = std::min(closing_quote(line, i), line.size());
        }
      } else if (line[i] == '\\' && open == "\"\"\"") {
        ++i;
      } else if (three == open) {
        open = {};
        i += 2;
      }
    }
  }
  return open.empty() ? Advice() : advice;
}

/// A list or an inline table that is not closed where the next line begins.
Advice advise_on_open_bracket(const Place& place, std::string_view parser_message) {
  struct Open {
    char bracket;
    int line;
    std::size_t byte;
  };
  std::vector<Open> open;
  const std::vector<std::string_view> lines = lines_of(place.text);
  const int last = std::min<int>(place.number, static_cast<int>(lines.size()));
  for (int number = 1; number <= last; ++number) {
    const std::string_view line = lines[static_cast<std::size_t>(number - 1)];
    const std::string_view code = line.substr(0, code_of(line).end);
    const std::string_view begin = trimmed(code);
    const std::size_t equals = find_outside_quotes(code, "=");
    const bool begins_anew =
        (equals != code.npos && find_outside_quotes(code.substr(0, equals), "[]{},") == code.npos &&
         !trimmed(code.substr(0, equals)).empty()) ||
        (begin.starts_with('[') && begin.ends_with(']') && begin.size() > 2 &&
         (begin[1] == '[' || (begin[1] >= 'a' && begin[1] <= 'z')));
    if (!open.empty() && (open.back().bracket == '{' || begins_anew)) break;
    if (open.empty() && begin.starts_with('[')) continue;  // a heading
    std::size_t i = open.empty() ? (equals == code.npos ? code.size() : equals + 1) : 0;
    while (i < code.size()) {
      const std::size_t next = find_outside_quotes(code.substr(i), "[]{}");
      if (next == code.npos) break;
      i += next;
      if (code[i] == '[' || code[i] == '{') {
        open.push_back({code[i], number, i});
      } else if (!open.empty()) {
        open.pop_back();
      }
      ++i;
    }
  }
  if (open.empty()) return {};
  const bool is_at_end = parser_message.find("end-of-file") != parser_message.npos ||
                         parser_message.find("end of file") != parser_message.npos;
  if (open.back().line == place.number && !is_at_end && open.back().bracket == '[') return {};
  const std::string_view line = lines[static_cast<std::size_t>(open.back().line - 1)];
  const bool is_list = open.back().bracket == '[';
  return SyntaxAdvice{{open.back().line, column_of(line, open.back().byte)},
                      fmt::format("the {} that begins here is not closed", is_list ? "list" : "table"),
                      is_list ? "its ] is missing" : "a table in braces stands on one line",
                      is_list ? "add ]" : "close it with } on this line, with commas between its keys"};
}

Advice advise_on_heading(const Place& place) {
  const std::string_view line = trimmed(place.line.substr(0, code_of(place.line).end));
  if (!line.starts_with('[')) return {};
  const std::size_t begin = place.line.find('[');
  const bool is_double = line.starts_with("[[");
  std::string_view name = trimmed(line.substr(is_double ? 2 : 1));
  const std::size_t close = name.find(']');
  const bool is_closed = line.ends_with(is_double ? "]]" : "]") && close != name.npos;
  name = trimmed(name.substr(0, close));
  const std::string right = is_double ? fmt::format("[[{}]]", shown(name)) : fmt::format("[{}]", shown(name));
  if (!is_closed)
    return place.at(begin, "the heading is not closed as it was opened", "or something follows it",
                    fmt::format("write {} on a line of its own", right));
  return place.at(begin, "this is no heading of a section",
                  "a name has letters, digits, _ and -, with dots between", "such as [measure.flux]");
}

Advice advise_on_missing_equals(const Place& place) {
  const std::string_view code = place.line.substr(0, code_of(place.line).end);
  const std::string_view line = trimmed(code);
  if (line.empty() || find_outside_quotes(code, "=") != code.npos) return {};
  const std::size_t begin = code.find_first_not_of(" \t");
  for (const char* sign : {"//", "/*", ";", "%", "!", "--"})
    if (line.starts_with(sign))
      return place.at(begin, "this is no comment of TOML", "a comment begins with #", "put # before it");
  if (line.starts_with('<'))
    return place.at(begin, "this is not an experiment", "it looks like a page of the web", "");
  const std::size_t end = std::min(line.find_first_of(" \t:"), line.size());
  const std::string_view key = line.substr(0, end);
  std::string_view value = trimmed(line.substr(end));
  if (value.starts_with(':')) value = trimmed(value.substr(1));
  if (key.empty() || value.empty())
    return place.at(begin, "this line sets nothing", "a line is key = value, or a heading in square brackets",
                    "");
  return place.at(begin, "there is no =", "a line is key = value",
                  fmt::format("write {} = {}", shown(key), shown(value)));
}

Advice advise_on_key(const Place& place) {
  const std::string_view code = place.line.substr(0, code_of(place.line).end);
  const std::size_t equals = find_outside_quotes(code, "=");
  if (equals == code.npos) return {};
  std::string_view key = trimmed(code.substr(0, equals));
  const std::size_t begin = code.find_first_not_of(" \t");
  if (key.empty()) return place.at(equals, "there is no key before the =", "a line is key = value", "");
  if (key.ends_with(':'))
    return place.at(begin, "a colon stands before the =", "a line is key = value",
                    fmt::format("write {} = {}", shown(trimmed(key.substr(0, key.size() - 1))),
                                shown(trimmed(code.substr(equals + 1)))));
  const auto is_of_key = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  if (key.find_first_of("\"'") != key.npos || std::all_of(key.begin(), key.end(), is_of_key)) return {};
  return place.at(begin, fmt::format("{} is not the name of a key", in_quotes(key)),
                  "a key has letters, digits, _ and -", "");
}

/// The first entry of a list or an inline table for which there is advice.
Advice advise_on_entries(const Place& place, std::size_t begin, std::string_view inside, bool is_table) {
  std::string_view before;
  for (std::size_t from = 0; from <= inside.size();) {
    const std::size_t length =
        std::min(find_outside_quotes(inside.substr(from), ",]}"), inside.size() - from);
    std::string_view entry = inside.substr(from, length);
    std::size_t skipped = 0;
    if (is_table) {
      const std::size_t equals = find_outside_quotes(entry, "=");
      skipped = equals == entry.npos ? 0 : equals + 1;
    }
    entry.remove_prefix(skipped);
    const std::string_view value = trimmed(entry);
    SyntaxAdvice advice = advise_on_value(value);
    const bool is_group = value.size() == 3 && value.find_first_not_of("0123456789") == value.npos;
    if (!advice.problem.empty() && is_group && !before.empty() && before.size() <= 3 &&
        before.find_first_not_of("0123456789") == before.npos)
      advice.suggestion += fmt::format(", or {}_{} if the two are one number", before, value);
    if (!advice.problem.empty())
      return place.at(begin + from + skipped + (value.empty() ? 0 : entry.find(value.front())),
                      advice.problem, advice.reason, advice.suggestion);
    before = value;
    from += length + 1;
  }
  return {};
}

Advice advise_on_value_of_line(const Place& place) {
  const Code code = code_of(place.line);
  const std::string_view line = place.line.substr(0, code.end);
  const std::size_t equals = find_outside_quotes(line, "=");
  if (equals == line.npos) return {};
  const std::string_view value = trimmed(line.substr(equals + 1));
  if (value.empty()) {
    const bool is_comment = code.end < place.line.size();
    return place.at(equals, "there is no value after the =",
                    is_comment ? "what follows # is a comment" : "a line is key = value",
                    is_comment ? "put a value before the #, or all of it in quotes"
                               : "write a value, or remove the line for the default");
  }
  const std::size_t begin = line.find(value.front(), equals + 1);
  if (value.starts_with('='))
    return place.at(equals, "there are two = signs", "a line is key = value", "write one");
  if (code.open_quote != '\0')
    return place.at(code.quote_begin, "the text that begins here is not closed",
                    "its closing quote is missing", fmt::format("add {}", code.open_quote));
  if (value.front() == '"' || value.front() == '\'') {
    const std::size_t end = value.find(value.front(), 1);
    if (end != value.npos && end + 1 < value.size())
      return place.at(
          begin + end + 1, fmt::format("{} follows the text", in_quotes(trimmed(value.substr(end + 1)))),
          "a line holds one value", "put all of it in one pair of quotes, or a # before a comment");
    return {};
  }
  if (value.front() == '[' || value.front() == '{')
    return advise_on_entries(place, begin + 1, line.substr(begin + 1), value.front() == '{');
  if (find_outside_quotes(value, "=") != value.npos)
    return place.at(begin + find_outside_quotes(value, "="), "there is a second =", "a line sets one key",
                    "put each key on a line of its own");
  const SyntaxAdvice advice = advise_on_value(value);
  if (advice.problem.empty()) return {};
  return place.at(begin, advice.problem, advice.reason, advice.suggestion);
}

}  // namespace

SyntaxAdvice advise(std::string_view text, Position where, std::string_view parser_message) {
  const std::vector<std::string_view> lines = lines_of(text);
  const bool is_limit_of_parser = parser_message.find("exceeded maximum") != parser_message.npos;
  if (where.line >= 1 && !lines.empty() && !is_limit_of_parser) {
    // At the end of the file the parser stands behind the last line.
    const int number = std::min(where.line, static_cast<int>(lines.size()));
    Place place = {text, lines[static_cast<std::size_t>(number - 1)], number, where};
    if (place.line.ends_with('\r')) place.line.remove_suffix(1);
    for (const Advice& advice :
         {advise_on_repetition(place, parser_message), advise_on_escape(place, parser_message),
          advise_on_control(place, parser_message), advise_on_open_text(place),
          advise_on_open_bracket(place, parser_message), advise_on_lookalikes(place),
          advise_on_heading(place), advise_on_missing_equals(place), advise_on_key(place),
          advise_on_value_of_line(place)})
      if (advice) return *advice;
  }
  return {where, shown(parser_message, 200), "this is not TOML", "see https://toml.io"};
}

}  // namespace fluxwalk::input
