#pragma once
/// \file
/// The loops that run in `fluxwalk bench`.

#include <vector>

#include "benchmarks/race.hpp"

namespace fluxwalk::bench {

/// random-bits, the kernel cases, the user's own loops, and the Python loops that can be run here.
/// random-bits makes random bits and no hops: its rate, in bits, is that of a walk that needs only one bit
/// per hop. This is the limit of the others.
std::vector<Contestant> contestants();

/// As many processors as this process may use.
int num_processors();

}  // namespace fluxwalk::bench
