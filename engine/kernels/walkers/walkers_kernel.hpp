#pragma once
#include <string>

#include "kernels/kernel.hpp"
#include "kernels/walkers/simulate.hpp"

namespace fluxwalk {

/// Walkers in blocks of 512, multi-spin coded: bit k of 512 layer numbers is one vector, a hop is an add with
/// carry across a handful of such vectors, and a flux plane is an AND of them and a population count. Equals
/// the ReferenceKernel bit for bit.
class WalkersKernel final : public Kernel {
 public:
  /// `target` must be one that this processor can run.
  explicit WalkersKernel(const Experiment& experiment, const Target& target = best_target());
  BatchTallies simulate(std::int64_t batch) const override;
  KernelKind kind() const noexcept override { return KernelKind::walkers; }

  /// The widest that this processor can run.
  static const Target& best_target();

 private:
  BoxPlan plan_;
  const Target& target_;
};

}  // namespace fluxwalk
