#pragma once
#include <string>
#include <vector>

#include "benchmarks/race.hpp"
#include "fluxwalk/output_file.hpp"

namespace fluxwalk::app {

/// What is wrong with the name of a plot; empty if nothing.
std::string plot_complaint(const std::string& file);

/// Draws the rates as bars on a logarithmic axis, on one thread and on so many, with gnuplot.
/// \throws FileError if gnuplot cannot, or if `file` cannot be replaced; it is as it was then.
void plot_rates(const std::vector<bench::Rates>& rates, int threads, OutputFile& file);

}  // namespace fluxwalk::app
