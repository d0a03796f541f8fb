#pragma once
#include <string>

#include "kernels/kernel.hpp"
#include "kernels/occupation/occupation_plan.hpp"
#include "kernels/targets.hpp"

namespace fluxwalk {

/// Keeps only the number of walkers at each site. In a step, exact binomial draws split the walkers of a site
/// among the directions, so the cost of a step is the number of sites, however many walkers there are. This
/// kernel follows the same law as the others, with other random numbers. It alone simulates reservoirs,
/// sources, decay and reproduction. It cannot follow a walker: it measures neither displacements nor first
/// passages.
class OccupationKernel final : public Kernel {
 public:
  /// \throws InputError if this processor does not have the vectors that the experiment asks for.
  explicit OccupationKernel(const Experiment& experiment)
      : plan_(experiment), target_(target_for(experiment)) {}
  BatchTallies simulate(std::int64_t batch) const override;
  std::string name() const override { return std::string("occupation, ") + target_.name; }
  std::string random_use() const override { return std::string("occupation"); }

 private:
  OccupationPlan plan_;
  const Target& target_;
};

}  // namespace fluxwalk
