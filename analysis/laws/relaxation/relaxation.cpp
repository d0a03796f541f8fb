#include "laws/relaxation/slowest_wave.hpp"

#include "laws/findings.hpp"
#include "laws/laws.hpp"
#include "laws/relaxation/waiting_time.hpp"

namespace fluxwalk {

/// Further methods for the D of the hop law; they are valid only where the walk is the same at every site.
Applies relaxation_applies(const Experiment& experiment) {
  const char* why = why_no_single_walk(experiment);
  return why == nullptr ? Applies() : not_here(why);
}

void relaxation(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  for (int axis = 0; axis < view.dimension; ++axis) {
    findings.add_diffusivity(axis, diffusivity_from_relaxation(view, axis));
    findings.add_diffusivity(axis, diffusivity_from_exit_times(view, axis));
    findings.add_diffusivity(axis, diffusivity_from_first_passage(view, axis));
  }
}

}  // namespace fluxwalk
