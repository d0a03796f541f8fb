#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "fluxwalk/report.hpp"
#include "fluxwalk/visible_text.hpp"
#include "report/text_format.hpp"
#include "report/verdict_words.hpp"

namespace fluxwalk {

using namespace report;

namespace {

constexpr std::size_t max_width = 110;
constexpr std::size_t gap = 2;

struct Cell {
  std::string text;
  const char* style = "";  ///< ANSI parameters; empty: plain
};

/// A row of cells, and a note that runs below them.
struct Row {
  std::vector<Cell> cells;
  std::string note;
  bool is_whole = false;  ///< the note takes all lines that it needs; else one line, cut at its end
};

std::string paint(const std::string& text, const char* style, bool color) {
  return !color || *style == '\0' ? text : fmt::format("\033[{}m{}\033[0m", style, text);
}

const char* style_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::consistent:
      return "32";
    case Outcome::inconsistent:
      return "1;31";
    case Outcome::inconclusive:
      return "33";
  }
  return "";
}

/// The text on one line, cut at `width` columns.
std::string one_line(const std::string& text, std::size_t width) {
  std::string line;
  for (const char c : visible_text(text)) line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  if (display_width(line) <= width) return line;
  while (display_width(line) >= width) {
    while ((static_cast<unsigned char>(line.back()) & 0xC0) == 0x80) line.pop_back();
    line.pop_back();
  }
  return line + "…";
}

std::string padding(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, display_width(text)), ' ');
}

/// Lines of at most `width` columns, broken at spaces.
std::string wrapped(const std::string& text, std::size_t width) {
  std::string result, line;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width) {
      result += line + '\n';
      line.clear();
    }
    line += line.empty() ? word : ' ' + word;
    at = end + 1;
  }
  return result + line + '\n';
}

/// Columns are as wide as they need to be; the first gives way, so that no line is wider than max_width.
std::string render(const std::vector<std::string>& headings, const std::vector<Row>& rows, bool color) {
  std::vector<std::size_t> widths;
  for (const std::string& heading : headings) widths.push_back(display_width(heading));
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row.cells[i].text));
    }
  }
  std::size_t others = 0;
  for (std::size_t i = 1; i < widths.size(); ++i) others += gap + widths[i];
  widths[0] = std::min(widths[0], max_width - std::min(others, max_width - 12));

  std::string text;
  const auto print = [&](const std::vector<Cell>& cells) {
    std::istringstream names(
        wrapped(one_line(cells[0].text, std::string::npos), widths[0]));  // a long first cell goes on below
    std::string name;
    std::getline(names, name);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string shown = one_line(i == 0 ? name : cells[i].text, widths[i]);
      const bool is_last = i + 1 == cells.size();
      text += paint(shown, cells[i].style, color) + (is_last ? "" : padding(shown, widths[i] + gap));
    }
    text += '\n';
    while (std::getline(names, name)) text += paint(one_line(name, widths[0]), cells[0].style, color) + '\n';
  };
  std::vector<Cell> head;
  for (const std::string& heading : headings) head.push_back({heading, "1"});
  print(head);
  for (const Row& row : rows) {
    print(row.cells);
    if (row.note.empty()) continue;
    const std::string lines =
        row.is_whole ? wrapped(row.note, max_width - 2) : one_line(row.note, max_width - 2) + '\n';
    for (std::size_t at = 0; at < lines.size();) {
      const std::size_t end = lines.find('\n', at);
      text += paint("  " + lines.substr(at, end - at), "2", color) + '\n';
      at = end + 1;
    }
  }
  return text;
}

}  // namespace

std::string verdict_table(const Analysis& analysis, bool color) {
  const std::string sentence =
      paint(wrapped(overall_sentence(analysis), max_width), style_of(analysis.outcome), color);
  if (analysis.verdicts.empty()) return sentence;
  std::vector<Row> rows;
  for (const Verdict& verdict : analysis.verdicts) {
    if (!verdict.is_judged()) continue;
    const std::string remedy = remedy_text(verdict);
    const std::string statement = statement_text(verdict);
    rows.push_back({{{verdict.law},
                     {measured_text(verdict, ErrorStyle::parentheses)},
                     {format_expected(verdict.expected, verdict.error)},
                     {format_probability(verdict.p_value)},
                     {resolution_text(verdict)},
                     {tolerance_text(verdict)},
                     {to_string(verdict.outcome), style_of(verdict.outcome)}},
                    remedy.empty() ? statement : statement + "; " + remedy,
                    !remedy.empty() || verdict.num_compared > 1});
  }
  for (const Verdict& verdict : analysis.verdicts) {
    if (verdict.is_judged()) continue;
    const std::string what = verdict.statement.empty() ? "" : verdict.statement + " – ";
    rows.push_back({{{verdict.law}, {"–"}, {"–"}, {"–"}, {"–"}, {"–"}, {"not judged", "2"}},
                    what + verdict.not_applicable,
                    true});
  }
  return render({"law", "measured", "expected", "p", "resolution", "tolerance", "verdict"}, rows, color) +
         '\n' + sentence;
}

std::string estimates_table(const Analysis& analysis, bool color) {
  std::vector<Row> rows;
  for (const Estimate& estimate : analysis.estimates) {
    rows.push_back({{{estimate.symbol},
                     {value_text(estimate, ErrorStyle::parentheses)},
                     {expected_text(estimate)},
                     {estimate.name}},
                    estimate.has_value() || estimate.origin != Origin::measured ? estimate.method
                                                                                : estimate.not_applicable,
                    !estimate.has_value()});
  }
  if (rows.empty()) return "Nothing was estimated.\n";
  return render({"quantity", "measured", "expected", "name"}, rows, color);
}

}  // namespace fluxwalk
