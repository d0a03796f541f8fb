#include "kernels/walkers/walkers_kernel.hpp"

#include <algorithm>
#include <numeric>

namespace fluxwalk {

WalkersKernel::WalkersKernel(const Experiment& experiment, const Target& target)
    : plan_(experiment), target_(target) {}

const Target& WalkersKernel::best_target() {
  static const Target& best = *std::find_if(targets().begin(), targets().end(),
                                            [](const Target& target) { return target.can_run(); });
  return best;
}

BatchTallies WalkersKernel::simulate(std::int64_t batch) const {
  BatchTallies tallies = BatchTallies::zero(plan_.walk.experiment);
  const std::vector<std::int64_t> numbers = plan_.walk.walkers_of_batch(batch);
  tallies.started = std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
  CrossingCounts crossings(plan_.walk.experiment);
  target_.simulate(plan_, batch, numbers, tallies, crossings);
  crossings.add_to(tallies);
  return tallies;
}

}  // namespace fluxwalk
