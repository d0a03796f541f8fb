#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace fluxwalk::files {

/// Opens a file for reading. \throws Failure in plain words if it is missing, is not a regular file or may
/// not be read.
std::ifstream open_regular(const std::filesystem::path& file);

/// How an HDF5 file begins.
struct Superblock {
  bool is_there = false;    ///< the file is in the HDF5 format
  std::uint64_t begin = 0;  ///< its first byte: 0, or 512, 1024, 2048 ... behind a block of the user (MATLAB)
  std::size_t mark_at = 0;  ///< byte after `begin` that marks a file open for writing; 0: there is none
  bool is_marked = false;   ///< a program has the file open for writing, or ended without closing it
};

/// Looks at the same places as HDF5. Goes back to the beginning of the stream.
Superblock find_superblock(std::istream& stream);

/// What to say of a file that cannot be used because it is marked.
std::string open_elsewhere(const std::filesystem::path& file);

}  // namespace fluxwalk::files
