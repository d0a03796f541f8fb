#pragma once
#include <optional>
#include <string>

#include "kernels/kernel.hpp"
#include "kernels/reference/site_hops.hpp"
#include "kernels/walk_plan.hpp"

namespace fluxwalk {

/// The reference kernel: plain, sequential, one walker at a time, with the same random bits as the fast
/// kernels. The fast kernels must equal it bit for bit, and it documents what they do. It alone of the
/// kernels that follow walkers can simulate a medium.
class ReferenceKernel final : public Kernel {
 public:
  explicit ReferenceKernel(const Experiment& experiment) : plan_(experiment) {
    if (!experiment.system.medium.is_uniform()) site_hops_.emplace(experiment);
  }
  BatchTallies simulate(std::int64_t batch) const override;
  std::string name() const override { return "reference"; }
  std::string random_use() const override { return std::string("walkers"); }

 private:
  WalkPlan plan_;
  std::optional<SiteHops> site_hops_;  // in a medium
};

}  // namespace fluxwalk
