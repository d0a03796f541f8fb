#include "kernels/kernel.hpp"

#include <fmt/format.h>

#include "fluxwalk/error.hpp"
#include "kernels/occupation/occupation_kernel.hpp"
#include "kernels/reference/reference_kernel.hpp"
#include "kernels/walkers/walkers_kernel.hpp"
#include "model/kernel_choice.hpp"
#include "model/most_steps.hpp"

namespace fluxwalk {

namespace {

void refuse(const Experiment& experiment, const char* problem, const char* reason, const char* suggestion) {
  throw InputError({{experiment.name, 0, 0, "run.kernel", problem, reason, suggestion}});
}

}  // namespace

void require_countable(const Experiment& experiment) {
  if (chosen_kernel(sizes_of(experiment, 1)) == KernelKind::occupation ||
      experiment.steps <= most_steps_of_followed)
    return;
  throw InputError({{experiment.name, 0, 0, "run.steps",
                     fmt::format("{} steps are more than walkers can be followed for", experiment.steps),
                     "their displacements are kept in 32 bits",
                     fmt::format("at most {}, or count by the occupation kernel", most_steps_of_followed)}});
}

std::unique_ptr<Kernel> make_kernel(const Experiment& experiment) {
  const Sizes sizes = sizes_of(experiment, 1);
  const KernelKind kind = running_kernel(sizes);
  if (kind == KernelKind::occupation) {
    if (follows_walkers(sizes))
      refuse(experiment, "the occupation kernel cannot follow walkers",
             "measure.moments and measure.first_passage take it",
             experiment.has_turnover() ? "leave these measurements out"
                                       : "kernel = \"walkers\", or leave these measurements out");
    return std::make_unique<OccupationKernel>(experiment);
  }
  if (experiment.has_turnover())
    refuse(experiment, "only the occupation kernel lets walkers come and go",
           "the experiment has a reservoir, a source, decay or reproduction", "kernel = \"occupation\"");
  if (kind == KernelKind::reference) return std::make_unique<ReferenceKernel>(experiment);
  return std::make_unique<WalkersKernel>(experiment);
}

}  // namespace fluxwalk
