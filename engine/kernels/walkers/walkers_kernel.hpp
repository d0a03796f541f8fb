#pragma once
#include <string>

#include "kernels/kernel.hpp"
#include "kernels/targets.hpp"

namespace fluxwalk {

/// Walkers in blocks of 512, multi-spin coded: bit k of 512 layer numbers is one vector, a hop is an add with
/// carry across a few such vectors, and a flux plane is an AND of them and a population count. Equals the
/// ReferenceKernel bit for bit.
class WalkersKernel final : public Kernel {
 public:
  /// \throws InputError if this processor does not have the vectors that the experiment asks for.
  explicit WalkersKernel(const Experiment& experiment);
  BatchTallies simulate(std::int64_t batch) const override;
  /// Such as "walkers, avx512".
  std::string name() const override { return std::string("walkers, ") + target_.name; }
  std::string random_use() const override { return std::string("walkers"); }

 private:
  BoxPlan plan_;
  const Target& target_;
};

}  // namespace fluxwalk
