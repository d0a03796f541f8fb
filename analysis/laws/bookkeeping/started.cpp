#include <cmath>

#include "judging/check.hpp"
#include "judging/statistics.hpp"
#include "laws/findings.hpp"
#include "laws/laws.hpp"
#include "sample/measured.hpp"

namespace fluxwalk {

namespace {

/// A group is a fixed population on its own, or all Poisson populations together.
bool is_poisson(const Sample& sample, const Group& group) {
  for (std::size_t i = 0; i < group.shares.size(); ++i) {
    if (group.shares[i] > 0) return sample.populations[i].is_poisson;
  }
  return false;
}

}  // namespace

void started(const Run& run, Findings& findings) {
  const Sample& sample = run.sample;
  const double share_run = static_cast<double>(sample.results.batches.size()) /
                           static_cast<double>(sample.experiment.sampling.num_batches);
  double mean = 0, number = 0;
  for (const Population& population : sample.experiment.system.populations) {
    if (population.is_poisson) mean += population.mean() * share_run;
  }
  if (mean <= 0) return;
  for (const Group& group : sample.groups) {
    if (is_poisson(sample, group)) number += group.number;
  }
  Estimate estimate = described(sample, {"poisson_walkers", "N", "walkers of the Poisson populations", 0, 0});
  estimate.value = number;
  estimate.exact_sigma = std::sqrt(mean);
  estimate.expected = mean;
  findings.add(estimate);
  Verdict verdict =
      compare(sample,
              {"poisson_numbers", "Numbers of walkers", "N is a Poisson number of its mean",
               "How many walkers of the Poisson populations started, against the mean. All other checks "
               "take the number that started as given."},
              estimate, mean);
  verdict.p_value = statistics::poisson_p(number, mean);  // exact, where the normal law of `compare` is not
  findings.add(std::move(verdict));
}

}  // namespace fluxwalk
