#pragma once
/// \file
/// Which kernel an experiment runs on: one rule, for the kernel that is made and for the memory that it is
/// charged with before it is made.

#include "fluxwalk/experiment.hpp"
#include "model/memory.hpp"

namespace fluxwalk {

/// Moments and first passages can only be told by following each walker.
bool follows_walkers(const Sizes& sizes);

/// The kernel asked for; for `automatic`, the quickest that can measure what is asked. Never `automatic`.
KernelKind chosen_kernel(const Sizes& sizes);

/// The kernel that runs: the chosen one, but for `walkers` in a medium. The bit-parallel kernel knows no
/// media, and the reference kernel does the same walks one by one.
KernelKind running_kernel(const Sizes& sizes);

}  // namespace fluxwalk
