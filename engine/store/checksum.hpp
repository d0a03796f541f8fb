#pragma once
#include <cstddef>
#include <filesystem>
#include <vector>

namespace fluxwalk::store {

/// Adds a last line `fluxwalk fnv1a xxxxxxxxxxxxxxxx` after the end of an HDF5 file, where HDF5 does not
/// look: HDF5 itself may crash on a file with a flipped bit, and notices none in small tables. A program that
/// changes the file drops the line.
void append_checksum(std::vector<std::byte>& bytes);

/// \throws Failure if the file ends with such a line and is not what it was.
void verify_checksum(const std::filesystem::path& file);

}  // namespace fluxwalk::store
