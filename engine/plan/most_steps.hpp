#pragma once
#include <cstdint>

namespace fluxwalk {

/// The kernels that follow walkers keep their displacements in 32 bits.
inline constexpr std::int64_t most_steps_of_followed = (std::int64_t{1} << 31) - 1;

}  // namespace fluxwalk
