#pragma once
/// \file
/// The positions in a figure: panels, ranges, margins, legend. In pixels of a canvas 520 wide, from the lower
/// left.

#include <string>
#include <vector>

#include "fluxwalk/analysis.hpp"
#include "report/axis.hpp"

namespace fluxwalk::report {

inline constexpr double canvas_width = 520;
inline constexpr double font_size = 14;
inline constexpr double line_height = 19;

/// A rectangle of axes and what is drawn in it.
struct Panel {
  bool is_residual = false;
  std::vector<Series> series;  ///< in the order of drawing: points under steps under lines
  Axis x, y;
  double left = 0, right = 0, bottom = 0, top = 0;
  std::vector<std::string> x_label, y_label;  ///< lines of text; empty: none
  bool has_x_tick_labels = true;
  bool has_y_tick_labels = true;
};

struct Layout {
  double height = 0;
  bool is_lying = false;                             ///< categories run down the page
  std::vector<std::vector<std::string>> categories;  ///< each in lines
  std::vector<Panel> panels;
  int legend_rows = 0;
};

Layout make_layout(const Figure& figure, const Table& drawn);

/// Breaks a text at spaces into lines of at most `width` characters (a longer word has a line of its own).
std::vector<std::string> break_lines(const std::string& text, std::size_t width);

}  // namespace fluxwalk::report
