#include "report/gnuplot_script.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "fluxwalk/visible_text.hpp"
#include "report/figure_layout.hpp"
#include "report/plot_elements.hpp"
#include "report/text_format.hpp"

namespace fluxwalk::report {

namespace {

std::string ticks(const Axis& axis, bool has_labels) {
  std::string list;
  for (const Tick& tick : axis.ticks) {
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", quote(has_labels ? tick.label : ""),
                        script_number(tick.at));
  }
  for (const double at : axis.minor_ticks)
    list += fmt::format("{}'' {} 1", list.empty() ? "" : ", ", script_number(at));
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
      : figure_(figure), drawn_(drawn), csv_(csv), layout_(make_layout(figure, drawn)) {}

  std::string text() {
    line("# {}: {}", figure_.id, one_line(figure_.title));
    line("# Draw it again, in this folder, with: gnuplot {}.gp", figure_.id);
    line("set encoding utf8");
    line("set datafile separator comma");
    line("cell(n) = strlen(strcol(n)) ? column(n) : NaN  # an empty cell is a gap");
    line("canvas(format) = format eq 'png' ? 'size {},{} fontscale 2.25 linewidth 3 pointscale 3' : \\",
         script_number(3 * canvas_width), script_number(std::round(3 * layout_.height)));
    line("  format eq 'pdf' ? 'size {:.4g}in,{:.4g}in fontscale 0.72 linewidth 0.9 pointscale 0.72' : \\",
         canvas_width / 100, layout_.height / 100);
    line("  'size {},{} dynamic name ''{}'''", script_number(canvas_width),
         script_number(std::round(layout_.height)), figure_.id);
    line("set border 3 linecolor rgb '#555555'");
    line("set grid xtics ytics linetype 1 linecolor rgb '#E4E7EB' linewidth 0.8");
    line("set tics nomirror out scale 0.6,0.3 textcolor rgb '#333333' noenhanced");
    line("set clip one");
    line("set clip two");
    line("");
    line("do for [format in 'svg pdf png'] {{");
    line("terminal = format eq 'svg' ? format : format.'cairo'");
    line("if (strstrt(' '.GPVAL_TERMINALS.' ', ' '.terminal.' ')) {{");
    line(
        "eval('set terminal '.terminal.' '.canvas(format).' noenhanced background ''#FFFFFF'' font "
        "''{},{}''')",
        "Helvetica", script_number(font_size));
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
    return visible_text(text);
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
    line("set xrange [{}:{}]", script_number(panel.x.low), script_number(panel.x.high));
    if (layout_.is_lying)
      line("set yrange [{}:{}]", script_number(panel.y.high), script_number(panel.y.low));
    else
      line("set yrange [{}:{}]", script_number(panel.y.low), script_number(panel.y.high));
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
          "set key at graph 0, screen {:.5f} left top Left reverse vertical maxrows {} samplen 1.6 "
          "spacing 1.1 noenhanced textcolor rgb '#222222'",
          up(layout_.height - 5), layout_.legend_rows);
    }
    plot(panel);
  }

  void write_labels(const Panel& panel) {
    const std::string look = "noenhanced textcolor rgb '#222222'";
    const double middle = across((panel.left + panel.right) / 2);
    // A label of several lines is centred on its first: gnuplot lets the others follow below.
    if (!panel.x_label.empty()) {
      line("set label 1 {} at screen {:.5f}, screen {:.5f} center {}", quote(panel.x_label), middle,
           up(panel.bottom - 44), look);
    }
    if (!panel.y_label.empty()) {
      line("set label 2 {} at screen {:.5f}, screen {:.5f} center rotate by 90 {}", quote(panel.y_label),
           across(14), up((panel.bottom + panel.top) / 2), look);
    }
    if (panel.y.exponent != 0) {
      line("set label 3 '×10{}' at screen {:.5f}, screen {:.5f} left {}", superscript(panel.y.exponent),
           across(3), up(panel.top + 10), look);
    }
    if (panel.x.exponent != 0 && panel.has_x_tick_labels) {
      line("set label 4 '×10{}' at screen {:.5f}, screen {:.5f} right {}", superscript(panel.x.exponent),
           across(panel.right + 10), up(panel.bottom - 44), look);
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
    for (std::size_t i = 0; i < panel.series.size(); ++i) {
      for (std::string& element : plot_elements(layout_, panel, i, drawn_, csv_))
        parts.push_back(std::move(element));
    }
    const bool has_reference = !panel.is_residual && !std::isnan(figure_.reference);
    if (has_reference) {
      parts.push_back(level(figure_.reference, figure_.reference_label,
                            "linecolor rgb '#222222' linewidth 1.3 dashtype (9,5)"));
    }
    // gnuplot refuses an empty list.
    if (parts.empty()) parts.emplace_back("NaN notitle");
    text_ += "plot ";
    for (std::size_t i = 0; i < parts.size(); ++i) text_ += (i == 0 ? "" : ", \\\n     ") + parts[i];
    text_ += '\n';
  }

  /// A straight line through the panel at one value.
  std::string level(double value, const std::string& label, const char* look) {
    const std::string title = label.empty() ? "notitle" : "title " + quote(label);
    if (!layout_.is_lying) return fmt::format("{} with lines {} {}", script_number(value), look, title);
    line("set arrow from first {0}, graph 0 to first {0}, graph 1 nohead {1}", script_number(value), look);
    return fmt::format("NaN with lines {} {}", look, title);
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
         next = std::max(next + 1, next * std::exp(growth))) {
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
