#pragma once
/// \file
/// Large tables of counts: compressed piece by piece from their place in memory, and only once.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "files/hdf5.hpp"

namespace fluxwalk::store {

using namespace files;

/// The entries of the first dimension of a dataset, each in one piece, one after another.
using Stack = std::vector<std::span<const std::int64_t>>;

/// A dataset in chunks as a file holds it. Chunks of zeros share their bytes.
struct PackedStack {
  std::uint64_t hash = 0;
  std::vector<std::shared_ptr<const std::vector<std::byte>>> chunks;
};

/// Writes a stack of the given shape, which is_chunked(), and stores the compressed chunks in `packed`.
Handle write_stack(hid_t group, const std::string& name, const Shape& shape, const Stack& stack,
                   PackedStack& packed);

/// Writes once more what write_stack() has written.
Handle write_again(hid_t group, const std::string& name, const Shape& shape, const PackedStack& packed);

}  // namespace fluxwalk::store
