#pragma once
#include <string>
#include <vector>

#include "benchmarks/race.hpp"
#include "fluxwalk/output_file.hpp"

namespace fluxwalk::app {

/// Why the name of a plot is wrong; empty if it is right.
std::string plot_complaint(const std::string& file);

/// Draws the rates as bars on a logarithmic axis, on one thread and on all threads, with gnuplot. \throws
/// FileError if gnuplot fails, or if `file` cannot be replaced; it is then unchanged.
void plot_rates(const std::vector<bench::Rates>& rates, int threads, OutputFile& file);

}  // namespace fluxwalk::app
