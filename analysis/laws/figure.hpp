#pragma once
/// \file
/// Helpers for figures.

#include <cstddef>
#include <string>
#include <vector>

#include "fluxwalk/analysis.hpp"
#include "sample/run_view.hpp"

namespace fluxwalk {

/// Up to `most` of the numbers 0 ... count-1, evenly spread, first and last among them.
std::vector<std::size_t> spread_out(std::size_t count, std::size_t most);

std::string number_text(double value);  ///< a few digits, for labels

/// "name (unit)", or the name alone for pure numbers.
std::string with_unit(const std::string& name, const std::string& unit);
std::string time_label(const RunView& view);                ///< "time (ps)" or "time (steps)"
std::string position_label(const RunView& view, int axis);  ///< "x (nm)" or "x (sites)"
std::string per_time(const RunView& view);                  ///< "per ps" or "per step"
/// What happens per time: "exits (ps^-1)" or "exits per step".
std::string rate_label(const RunView& view, const std::string& events);

/// A moment, such as "t = 40 ps"; where steps have no duration "t = 20 steps".
std::string moment_label(const RunView& view, std::int64_t step);
/// The same with the step beside: "t = 40 ps (step 20)", or "step 20".
std::string moment_text(const RunView& view, std::int64_t step);
/// "4000 ps (2000 steps)", or "2000 steps".
std::string duration_text(const RunView& view, double steps);

/// Leaves out series without a point, and explains the panel of residuals in the caption, if there is one.
/// Every figure passes here, so that no caption mentions what the figure does not show.
void complete(Figure& figure);

/// Groups of neighbouring bins, at most `most`: group g holds bins first[g] ... first[g+1]-1.
std::vector<std::size_t> group_bins(std::size_t count, std::size_t most);

}  // namespace fluxwalk
