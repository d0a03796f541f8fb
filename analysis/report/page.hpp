#pragma once
/// \file
/// The HTML page.

#include <string>
#include <vector>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/results.hpp"

namespace fluxwalk::report {

/// A figure as the page needs it.
struct PageFigure {
  const Figure* figure = nullptr;
  std::string svg;  ///< as gnuplot wrote it; empty: not drawn
  Table drawn;      ///< the rows that are drawn, offered as CSV
};

/// A whole page that needs no other file, no script and no network. Every text that comes from the experiment
/// is escaped.
std::string make_page(const Results& results, const Analysis& analysis,
                      const std::vector<PageFigure>& figures, const std::string& warning);

/// An SVG file of gnuplot as an element of a page: no prologue, ids that are unique through `prefix`, and
/// `label` as its text alternative.
std::string inline_svg(std::string svg, const std::string& prefix, const std::string& label);

}  // namespace fluxwalk::report
