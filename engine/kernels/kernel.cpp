#include "kernels/kernel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "fluxwalk/error.hpp"
#include "kernels/occupation/occupation_kernel.hpp"
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

namespace {

/// What is asked can only be told by following walkers.
bool follows_walkers(const Measurements& measure) {
  return !measure.moment_times.empty() || !measure.first_passage_targets.empty();
}

/// Walkers at a site of a batch from which on dealing them is quicker than moving them, measured: dealing a
/// site takes as long as so many hops (docs/performance.md).
double worthwhile_occupation(const Measurements& measure) {
  if (measure.has_residence) return 50;
  std::size_t planes = 0;
  for (const auto& list : measure.planes) planes = std::max(planes, list.size());
  constexpr std::size_t most_by_bits = 32;  // planes that the walkers kernel counts as it goes
  return planes > most_by_bits && !measure.only_net ? 200 : 3000;
}

KernelKind quickest(const Experiment& experiment) {
  if (experiment.has_turnover()) return KernelKind::occupation;
  if (follows_walkers(experiment.measure)) return KernelKind::walkers;
  if (!experiment.medium.is_uniform()) return KernelKind::occupation;
  const double per_site = static_cast<double>(experiment.mean_walkers()) /
                          static_cast<double>(experiment.num_batches) /
                          static_cast<double>(experiment.lattice.num_sites());
  return per_site > worthwhile_occupation(experiment.measure) ? KernelKind::occupation : KernelKind::walkers;
}

void refuse(const Experiment& experiment, const char* problem, const char* reason, const char* suggestion) {
  throw InputError({{experiment.name, 0, 0, "run.kernel", problem, reason, suggestion}});
}

}  // namespace

std::unique_ptr<Kernel> make_kernel(const Experiment& experiment) {
  const KernelKind kind =
      experiment.kernel == KernelKind::automatic ? quickest(experiment) : experiment.kernel;
  if (kind == KernelKind::occupation) {
    if (follows_walkers(experiment.measure))
      refuse(experiment, "the occupation kernel cannot follow walkers",
             "measure.moments and measure.first_passage take it",
             experiment.has_turnover() ? "leave these measurements out"
                                       : "kernel = \"walkers\", or leave these measurements out");
    return std::make_unique<OccupationKernel>(experiment);
  }
  if (experiment.has_turnover())
    refuse(experiment, "only the occupation kernel lets walkers come and go",
           "the experiment has a reservoir, a source, decay or reproduction", "kernel = \"occupation\"");
  // The bit-parallel kernel knows no media: there walkers are moved one by one.
  if (kind == KernelKind::reference || !experiment.medium.is_uniform())
    return std::make_unique<ReferenceKernel>(experiment);
  return std::make_unique<WalkersKernel>(experiment);
}

}  // namespace fluxwalk
