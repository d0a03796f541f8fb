#include "kernels/kernel.hpp"

#include "fluxwalk/error.hpp"
#include "kernels/occupation/occupation_kernel.hpp"
#include "kernels/reference/reference_kernel.hpp"
#include "kernels/walkers/walkers_kernel.hpp"
#include "plan/kernel_choice.hpp"

namespace fluxwalk {

std::unique_ptr<Kernel> make_kernel(const Experiment& experiment) {
  const Sizes sizes = sizes_of(experiment, 1);
  const KernelKind kind = chosen_kernel(sizes);
  if (const auto refusal = why_not(kind, sizes))
    throw InputError(
        {{experiment.name, 0, 0, refusal->key, refusal->problem, refusal->reason, refusal->suggestion}});
  switch (kind) {
    case KernelKind::occupation:
      return std::make_unique<OccupationKernel>(experiment);
    case KernelKind::reference:
      return std::make_unique<ReferenceKernel>(experiment);
    case KernelKind::walkers:
      return std::make_unique<WalkersKernel>(experiment);
    case KernelKind::automatic:
      break;
  }
  throw InternalError("no kernel was chosen");
}

}  // namespace fluxwalk
