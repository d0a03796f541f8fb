#pragma once
#include <filesystem>
#include <fstream>

namespace fluxwalk::store {

/// Opens a file for reading. \throws Failure in plain words if there is none, it is none or it may not be
/// read.
std::ifstream open_regular(const std::filesystem::path& file);

/// Whether the file that begins here is in the HDF5 format. Goes back to its beginning.
bool is_hdf5(std::istream& stream);

}  // namespace fluxwalk::store
