#include "kernels/kernel.hpp"

#include <fmt/format.h>

#include <limits>

#include "fluxwalk/error.hpp"
#include "kernels/reference/reference_kernel.hpp"
#include "kernels/walkers/walkers_kernel.hpp"

namespace fluxwalk {

void require_countable(const Experiment& experiment) {
  // Both kernels keep unwrapped displacements in 32 bits.
  constexpr std::int64_t most_steps = std::numeric_limits<std::int32_t>::max();
  if (experiment.steps > most_steps) {
    throw InputError({{experiment.name, 0, 0, "run.steps",
                       fmt::format("{} steps are more than any kernel can count", experiment.steps),
                       "displacements are kept in 32 bits", fmt::format("at most {}", most_steps)}});
  }
}

std::unique_ptr<Kernel> make_kernel(const Experiment& experiment) {
  if (experiment.kernel == KernelKind::reference) return std::make_unique<ReferenceKernel>(experiment);
  return std::make_unique<WalkersKernel>(experiment);
}

}  // namespace fluxwalk
