#pragma once
#include <string>

#include "kernels/kernel.hpp"
#include "kernels/occupation/occupation_plan.hpp"
#include "kernels/targets.hpp"

namespace fluxwalk {

/// Only the number of walkers at each site: in a step the walkers of a site are dealt among the ways to go by
/// exact binomial draws, so a step costs the number of sites, however many walkers there are. Follows the
/// same law as the other kernels, not the same random numbers. Alone in knowing reservoirs, sources, decay
/// and reproduction. Cannot follow a walker: neither displacements nor first passages.
class OccupationKernel final : public Kernel {
 public:
  /// \throws InputError if this processor has not got the vectors that the experiment asks for.
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
