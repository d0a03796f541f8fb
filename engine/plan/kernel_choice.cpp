#include "plan/kernel_choice.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "fluxwalk/error.hpp"
#include "fluxwalk/visible_text.hpp"
#include "plan/most_steps.hpp"
#include "plan/sites_of_slice.hpp"
#include "tallies/catalogue.hpp"

namespace fluxwalk {

namespace {

/// With more walkers per site and batch than this, drawing how many hop is faster than moving each one.
/// Measured (docs/performance.md).
double worthwhile_occupation(const Sizes& sizes) {
  const Measurements& measure = sizes.experiment.measure;
  std::size_t planes = 0;
  for (const Ascending& watched : measure.planes) planes = std::max(planes, watched.size());
  constexpr std::size_t most_by_bits = 32;  // planes that the walkers kernel counts by bit operations
  const bool looks_at_each = measure.has_residence || (planes > most_by_bits && !measure.only_net);
  if (!looks_at_each) return 3000;
  constexpr auto block = static_cast<double>(sites_of_slice);
  return std::ceil(sizes.num_sites() / block) * block / sizes.num_sites();
}

struct Choice {
  KernelKind kernel;
  std::string why;
};

Choice quickest(const Sizes& sizes) {
  if (!sizes.keeps_walkers)
    return {KernelKind::occupation, "walkers enter, appear, vanish or are born: only this kernel does that"};
  if (follows_walkers(sizes.experiment)) {
    const std::vector<std::string> sections = sections_that_follow_walkers(sizes.experiment);
    const std::string why = listed(sections) + " must follow each walker";
    return sizes.has_medium()
               ? Choice{KernelKind::reference,
                        fmt::format(
                            "{}, and in a medium this kernel alone can do that: it moves one walker at a "
                            "time, about ten million hops per second on each thread. Without {} the "
                            "occupation kernel would run, whose cost does not grow with the number of "
                            "walkers",
                            why, sections.size() == 1 ? "this section" : "these sections")}
               : Choice{KernelKind::walkers, why};
  }
  if (sizes.steps > static_cast<double>(most_steps_of_followed))
    return {KernelKind::occupation, "walkers cannot be followed for this many steps"};
  if (sizes.has_medium())
    return {KernelKind::occupation, "in a medium it is the fastest kernel that can count what is asked"};
  const double per_site = sizes.experiment.system.mean_walkers() / sizes.batches / sizes.num_sites(),
               limit = worthwhile_occupation(sizes);
  const bool is_dense = per_site > limit;
  return {
      is_dense ? KernelKind::occupation : KernelKind::walkers,
      fmt::format("it is the fastest for {:.3g} walkers per site and batch. Above {:.3g} walkers per site "
                  "and batch the "
                  "occupation kernel is faster: it draws how many walkers hop, and does not move each one",
                  per_site, limit)};
}

}  // namespace

std::optional<KernelRefusal> why_not(KernelKind kernel, const Sizes& sizes) {
  if (kernel == KernelKind::occupation) {
    if (!follows_walkers(sizes.experiment)) return {};
    const std::vector<std::string> sections = sections_that_follow_walkers(sizes.experiment);
    KernelRefusal refusal{sections.front(), "the occupation kernel cannot follow walkers",
                          listed(sections) + " must follow each walker", "leave these measurements out"};
    if (sizes.keeps_walkers)
      refusal.suggestion = "kernel = \"auto\", or " + refusal.suggestion;
    else
      refusal.reason += ", and only this kernel simulates walkers that enter, appear, vanish or are born";
    return refusal;
  }
  if (!sizes.keeps_walkers)
    return KernelRefusal{
        "run.kernel", fmt::format("the {} kernel follows the walkers that it starts with", to_string(kernel)),
        "here walkers enter, appear, vanish or are born", "kernel = \"auto\" or \"occupation\""};
  if (sizes.steps > static_cast<double>(most_steps_of_followed))
    return KernelRefusal{
        "run.steps", fmt::format("{:.0f} steps are more than walkers can be followed for", sizes.steps),
        "their displacements are kept in 32 bits",
        fmt::format("at most {} steps, or {}", most_steps_of_followed,
                    follows_walkers(sizes.experiment)
                        ? "leave " + listed(sections_that_follow_walkers(sizes.experiment)) + " out"
                        : "kernel = \"auto\"")};
  if (kernel == KernelKind::walkers && sizes.has_medium())
    return KernelRefusal{"run.kernel", "the walkers kernel knows no medium",
                         "its walkers hop by one law everywhere",
                         "kernel = \"auto\", or \"reference\", which moves one walker at a time"};
  return {};
}

KernelKind quickest_kernel(const Sizes& sizes) {
  return quickest(sizes).kernel;
}

KernelKind chosen_kernel(const Sizes& sizes) {
  const KernelKind asked = sizes.experiment.sampling.kernel;
  return asked == KernelKind::automatic ? quickest_kernel(sizes) : asked;
}

void require_kernel(const Sizes& sizes) {
  if (const auto refusal = why_not(chosen_kernel(sizes), sizes))
    throw InputError({{sizes.experiment.heading.name, 0, 0, refusal->key, refusal->problem, refusal->reason,
                       refusal->suggestion}});
}

std::string why_chosen(const Sizes& sizes) {
  return quickest(sizes).why;
}

}  // namespace fluxwalk
