#include "kernels/walkers/walkers_kernel.hpp"

#include <numeric>

#include "kernels/walkers/walkers_block.hpp"

namespace fluxwalk {

BatchTallies WalkersKernel::simulate(std::int64_t batch) const {
  BatchTallies tallies = BatchTallies::zero(plan_.experiment);
  const std::vector<std::int64_t> numbers = plan_.walkers_of_batch(batch);
  tallies.started = std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
  RowStream stream(plan_.experiment.seed, static_cast<std::uint64_t>(batch));
  CrossingCounts crossings(plan_.experiment);
  for (std::int64_t first = 0; first < tallies.started;) {
    first += WalkersBlock(plan_, stream, tallies, crossings).walk(numbers, first);
  }
  crossings.add_to(tallies);
  return tallies;
}

}  // namespace fluxwalk
