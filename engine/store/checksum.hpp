#pragma once
#include <cstddef>
#include <filesystem>
#include <istream>
#include <vector>

namespace fluxwalk::store {

/// Adds a last line `fluxwalk fnv1a xxxxxxxxxxxxxxxx` after the end of an HDF5 file, where HDF5 does not
/// look. A program that changes the file through HDF5 drops the line.
void append_checksum(std::vector<std::byte>& bytes);

/// Whether a file ends with such a line. The hash begins where HDF5 does, and is that of the file
/// without the mark of a program that has it open for writing. \throws Failure if the bytes before the line
/// are not those that were written.
bool verify_checksum(const std::filesystem::path& file);
/// The same of a file that is open. Another file may have its name by now.
bool verify_checksum(std::istream& stream, const std::filesystem::path& file);

}  // namespace fluxwalk::store
