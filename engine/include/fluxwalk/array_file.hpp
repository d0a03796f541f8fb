#pragma once
/// \file
/// Reads a numeric table from a text or an HDF5 file.

#include <filesystem>
#include <string>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk {

/// Reads a table; its name is left empty. With a dataset: from an HDF5 file, numbers or truth values of any
/// shape. Without: from a text, each line a row of as many numbers as the others, separated by commas or
/// blanks; `#` begins a comment, empty lines are passed over; the shape is [rows, columns].
/// \throws FileError that names the file and says what is wrong with it. A file with more than `most_values`
/// numbers is such an error; the numbers are then not read.
Attachment read_array(const std::filesystem::path& file, const std::string& dataset, double most_values);

}  // namespace fluxwalk
