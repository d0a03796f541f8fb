#include "report/plot_elements.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "fluxwalk/visible_text.hpp"
#include "report/text_format.hpp"

namespace fluxwalk::report {

namespace {

/// Okabe and Ito's palette, distinct with any common colour vision.
constexpr std::array<std::uint32_t, 7> palette = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7,
                                                  0xE69F00, 0x56B4E9, 0x222222};
/// Shapes differ too, for print in grey: disc, square, triangle, diamond, inverted triangle, pentagon,
/// circle.
constexpr std::array<int, 7> shapes = {7, 5, 9, 13, 11, 15, 6};

std::size_t slot(int color) {
  return static_cast<std::size_t>(color < 0 ? -color : color) % palette.size();
}

std::string color_of(int color, bool is_darkened) {
  std::uint32_t rgb = palette[slot(color)];
  if (is_darkened)
    rgb = ((rgb >> 16) * 11 / 20) << 16 | ((rgb >> 8 & 0xFF) * 11 / 20) << 8 | (rgb & 0xFF) * 11 / 20;
  return fmt::format("#{:06X}", rgb);
}

bool is_line(const Series& series) {
  return series.mark == Mark::line || series.mark == Mark::dashed_line;
}

bool is_points(const Series& series) {
  return series.mark == Mark::points;
}

int column_of(const Table& table, const std::string& name) {
  const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                  [&](const Column& column) { return column.name == name; });
  return static_cast<int>(found - table.columns.begin()) + 1;
}

/// Where several series of points of one category stand beside each other: the offset of this one.
double shift_in_category(const Panel& panel, std::size_t index) {
  const auto num_points = std::count_if(panel.series.begin(), panel.series.end(), is_points);
  return 0.18 * (static_cast<double>(index) - static_cast<double>(num_points - 1) / 2);
}

std::string color_in(const Panel& panel, const Series& series) {
  const bool has_data_too = std::any_of(panel.series.begin(), panel.series.end(), [&](const Series& other) {
    return other.color == series.color && !is_line(other);
  });
  return color_of(series.color, is_line(series) && has_data_too);
}

/// Columns and kind of drawing of the marks themselves.
std::string marks(const Layout& layout, const Panel& panel, std::size_t index, int x, int y) {
  const Series& series = panel.series[index];
  if (layout.is_lying) {
    // A step is a short stroke across its category.
    if (series.mark == Mark::steps) {
      return fmt::format("using (cell({})):(cell({})-0.32):(0):(0.64) with vectors nohead", y, x);
    }
    const double shift = is_points(series) ? shift_in_category(panel, index) : 0;
    return fmt::format("using (cell({})):(cell({}){:+g}) with {}", y, x, shift,
                       is_points(series) ? "points" : "lines");
  }
  const char* kind = is_points(series) ? "points" : series.mark == Mark::steps ? "histeps" : "lines";
  return fmt::format("using (cell({})):(cell({})) with {}", x, y, kind);
}

/// Error bars as strokes without caps. On a logarithmic axis they end at the edge of the panel, not at zero
/// or below.
std::string bars(const Layout& layout, const Panel& panel, std::size_t index, int x, int y, int error) {
  const double edge = layout.is_lying ? panel.x.low : panel.y.low;
  const bool is_log = layout.is_lying ? panel.x.is_log : panel.y.is_log;
  std::string start = fmt::format("cell({})-cell({})", y, error);
  if (is_log) start = fmt::format("{0} > {1} ? {0} : {1}", start, script_number(edge));
  const std::string length = fmt::format("cell({})+cell({})-({})", y, error, start);
  return layout.is_lying
             ? fmt::format("using ({}):(cell({}){:+g}):({}):(0) with vectors nohead", start, x,
                           shift_in_category(panel, index), length)
             : fmt::format("using (cell({})):({}):(0):({}) with vectors nohead", x, start, length);
}

std::string look(const Layout& layout, const Panel& panel, const Series& series, std::size_t rows) {
  switch (series.mark) {
    case Mark::line:
      return "linewidth 1.8";
    case Mark::dashed_line:
      return "linewidth 1.8 dashtype (7,4)";
    case Mark::steps:
      return layout.is_lying ? "linewidth 1.8" : "linewidth 1.4";
    case Mark::points:
      break;
  }
  const double size = (rows <= 40 ? 0.75 : rows <= 120 ? 0.5 : 0.35) * (panel.is_residual ? 0.8 : 1);
  return fmt::format("pointtype {} pointsize {:.2g}", shapes[slot(series.color)], size);
}

}  // namespace

/// A gnuplot string in which nothing is special: no escapes, no commands in backquotes.
std::string quote(const std::string& text) {
  std::string result = "'";
  for (const char c : visible_text(text)) {
    if (c == '\'') result += '\'';
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + "'";
}

std::string quote(const std::vector<std::string>& lines) {
  std::string result;
  for (const std::string& line : lines) result += (result.empty() ? "" : ".\"\\n\".") + quote(line);
  return result.empty() ? "''" : result;
}

std::string script_number(double value) {
  return fmt::format("{:.12g}", value);
}

std::vector<std::string> plot_elements(const Layout& layout, const Panel& panel, std::size_t index,
                                       const Table& drawn, const std::string& csv) {
  const Series& series = panel.series[index];
  const int x = column_of(drawn, series.x), y = column_of(drawn, series.y);
  const std::string source = quote(csv) + " skip 1 ";
  const std::string color = fmt::format("linecolor rgb '{}'", color_in(panel, series));
  std::vector<std::string> elements;
  if (is_points(series) && !series.error.empty()) {
    elements.push_back(fmt::format("{}{} {} linewidth {} notitle", source,
                                   bars(layout, panel, index, x, y, column_of(drawn, series.error)), color,
                                   drawn.rows() <= 120 ? 1.3 : 0.8));
  }
  const bool has_title = !panel.is_residual && !series.label.empty();
  elements.push_back(fmt::format("{}{} {} {} {}", source, marks(layout, panel, index, x, y), color,
                                 look(layout, panel, series, drawn.rows()),
                                 has_title ? "title " + quote(series.label) : "notitle"));
  return elements;
}

}  // namespace fluxwalk::report
