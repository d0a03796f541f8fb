#include "laws/relaxation/slowest_wave.hpp"

#include "laws/findings.hpp"
#include "laws/laws.hpp"
#include "laws/relaxation/waiting_time.hpp"

namespace fluxwalk {

void relaxation(const Run& run, Findings& findings) {
  const Sample& sample = run.sample;
  // Further methods for the D of the hop law, which is that of the walk in such a box alone.
  if (sample.why_no_single_walk() != nullptr) return;
  for (int axis = 0; axis < sample.dimension; ++axis) {
    findings.add_diffusivity(axis, diffusivity_from_relaxation(sample, axis));
    findings.add_diffusivity(axis, diffusivity_from_exit_times(sample, axis));
    findings.add_diffusivity(axis, diffusivity_from_first_passage(sample, axis));
  }
}

}  // namespace fluxwalk
