#pragma once
#include <functional>
#include <string>

namespace fluxwalk::store {

/// Calls `read` in a copy of this process first, because HDF5 may crash on a damaged file: it trusts what
/// lies on the heap of texts of variable length, and netCDF cannot read lists of texts of another kind.
/// Returns what ended the copy, such as "Segmentation fault"; empty if nothing did, or if the system cannot
/// make a copy. Exceptions of `read` are left to the real call. What `read` does in the copy has no effect
/// here, and it prints nothing. On a damaged file HDF5 may loop without end: the copy is ended after the
/// given seconds of processor time. Reading texts takes less than one.
std::string trial(const std::function<void()>& read, unsigned most_seconds = 60);

/// Reads all attributes of all objects of an HDF5 file, and the datasets of texts. Follows no link.
void read_all_texts(const std::string& file);

}  // namespace fluxwalk::store
