#pragma once
/// \file
/// Small helps for figures.

#include <cstddef>
#include <string>
#include <vector>

#include "estimators/sample.hpp"

namespace fluxwalk {

/// Up to `most` of the numbers 0 ... count-1, evenly spread, first and last among them.
std::vector<std::size_t> spread_out(std::size_t count, std::size_t most);

std::string number_text(double value);  ///< a few digits, for labels

/// "name (unit)", or the name alone for pure numbers.
std::string with_unit(const std::string& name, const std::string& unit);
std::string time_label(const Sample& sample);                ///< "time (ps)" or "time (steps)"
std::string position_label(const Sample& sample, int axis);  ///< "x (nm)" or "x (sites)"

/// Groups of neighbouring bins, at most `most`: group g holds bins first[g] ... first[g+1]-1.
std::vector<std::size_t> group_bins(std::size_t count, std::size_t most);

}  // namespace fluxwalk
