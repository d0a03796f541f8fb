#pragma once
/// \file
/// A Figure as a script for gnuplot.

#include <string>

#include "fluxwalk/analysis.hpp"

namespace fluxwalk::report {

/// The rows of a figure's table that are drawn: all, or about a thousand of them, evenly spread along the x
/// axis (on a logarithmic one: the first hundred, then ever fewer).
Table drawn_rows(const Figure& figure);

/// A script that draws ID.svg, ID.pdf and ID.png from the file `csv` (to_csv of `drawn`), which lies beside
/// it. A figure that has categories is drawn lying: one line a category, names at the left, values along x.
std::string gnuplot_script(const Figure& figure, const Table& drawn, const std::string& csv);

}  // namespace fluxwalk::report
