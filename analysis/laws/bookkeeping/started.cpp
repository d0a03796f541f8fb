#include <cmath>

#include "judging/check.hpp"
#include "judging/statistics.hpp"
#include "laws/findings.hpp"
#include "laws/laws.hpp"
#include "sample/measured.hpp"

namespace fluxwalk {

namespace {

/// A group is a fixed population on its own, or all Poisson populations together.
bool is_poisson(const RunView& view, const Group& group) {
  for (std::size_t i = 0; i < group.shares.size(); ++i) {
    if (group.shares[i] > 0) return view.populations[i].is_poisson;
  }
  return false;
}

}  // namespace

Applies started_applies(const Experiment& experiment) {
  const auto& populations = experiment.system.populations;
  const bool any = std::any_of(populations.begin(), populations.end(),
                               [](const Population& one) { return one.is_poisson && one.mean() > 0; });
  return any ? Applies() : not_here("no population starts with a Poisson number of walkers");
}

void started(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const double share_run = static_cast<double>(view.results.batches.size()) /
                           static_cast<double>(view.experiment.sampling.num_batches);
  double mean = 0, number = 0;
  for (const Population& population : view.experiment.system.populations) {
    if (population.is_poisson) mean += population.mean() * share_run;
  }
  for (const Group& group : view.groups) {
    if (is_poisson(view, group)) number += group.number;
  }
  Estimate estimate = described(view, {"poisson_walkers", "N", "walkers of the Poisson populations", 0, 0});
  estimate.value = number;
  estimate.exact_sigma = std::sqrt(mean);
  estimate.expected = mean;
  findings.add(estimate);
  Verdict verdict =
      compare(view,
              {"poisson_numbers", "Numbers of walkers", "N is a Poisson number of its mean",
               "How many walkers of the Poisson populations started, against the mean. All other checks "
               "take the number that started as given."},
              estimate, mean);
  verdict.p_value = statistics::poisson_p(number, mean);  // exact, where the normal law of `compare` is not
  findings.add(std::move(verdict));
}

}  // namespace fluxwalk
