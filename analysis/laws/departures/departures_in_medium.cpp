/// \file
/// Where walkers leave a box that is not plain, and when they first arrive.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fluxwalk/displacements.hpp"
#include "laws/departures/chances.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

namespace {

constexpr const char* not_followed =
    "walkers enter, appear, vanish or are born: they are not followed from the start";

/// The sites of a target, of a walker that started at `home`.
std::vector<bool> sites_of(const Lattice& lattice, const FirstPassageTarget& target,
                           const PerAxis<std::int32_t>& home) {
  std::vector<bool> is_target;
  for (std::int64_t site = 0; site < lattice.num_sites(); ++site)
    is_target.push_back(target.contains(lattice.position(site), home));
  return is_target;
}

void require_cheap(const theory::Occupancy& occupancy, double walks, std::int64_t steps) {
  if (static_cast<double>(occupancy.num_cells()) * walks * static_cast<double>(steps) > Run::max_cell_steps)
    throw theory::TooCostly("exits or first passages would cost too much");
}

/// Each walker's own start is its target: from time 1 on, the first passage to it of a walker that has hopped
/// once.
std::vector<double> returns(const Lattice& lattice, const theory::Occupancy& occupancy,
                            const FirstPassageTarget& target, const std::vector<double>& start,
                            std::int64_t steps) {
  const auto num_starts = std::count_if(start.begin(), start.end(), [](double share) { return share > 0; });
  require_cheap(occupancy, static_cast<double>(num_starts), steps);
  std::vector<double> sum(static_cast<std::size_t>(steps) + 1, 0.0);
  for (std::size_t home = 0; home < start.size(); ++home) {
    if (start[home] <= 0 || steps == 0) continue;
    std::vector<double> at_home(start.size(), 0.0);
    at_home[home] = start[home];
    const std::vector<bool> is_home =
        sites_of(lattice, target, lattice.position(static_cast<std::int64_t>(home)));
    const std::vector<double> later =
        theory::first_passage(occupancy, occupancy.hop(at_home), is_home, steps - 1);
    for (std::size_t t = 0; t < later.size(); ++t) sum[t + 1] += later[t];
  }
  return sum;
}

/// Exact chances to arrive, of walkers that start alike, by the layers of the target's axis where these are
/// exact, else by all sites: a target takes every walker that comes.
GroupArrivals arrivals(const Run& run, const FirstPassageTarget& target) {
  const Sample& sample = run.sample;
  const Lattice& lattice = sample.experiment.lattice;
  const std::int64_t steps = sample.measure.first_passage_edges.back() - 1;
  try {
    const AxisPath* path = target.kind == TargetKind::layer ? run.along(target.axis) : nullptr;
    const bool layered = path != nullptr && path->is_layered;
    const theory::Occupancy& occupancy = layered ? path->occupancy : run.site_occupancy(steps);
    const auto starters = run.starters_apart(occupancy);
    require_cheap(occupancy, static_cast<double>(starters.size()), steps);
    std::vector<bool> is_target(occupancy.num_cells(), false);
    if (layered)
      is_target[static_cast<std::size_t>(target.layer)] = true;
    else
      is_target = sites_of(lattice, target, {});
    GroupArrivals chances(std::in_place);
    for (const Starters& group : starters) {
      chances->numbers.push_back(group.number);
      chances->of.push_back(target.kind == TargetKind::own_start
                                ? returns(lattice, occupancy, target, group.fraction, steps)
                                : theory::first_passage(occupancy, group.fraction, is_target, steps));
    }
    return chances;
  } catch (const theory::TooCostly&) {
    return std::nullopt;
  }
}

GroupExits exit_chances(const Run& run) {
  const Sample& sample = run.sample;
  const std::int64_t steps = sample.measure.exit_edges.back();
  try {
    const theory::Occupancy& occupancy = run.site_occupancy(steps);
    const auto starters = run.starters_apart(occupancy);
    require_cheap(occupancy, static_cast<double>(starters.size()), steps);
    GroupExits rates(std::in_place);
    for (const Starters& group : starters) {
      rates->numbers.push_back(group.number);
      rates->of.push_back(theory::exit_rates(sample.experiment, occupancy, group.fraction, steps));
    }
    return rates;
  } catch (const theory::TooCostly&) {
    return std::nullopt;
  }
}

/// The share of the walkers that arrived while it was watched.
void arrived(const Sample& sample, Findings& findings, std::size_t target, const GroupArrivals& exact) {
  const std::vector<std::int64_t>& edges = sample.measure.first_passage_edges;
  const FirstPassageTarget& place = sample.measure.first_passage_targets[target];
  const auto count = [target](const BatchTallies& sum) {
    double number = 0;
    for (std::size_t bin = 0; bin < sum.first_passage.rows(); ++bin)
      number += static_cast<double>(sum.first_passage(bin, target));
    return number;
  };
  const Jackknife errors = jackknife(sample.results.batches, sample.total, [&](const BatchTallies& sum) {
    return std::vector<double>{sum.started > 0 ? count(sum) / static_cast<double>(sum.started)
                                               : not_a_number};
  });
  double mean = not_a_number, sigma = not_a_number;
  if (exact) {
    mean = sigma = 0;
    for (std::size_t g = 0; g < exact->of.size(); ++g) {
      const auto begin = exact->of[g].begin();
      const double chance = std::accumulate(begin + edges.front(), begin + edges.back(), 0.0);
      mean += exact->numbers[g] * chance;
      sigma += exact->numbers[g] * chance * (1 - chance);
    }
    mean /= sample.walkers;
    sigma = std::sqrt(std::max(0.0, sigma)) / sample.walkers;
  }
  findings.add(measured(sample,
                        {"arrived_" + std::to_string(target), "A_" + std::to_string(target),
                         fmt::format("fraction of the walkers that reach {} in steps {} to {}",
                                     in_words(place, sample.dimension), edges.front(), edges.back() - 1)},
                        errors, 0, sigma, mean)
                   .estimate);
}

}  // namespace

void departure_law(const Run& run, Findings& findings) {
  const Sample& sample = run.sample;
  const Measurements& measure = sample.measure;
  const bool has_turnover = sample.experiment.has_turnover();
  if (!measure.survivor_times.empty() && sample.experiment.is_closed())
    findings.skip("survival", "Survival", nobody_leaves);
  if (!measure.exit_edges.empty()) {
    if (has_turnover)
      findings.skip(
          "exits", "Exits by face",
          "walkers come and go: how many leave in a bin has no exact law here (the books count their "
          "sum, and the numbers in the box tell what they leave behind)");
    else if (sample.walkers < 1)
      findings.skip("exits", "Exits by face", "no walker started");
    else
      exits_of_groups(sample, findings, [&] { return exit_chances(run); });
  }
  if (measure.first_passage_targets.empty()) return;
  if (has_turnover || sample.walkers < 1) {
    for (std::size_t target = 0; target < measure.first_passage_targets.size(); ++target)
      findings.skip("first_passage_" + std::to_string(target), "First passage",
                    has_turnover ? not_followed : "no walker started");
    return;
  }
  std::size_t target = 0;
  first_passage_of_groups(sample, findings, [&](const FirstPassageTarget& place) {
    GroupArrivals exact = arrivals(run, place);
    arrived(sample, findings, target++, exact);
    return exact;
  });
}

}  // namespace fluxwalk
