#pragma once
/// \file
/// The elements of gnuplot's `plot` command: what is drawn from which columns, and how it looks.

#include <string>
#include <vector>

#include "report/figure_layout.hpp"

namespace fluxwalk::report {

/// A gnuplot string in which nothing is special: no escapes, no commands in backquotes. Several lines are
/// joined.
std::string quote(const std::string& text);
std::string quote(const std::vector<std::string>& lines);

/// A number in a script: 12 digits.
std::string script_number(double value);

/// The elements of one series of a panel, drawn from the file `csv`. Error bars come first, because gnuplot
/// would otherwise draw a white halo around the points.
std::vector<std::string> plot_elements(const Layout& layout, const Panel& panel, std::size_t index,
                                       const Table& drawn, const std::string& csv);

}  // namespace fluxwalk::report
