#include "kernels/walkers/walkers_kernel.hpp"

#include <numeric>

#include "kernels/column_tables.hpp"

namespace fluxwalk {

WalkersKernel::WalkersKernel(const Experiment& experiment)
    : plan_(experiment), target_(target_for(experiment)) {}

BatchTallies WalkersKernel::simulate(std::int64_t batch) const {
  BatchTallies tallies = BatchTallies::zero(plan_.walk.experiment);
  const std::vector<std::int64_t> numbers = plan_.walk.walkers_of_batch(batch);
  tallies.started = std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
  CrossingCounts crossings(plan_.walk.experiment);
  ColumnTables columns(plan_.walk.experiment, tallies, counts_one_by_one);
  target_.simulate(plan_, batch, numbers, tallies, crossings, columns);
  crossings.add_to(tallies);
  return tallies;
}

}  // namespace fluxwalk
