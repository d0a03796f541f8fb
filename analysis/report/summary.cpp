#include "report/summary.hpp"

#include <numeric>

namespace fluxwalk::report {

Summary summarise(const Results& results) {
  Summary summary;
  for (const BatchTallies& batch : results.batches) {
    const auto& choices = batch.choices.data();
    summary.walkers += batch.started;
    summary.hops = std::accumulate(choices.begin(), choices.end(), summary.hops);
  }
  return summary;
}

}  // namespace fluxwalk::report
