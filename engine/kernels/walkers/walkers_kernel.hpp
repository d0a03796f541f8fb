#pragma once
#include "kernels/kernel.hpp"
#include "kernels/walk_plan.hpp"

namespace fluxwalk {

/// Walkers in blocks of 512: the choice of a hop is made for the whole block at once on bit masks, then each
/// set of walkers with the same hop is moved in a loop without choices. Equals the ReferenceKernel bit for
/// bit.
class WalkersKernel final : public Kernel {
 public:
  explicit WalkersKernel(const Experiment& experiment) : plan_(experiment) {}
  BatchTallies simulate(std::int64_t batch) const override;
  KernelKind kind() const noexcept override { return KernelKind::walkers; }

 private:
  WalkPlan plan_;
};

}  // namespace fluxwalk
