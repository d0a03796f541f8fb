#pragma once
#include <hdf5.h>

#include <cstddef>
#include <functional>
#include <vector>

namespace fluxwalk::store {

/// The bytes of an HDF5 file that `write(file)` has filled. It is made in memory, because HDF5 can neither
/// finish nor close a file on a full disc. Groups keep the order of their members, and nothing stores the
/// time. \throws Failure.
std::vector<std::byte> write_in_memory(const std::function<void(hid_t file)>& write);

}  // namespace fluxwalk::store
