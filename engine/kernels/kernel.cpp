#include "kernels/kernel.hpp"

#include "fluxwalk/error.hpp"
#include "kernels/occupation/occupation_kernel.hpp"
#include "kernels/reference/reference_kernel.hpp"
#include "kernels/walkers/walkers_kernel.hpp"
#include "plan/kernel_choice.hpp"

namespace fluxwalk {

std::unique_ptr<Kernel> make_kernel(const Experiment& experiment) {
  const Sizes sizes(experiment, 1);
  require_kernel(sizes);
  switch (chosen_kernel(sizes)) {
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
