#include "report/summary.hpp"

#include "report/text_format.hpp"

namespace fluxwalk::report {

Summary summarise(const Results& results) {
  Summary summary;
  for (const BatchTallies& batch : results.batches) {
    summary.walkers += batch.started;
    summary.hops += batch.hops_drawn();
    summary.came_in += batch.came_in();
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
