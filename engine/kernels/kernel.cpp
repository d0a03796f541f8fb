#include "kernels/kernel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fluxwalk/error.hpp"
#include "kernels/occupation/occupation_kernel.hpp"
#include "kernels/reference/reference_kernel.hpp"
#include "kernels/walkers/walkers_kernel.hpp"
#include "model/most_steps.hpp"

namespace fluxwalk {

namespace {

/// What is asked can only be told by following walkers.
bool follows_walkers(const Measurements& measure) {
  return !measure.moment_times.empty() || !measure.first_passage_targets.empty();
}

/// Walkers at a site of a batch from which on dealing them is quicker than moving them, measured
/// (docs/performance.md).
double worthwhile_occupation(const Experiment& experiment) {
  const Measurements& measure = experiment.measure;
  std::size_t planes = 0;
  for (const auto& list : measure.planes) planes = std::max(planes, list.size());
  constexpr std::size_t most_by_bits = 32;  // planes that the walkers kernel counts as it goes
  const bool looks_at_each = measure.has_residence || (planes > most_by_bits && !measure.only_net);
  if (!looks_at_each) return 3000;
  // A block of sites takes as long as a full one.
  const auto sites = static_cast<double>(experiment.lattice.num_sites());
  const auto block = static_cast<double>(sites_of_slice);
  return std::ceil(sites / block) * block / sites;
}

KernelKind quickest(const Experiment& experiment) {
  if (experiment.has_turnover()) return KernelKind::occupation;
  if (follows_walkers(experiment.measure)) return KernelKind::walkers;
  if (experiment.steps > most_steps_of_followed) return KernelKind::occupation;
  if (!experiment.medium.is_uniform()) return KernelKind::occupation;
  const double per_site = experiment.mean_walkers() / static_cast<double>(experiment.num_batches) /
                          static_cast<double>(experiment.lattice.num_sites());
  return per_site > worthwhile_occupation(experiment) ? KernelKind::occupation : KernelKind::walkers;
}

KernelKind chosen(const Experiment& experiment) {
  return experiment.kernel == KernelKind::automatic ? quickest(experiment) : experiment.kernel;
}

void refuse(const Experiment& experiment, const char* problem, const char* reason, const char* suggestion) {
  throw InputError({{experiment.name, 0, 0, "run.kernel", problem, reason, suggestion}});
}

}  // namespace

void require_countable(const Experiment& experiment) {
  if (chosen(experiment) == KernelKind::occupation || experiment.steps <= most_steps_of_followed) return;
  throw InputError({{experiment.name, 0, 0, "run.steps",
                     fmt::format("{} steps are more than walkers can be followed for", experiment.steps),
                     "their displacements are kept in 32 bits",
                     fmt::format("at most {}, or count by the occupation kernel", most_steps_of_followed)}});
}

std::unique_ptr<Kernel> make_kernel(const Experiment& experiment) {
  const KernelKind kind = chosen(experiment);
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
