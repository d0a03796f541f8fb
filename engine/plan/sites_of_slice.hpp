#pragma once
#include <cstddef>

namespace fluxwalk {

/// The occupation kernel keeps small numbers of this many sites in one vector: a box of fewer sites takes as
/// long.
inline constexpr std::size_t sites_of_slice = 512;

}  // namespace fluxwalk
