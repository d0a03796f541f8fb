#pragma once
/// \file
/// D from how often each hop was chosen. Every draw is independent, so this is the most precise measurement;
/// it does not use where the walkers went.

#include "sample/measured.hpp"

namespace fluxwalk {

/// D = (h - v²) M / (2 (M - 1)) from the fractions h = p+ + p- and v = p+ - p- of M draws: half the sample
/// variance of the displacement of one step, hence without bias. Exact variance [μ4 - σ⁴ (M-3)/(M-1)] / 4M of
/// a sample variance.
Measured diffusivity_from_hops(const RunView& view, int axis);

}  // namespace fluxwalk
