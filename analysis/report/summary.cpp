#include "report/summary.hpp"

#include <numeric>

#include "report/text_format.hpp"

namespace fluxwalk::report {

Summary summarise(const Results& results) {
  Summary summary;
  for (const BatchTallies& batch : results.batches) {
    const auto& choices = batch.choices.data();
    summary.walkers += batch.started;
    summary.hops = std::accumulate(choices.begin(), choices.end(), summary.hops);
    if (!batch.balance.empty())
      summary.came_in += batch.balance(0, 0) + batch.balance(0, 1) + batch.balance(0, 2);
  }
  const Experiment& experiment = results.experiment;
  if (experiment.system.steps > 0)
    summary.mean_in_box = static_cast<double>(summary.hops) / static_cast<double>(experiment.system.steps);
  const Lattice& lattice = experiment.system.lattice;
  if (!lattice.time_unit.empty())
    summary.duration = with_unit(format_number(static_cast<double>(experiment.system.steps) * lattice.step),
                                 lattice.time_unit);
  return summary;
}

}  // namespace fluxwalk::report
