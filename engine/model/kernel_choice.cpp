#include "model/kernel_choice.hpp"

#include <algorithm>
#include <cmath>

#include "model/most_steps.hpp"
#include "model/sites_of_slice.hpp"

namespace fluxwalk {

namespace {

/// Walkers at a site of a batch from which on dealing them is quicker than moving them, measured
/// (docs/performance.md).
double worthwhile_occupation(const Sizes& sizes) {
  const double planes = *std::max_element(sizes.planes.begin(), sizes.planes.end());
  constexpr double most_by_bits = 32;  // planes that the walkers kernel counts as it goes
  const bool looks_at_each = sizes.has_residence || (planes > most_by_bits && !sizes.only_net);
  if (!looks_at_each) return 3000;
  constexpr auto block = static_cast<double>(sites_of_slice);
  return std::ceil(sizes.num_sites() / block) * block / sizes.num_sites();
}

KernelKind quickest(const Sizes& sizes) {
  if (!sizes.keeps_walkers) return KernelKind::occupation;
  if (follows_walkers(sizes)) return KernelKind::walkers;
  if (sizes.steps > static_cast<double>(most_steps_of_followed)) return KernelKind::occupation;
  if (sizes.has_medium()) return KernelKind::occupation;
  const double per_site = sizes.walkers / sizes.batches / sizes.num_sites();
  return per_site > worthwhile_occupation(sizes) ? KernelKind::occupation : KernelKind::walkers;
}

}  // namespace

bool follows_walkers(const Sizes& sizes) {
  return sizes.moment_times > 0 || sizes.targets > 0;
}

KernelKind chosen_kernel(const Sizes& sizes) {
  return sizes.kernel == KernelKind::automatic ? quickest(sizes) : sizes.kernel;
}

KernelKind running_kernel(const Sizes& sizes) {
  const KernelKind chosen = chosen_kernel(sizes);
  return chosen == KernelKind::walkers && sizes.has_medium() ? KernelKind::reference : chosen;
}

}  // namespace fluxwalk
