#pragma once
/// \file
/// Tables of numbers, one per site or one per layer: in the experiment file itself, or in a file that it
/// names.

#include <optional>
#include <vector>

#include "draft.hpp"

namespace fluxwalk::input {

/// Reads the keys `file` (with `dataset` for HDF5) or `values` of a section; with an axis one number per
/// layer along it, else one per site, in the order of their numbers. Complains if they are missing or wrong.
std::optional<std::vector<double>> read_table(const Value& section, std::optional<int> axis, Draft& draft,
                                              const Range<double>& range);

/// The same for a key with a file's name, or a table with file and dataset, as its value: one number per
/// site.
std::optional<std::vector<double>> read_site_table(const Value& value, Draft& draft,
                                                   const Range<double>& range);

}  // namespace fluxwalk::input
