#include "report/figure_layout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/text_format.hpp"

namespace fluxwalk::report {

namespace {

constexpr double character_width = 0.62 * font_size;  // of the wider common sans-serif faces
constexpr double infinity = std::numeric_limits<double>::infinity();

struct Range {
  double low = infinity, high = -infinity;
  void include(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

int drawing_rank(const Series& series) {
  switch (series.mark) {
    case Mark::points:
      return 0;
    case Mark::steps:
      return 1;
    case Mark::line:
    case Mark::dashed_line:
      return 2;
  }
  return 2;
}

/// Calls visit(x, y, error) for the points of a series that can be drawn.
template <class Visit>
void for_each_point(const Figure& figure, const Table& data, const Series& series, Visit&& visit) {
  const auto& x = data.numbers(series.x);
  const auto& y = data.numbers(series.y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool is_drawn = std::isfinite(x[i]) && std::isfinite(y[i]) && (!figure.log_x || x[i] > 0) &&
                          (!figure.log_y || series.is_residual || y[i] > 0);
    if (is_drawn) visit(x[i], y[i], series.error.empty() ? 0.0 : data.numbers(series.error)[i]);
  }
}

/// Range of the values. An error bar counts only if it does not dwarf the values and the other bars. On a
/// logarithmic axis, the far tails of a theory (1e-60) do not count if there are data.
Range value_range(const Figure& figure, const Table& data, const std::vector<Series>& list) {
  Range values, points;
  for (const Series& series : list) {
    for_each_point(figure, data, series, [&](double, double y, double) {
      values.include(y);
      if (series.mark == Mark::points || series.mark == Mark::steps) points.include(y);
    });
  }
  if (!figure.log_y || figure.reference > 0) values.include(figure.reference);
  // Counts in bins are areas: their axis begins at zero, unless that would flatten them.
  const bool has_steps =
      std::any_of(list.begin(), list.end(), [](const Series& s) { return s.mark == Mark::steps; });
  if (has_steps && !figure.log_y && values.low > 0 && values.low < 0.5 * values.high) values.low = 0;
  if (figure.log_y) {
    const double floor = points.low <= points.high ? points.low / 10 : values.high * 1e-12;
    values.low = std::max(values.low, std::min(floor, values.high));
    for (const Series& series : list) {  // error bars, up to a decade beyond
      for_each_point(figure, data, series, [&](double, double y, double error) {
        if (!(error > 0)) return;
        values.include(std::min(y + error, 10 * points.high));
        values.include(std::max(y - error, floor));
      });
    }
    return values;
  }
  Range with_errors = values;
  std::vector<double> errors;
  for (const Series& series : list) {
    for_each_point(figure, data, series, [&](double, double y, double error) {
      with_errors.include(y - error);
      with_errors.include(y + error);
      if (error > 0) errors.push_back(error);
    });
  }
  if (errors.empty()) return values;
  const auto middle = errors.begin() + static_cast<std::ptrdiff_t>(errors.size() / 2);
  std::nth_element(errors.begin(), middle, errors.end());
  const double most = std::max(2 * (values.high - values.low), 3 * *middle);
  with_errors.low = std::max(with_errors.low, values.low - most);
  with_errors.high = std::min(with_errors.high, values.high + most);
  return with_errors;
}

Range position_range(const Figure& figure, const Table& data) {
  Range range;
  for (const Series& series : figure.series) {
    for_each_point(figure, data, series, [&](double x, double, double) { range.include(x); });
  }
  return range;
}

Axis value_axis(const Figure& figure, const Table& data, const Panel& panel, int wanted) {
  const Range range = value_range(figure, data, panel.series);
  if (!panel.is_residual) return make_axis(range.low, range.high, figure.log_y, wanted);
  double largest = 0;
  for (const Series& series : panel.series) {
    for_each_point(figure, data, series,
                   [&](double, double y, double) { largest = std::max(largest, std::abs(y)); });
  }
  return make_residual_axis(largest);
}

/// Makes the legend short: the line "t = 5 ps, exact" becomes "exact" if points of its colour are labelled "t
/// = 5 ps"; of equal labels the first stays.
void shorten_labels(std::vector<Series>& list) {
  for (Series& series : list) {
    for (const Series& other : list) {
      const std::string prefix = other.label + ", ";
      if (other.color == series.color && !other.label.empty() && series.label.starts_with(prefix)) {
        series.label.erase(0, prefix.size());
        break;
      }
    }
  }
  for (auto series = list.begin(); series != list.end(); ++series) {
    const auto is_equal = [&](const Series& other) { return other.label == series->label; };
    if (std::any_of(list.begin(), series, is_equal)) series->label.clear();
  }
}

std::vector<Panel> split(const Figure& figure) {
  std::vector<Panel> panels(2);
  panels[1].is_residual = true;
  for (const Series& series : figure.series) panels[series.is_residual ? 1 : 0].series.push_back(series);
  for (Panel& panel : panels) {
    std::stable_sort(panel.series.begin(), panel.series.end(),
                     [](const Series& a, const Series& b) { return drawing_rank(a) < drawing_rank(b); });
  }
  shorten_labels(panels[0].series);
  if (panels[1].series.empty()) panels.pop_back();
  return panels;
}

std::size_t characters_in(double pixels) {
  return static_cast<std::size_t>(std::max(pixels / character_width, 4.0));
}

std::size_t longest(const std::vector<std::string>& lines) {
  std::size_t width = 0;
  for (const std::string& line : lines) width = std::max(width, display_width(line));
  return width;
}

/// Rows that the legend takes in this width.
int legend_rows(const Figure& figure, const Panel& panel, double width) {
  std::size_t widest = 0;
  int entries = 0;
  const auto include = [&](const std::string& label) {
    widest = std::max(widest, display_width(label));
    if (!label.empty()) ++entries;
  };
  for (const Series& series : panel.series) include(series.label);
  if (!std::isnan(figure.reference)) include(figure.reference_label);
  const double entry = static_cast<double>(widest) * character_width + 50;
  const int columns = std::clamp(static_cast<int>(width / entry), 1, std::max(entries, 1));
  return (entries + columns - 1) / columns;
}

const std::string& residual_label(const Figure& figure) {
  static const std::string usual = "residual / σ";
  return figure.residual_label.empty() ? usual : figure.residual_label;
}

/// Values upwards, the residuals in a second panel underneath that shares the x axis.
void lay_out_upright(const Figure& figure, const Table& data, Layout& layout) {
  const Range positions = position_range(figure, data);
  std::size_t tick_width = 0, label_lines = 1;
  for (Panel& panel : layout.panels) {
    panel.x = make_axis(positions.low, positions.high, figure.log_x, 6);
    panel.y = value_axis(figure, data, panel, 5);
    const double height = panel.is_residual ? 116 : 280;
    panel.y_label = break_lines(raise_powers(panel.is_residual ? residual_label(figure) : figure.y_label),
                                characters_in(height));
    tick_width = std::max(tick_width, panel.y.label_width());
    label_lines = std::max(label_lines, panel.y_label.size());
  }
  const double left =
      24 + line_height * static_cast<double>(label_lines) + character_width * static_cast<double>(tick_width);
  const double right = canvas_width - 16;
  layout.panels.back().x_label = break_lines(raise_powers(figure.x_label), characters_in(right - left));
  double edge = 36 + line_height * static_cast<double>(layout.panels.back().x_label.size());
  for (auto panel = layout.panels.rbegin(); panel != layout.panels.rend(); ++panel) {
    panel->left = left;
    panel->right = right;
    panel->bottom = edge;
    panel->top = edge + (panel->is_residual ? 116 : 280);
    panel->has_x_tick_labels = panel == layout.panels.rbegin();
    edge = panel->top + 14;
  }
  layout.legend_rows = legend_rows(figure, layout.panels.front(), right - left);
  layout.height = edge + line_height * layout.legend_rows;
}

/// Categories down the page, values along x, the residuals in a second panel on the right.
void lay_out_lying(const Figure& figure, const Table& data, Layout& layout) {
  std::size_t name_width = 0, name_lines = 1;
  for (const std::string& name : figure.categories) {
    layout.categories.push_back(break_lines(name, 22));
    name_width = std::max(name_width, longest(layout.categories.back()));
    name_lines = std::max(name_lines, layout.categories.back().size());
  }
  const double num_categories = std::max(static_cast<double>(figure.categories.size()), 1.0);
  const bool has_residuals = layout.panels.size() > 1;
  const double left = 16 + character_width * static_cast<double>(name_width);
  const double right = canvas_width - 18;
  const double middle = has_residuals ? left + 0.62 * (right - left) : right;
  for (Panel& panel : layout.panels) {
    panel.x = value_axis(figure, data, panel, has_residuals ? 3 : 4);
    panel.y.low = 0.4;
    panel.y.high = num_categories + 0.6;
    panel.left = panel.is_residual ? middle + 20 : left;
    panel.right = panel.is_residual ? right : middle;
    panel.has_y_tick_labels = !panel.is_residual;
    panel.x_label = break_lines(raise_powers(panel.is_residual ? residual_label(figure) : figure.y_label),
                                characters_in(panel.right - panel.left + 30));
  }
  std::size_t label_lines = 1;
  for (const Panel& panel : layout.panels) label_lines = std::max(label_lines, panel.x_label.size());
  const double bottom = 36 + line_height * static_cast<double>(label_lines);
  // Few categories are spaced wider, so that the figure is not dwarfed by its neighbours.
  const double row = std::max(30.0, 8 + line_height * static_cast<double>(name_lines));
  const double top = bottom + std::max(num_categories * row, std::min(280.0, 70 * num_categories));
  for (Panel& panel : layout.panels) {
    panel.bottom = bottom;
    panel.top = top;
  }
  layout.legend_rows = legend_rows(figure, layout.panels.front(), right - left);
  layout.height = top + 14 + line_height * layout.legend_rows;
}

}  // namespace

std::vector<std::string> break_lines(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (lines.empty() || display_width(lines.back()) + 1 + display_width(word) > width)
      lines.push_back(word);
    else
      lines.back() += ' ' + word;
    at = end + 1;
  }
  return lines;
}

Layout make_layout(const Figure& figure, const Table& drawn) {
  Layout layout;
  layout.is_lying = figure.is_categorical;
  layout.panels = split(figure);
  if (layout.is_lying)
    lay_out_lying(figure, drawn, layout);
  else
    lay_out_upright(figure, drawn, layout);
  return layout;
}

}  // namespace fluxwalk::report
