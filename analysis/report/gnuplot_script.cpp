#include "report/gnuplot_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "report/figure_layout.hpp"
#include "report/text_format.hpp"

namespace fluxwalk::report {

namespace {

/// Okabe and Ito's palette, told apart with any common colour vision.
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

/// A gnuplot string in which nothing is special: no escapes, no commands in backquotes.
std::string quote(const std::string& text) {
  std::string result = "'";
  for (const char c : valid_utf8(text)) {
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

std::string number(double value) {
  return fmt::format("{:.12g}", value);
}

std::string ticks(const Axis& axis, bool has_labels) {
  std::string list;
  for (const Tick& tick : axis.ticks) {
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", quote(has_labels ? tick.label : ""),
                        number(tick.at));
  }
  for (const double at : axis.minor_ticks)
    list += fmt::format("{}'' {} 1", list.empty() ? "" : ", ", number(at));
  return '(' + list + ')';
}

std::string category_ticks(const Layout& layout, bool has_labels) {
  std::string list;
  for (std::size_t i = 0; i < layout.categories.size(); ++i) {
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", has_labels ? quote(layout.categories[i]) : "''",
                        i + 1);
  }
  return '(' + list + ')';
}

class Script {
 public:
  Script(const Figure& figure, const Table& drawn, const std::string& csv)
      : figure_(figure), drawn_(drawn), csv_(quote(csv)), layout_(make_layout(figure, drawn)) {}

  std::string text() {
    line("# {}: {}", figure_.id, one_line(figure_.title));
    line("# Draw it again, in this folder, with: gnuplot {}.gp", figure_.id);
    line("set encoding utf8");
    line("set datafile separator comma");
    line("cell(n) = strlen(strcol(n)) ? column(n) : NaN  # an empty cell is a gap");
    line("canvas(format) = format eq 'png' ? 'size {},{} fontscale 3 linewidth 3 pointscale 3' : \\",
         number(3 * canvas_width), number(std::round(3 * layout_.height)));
    line("  format eq 'pdf' ? 'size {:.4g}in,{:.4g}in fontscale 0.72 linewidth 0.9 pointscale 0.72' : \\",
         canvas_width / 100, layout_.height / 100);
    line("  'size {},{} dynamic name ''{}'''", number(canvas_width), number(std::round(layout_.height)),
         figure_.id);
    line("set border 3 linecolor rgb '#555555'");
    line("set grid xtics ytics linetype 1 linecolor rgb '#E4E7EB' linewidth 0.8");
    line("set tics nomirror out scale 0.6,0.3 textcolor rgb '#333333' noenhanced");
    line("set errorbars 0");
    line("set clip one");
    line("set clip two");
    line("");
    line("do for [format in 'svg pdf png'] {{");
    line("terminal = format eq 'svg' ? format : format.'cairo'");
    line("if (strstrt(' '.GPVAL_TERMINALS.' ', ' '.terminal.' ')) {{");
    line(
        "eval('set terminal '.terminal.' '.canvas(format).' noenhanced background ''#FFFFFF'' font "
        "''{},{}''')",
        "Helvetica", number(font_size));
    line("set output {}.'.'.format", quote(figure_.id));
    line("set multiplot");
    for (const Panel& panel : layout_.panels) draw(panel);
    line("unset multiplot");
    line("unset output");
    line("}}");
    line("}}");
    return text_;
  }

 private:
  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    text_ += fmt::format(format, std::forward<Arguments>(arguments)...) + '\n';
  }

  static std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return valid_utf8(text);
  }

  double across(double pixels) const { return pixels / canvas_width; }
  double up(double pixels) const { return pixels / layout_.height; }

  void draw(const Panel& panel) {
    line("");
    line("unset label");
    line("unset object");
    line("unset arrow");
    line("set lmargin at screen {:.5f}", across(panel.left));
    line("set rmargin at screen {:.5f}", across(panel.right));
    line("set bmargin at screen {:.5f}", up(panel.bottom));
    line("set tmargin at screen {:.5f}", up(panel.top));
    line("unset logscale");
    if (panel.x.is_log) line("set logscale x");
    if (panel.y.is_log) line("set logscale y");
    line("set xrange [{}:{}]", number(panel.x.low), number(panel.x.high));
    if (layout_.is_lying)
      line("set yrange [{}:{}]", number(panel.y.high), number(panel.y.low));
    else
      line("set yrange [{}:{}]", number(panel.y.low), number(panel.y.high));
    line("set xtics {}", ticks(panel.x, panel.has_x_tick_labels));
    line("set ytics {}",
         layout_.is_lying ? category_ticks(layout_, panel.has_y_tick_labels) : ticks(panel.y, true));
    write_labels(panel);
    if (panel.is_residual) {
      draw_band(3, "#F1F4F8");
      draw_band(1, "#DFE6EE");
      line("unset key");
    } else {
      line(
          "set key at graph 0, screen {:.5f} left top Left reverse horizontal maxcols {} samplen 1.6 "
          "spacing 1.1 noenhanced textcolor rgb '#222222'",
          up(layout_.height - 5), layout_.legend_columns);
    }
    plot(panel);
  }

  void write_labels(const Panel& panel) {
    const std::string look = "noenhanced textcolor rgb '#222222'";
    const double middle = across((panel.left + panel.right) / 2);
    // A label of several lines is centred on its first: gnuplot lets the others follow below.
    if (!panel.x_label.empty()) {
      line("set label 1 {} at screen {:.5f}, screen {:.5f} center {}", quote(panel.x_label), middle,
           up(panel.bottom - 38), look);
    }
    if (!panel.y_label.empty()) {
      line("set label 2 {} at screen {:.5f}, screen {:.5f} center rotate by 90 {}", quote(panel.y_label),
           across(14), up((panel.bottom + panel.top) / 2), look);
    }
    if (panel.y.exponent != 0) {
      line("set label 3 '×10{}' at screen {:.5f}, screen {:.5f} right {}", superscript(panel.y.exponent),
           across(panel.left - 6), up(panel.top + 9), look);
    }
    if (panel.x.exponent != 0) {
      line("set label 4 '×10{}' at screen {:.5f}, screen {:.5f} right {}", superscript(panel.x.exponent),
           across(panel.right + 10), up(panel.bottom - 38), look);
    }
  }

  void draw_band(int reach, const char* color) {
    if (layout_.is_lying) {
      line(
          "set object rectangle from first -{0}, graph 0 to first {0}, graph 1 behind fillcolor rgb '{1}' "
          "fillstyle solid noborder",
          reach, color);
    } else {
      line(
          "set object rectangle from graph 0, first -{0} to graph 1, first {0} behind fillcolor rgb '{1}' "
          "fillstyle solid noborder",
          reach, color);
    }
  }

  void plot(const Panel& panel) {
    std::vector<std::string> parts;
    if (panel.is_residual) parts.push_back(level(0, "", "linecolor rgb '#555555' linewidth 0.8"));
    for (std::size_t i = 0; i < panel.series.size(); ++i) parts.push_back(part(panel, i));
    const bool has_reference = !panel.is_residual && !std::isnan(figure_.reference);
    if (has_reference) {
      parts.push_back(level(figure_.reference, figure_.reference_label,
                            "linecolor rgb '#222222' linewidth 1.3 dashtype (9,5)"));
    }
    // gnuplot refuses an empty list.
    if (parts.empty()) parts.push_back("NaN notitle");
    text_ += "plot ";
    for (std::size_t i = 0; i < parts.size(); ++i) text_ += (i == 0 ? "" : ", \\\n     ") + parts[i];
    text_ += '\n';
  }

  /// A straight line through the panel at one value.
  std::string level(double value, const std::string& label, const char* look) {
    const std::string title = label.empty() ? "notitle" : "title " + quote(label);
    if (!layout_.is_lying) return fmt::format("{} with lines {} {}", number(value), look, title);
    line("set arrow from first {0}, graph 0 to first {0}, graph 1 nohead {1}", number(value), look);
    return fmt::format("NaN with lines {} {}", look, title);
  }

  int column_of(const std::string& name) const {
    const auto found = std::find_if(drawn_.columns.begin(), drawn_.columns.end(),
                                    [&](const Column& c) { return c.name == name; });
    return static_cast<int>(found - drawn_.columns.begin()) + 1;
  }

  /// The columns of a series as gnuplot wants them, and the kind of drawing.
  std::string columns_and_kind(const Panel& panel, std::size_t index) const {
    const Series& series = panel.series[index];
    const int x = column_of(series.x), y = column_of(series.y);
    const bool has_error = series.mark == Mark::points && !series.error.empty();
    const int error = has_error ? column_of(series.error) : 0;
    if (layout_.is_lying) {
      // Several series of one category stand beside each other.
      const double shift =
          0.18 * (static_cast<double>(index) - static_cast<double>(panel.series.size() - 1) / 2);
      const std::string place = fmt::format("using (cell({})):(cell({}){:+g})", y, x, shift);
      if (has_error) return fmt::format("{}:(cell({})) with xerrorbars", place, error);
      return place + (series.mark == Mark::points ? " with points" : " with lines");
    }
    const std::string place = fmt::format("using (cell({})):(cell({}))", x, y);
    if (has_error && panel.y.is_log) {
      return fmt::format(
          "{0}:(cell({1})-cell({2}) > {3} ? cell({1})-cell({2}) : {3}):(cell({1})+cell({2})) with yerrorbars",
          place, y, error, number(panel.y.low));
    }
    if (has_error) return fmt::format("{}:(cell({})) with yerrorbars", place, error);
    switch (series.mark) {
      case Mark::points:
        return place + " with points";
      case Mark::steps:
        return place + " with histeps";
      case Mark::line:
      case Mark::dashed_line:
        break;
    }
    return place + " with lines";
  }

  std::string part(const Panel& panel, std::size_t index) const {
    const Series& series = panel.series[index];
    const bool is_line = series.mark == Mark::line || series.mark == Mark::dashed_line;
    const bool has_data_too = std::any_of(panel.series.begin(), panel.series.end(), [&](const Series& other) {
      return other.color == series.color && (other.mark == Mark::points || other.mark == Mark::steps);
    });
    std::string look = fmt::format("linecolor rgb '{}'", color_of(series.color, is_line && has_data_too));
    if (is_line) {
      look += " linewidth 1.8";
      if (series.mark == Mark::dashed_line) look += " dashtype (7,4)";
    } else if (series.mark == Mark::steps) {
      look += " linewidth 1.4";
    } else {
      const std::size_t rows = drawn_.rows();
      const double size = rows <= 40 ? 0.75 : rows <= 120 ? 0.5 : 0.35;
      look += fmt::format(" linewidth {} pointtype {} pointsize {}", rows <= 120 ? 1.3 : 0.8,
                          shapes[slot(series.color)], panel.is_residual ? 0.8 * size : size);
    }
    const bool has_title = !panel.is_residual && !series.label.empty();
    return fmt::format("{} skip 1 {} {} {}", csv_, columns_and_kind(panel, index), look,
                       has_title ? "title " + quote(series.label) : "notitle");
  }

  const Figure& figure_;
  const Table& drawn_;
  std::string csv_;
  Layout layout_;
  std::string text_;
};

}  // namespace

Table drawn_rows(const Figure& figure) {
  constexpr std::size_t most = 1500;
  const std::size_t rows = figure.data.rows();
  if (rows <= most) return figure.data;
  std::vector<std::size_t> kept;
  if (figure.log_x) {
    const double growth = std::log(static_cast<double>(rows)) / most;
    for (double next = 0; next < static_cast<double>(rows);
         next = std::max(next + 1, next * std::exp(2 * growth))) {
      kept.push_back(static_cast<std::size_t>(next));
    }
  } else {
    for (std::size_t i = 0; i < most; ++i) kept.push_back(i * (rows - 1) / (most - 1));
  }
  Table drawn = figure.data;
  for (Column& column : drawn.columns) {
    std::visit(
        [&](auto& values) {
          auto all = std::move(values);
          values.clear();
          for (const std::size_t row : kept) values.push_back(all[row]);
        },
        column.values);
  }
  return drawn;
}

std::string gnuplot_script(const Figure& figure, const Table& drawn, const std::string& csv) {
  return Script(figure, drawn, csv).text();
}

}  // namespace fluxwalk::report
