#pragma once
/// \file
/// What a user would write instead of an experiment file: loops that move one walker at a time, each as good
/// as its kind allows. All simulate the same walk: independent walkers in a periodic box of 128^3 sites, each
/// from a random site, one hop per step with equal probability in six directions. The forward and backward
/// crossings of one plane are counted at every hop, and the displacement is kept unwrapped.

#include <cstdint>

namespace fluxwalk::peers {

inline constexpr int side = 128;  ///< sites along each axis
inline constexpr int plane = 64;  ///< the plane watched: between layers plane-1 and plane along x

struct Walked {
  std::int64_t hops = 0;
  std::int64_t forward = 0;               ///< crossings of the plane towards larger x
  std::int64_t backward = 0;              ///< and towards smaller x
  std::int64_t squared_displacement = 0;  ///< Σ r² at the end over the walkers, in ℓ²
};

/// std::mt19937_64, std::uniform_int_distribution and a switch over the direction: the textbook's loop.
Walked mt19937_switch(std::int64_t walkers, std::int64_t steps, std::uint64_t seed);

/// The same with pcg32 and its own bounded draw.
Walked pcg32_switch(std::int64_t walkers, std::int64_t steps, std::uint64_t seed);

/// pcg32, several directions from each word, and a table of steps instead of branches.
Walked pcg32_branch_free(std::int64_t walkers, std::int64_t steps, std::uint64_t seed);

}  // namespace fluxwalk::peers
