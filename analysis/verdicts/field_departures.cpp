/// \file
/// Where walkers leave a box that is not plain, and when they first arrive.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "estimators/statistics.hpp"
#include "fluxwalk/displacements.hpp"
#include "verdicts/field_findings.hpp"

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

void require_cheap(const theory::Field& field, double walks, std::int64_t steps) {
  if (static_cast<double>(field.num_cells()) * walks * static_cast<double>(steps) > FieldRun::max_cell_steps)
    throw theory::TooCostly("the first passages would cost too much");
}

/// Each walker's own start is its target: from time 1 on, the first passage to it of a walker that has hopped
/// once.
std::vector<double> returns(const Lattice& lattice, const theory::Field& field,
                            const FirstPassageTarget& target, const std::vector<double>& start,
                            std::int64_t steps) {
  const auto num_starts = std::count_if(start.begin(), start.end(), [](double share) { return share > 0; });
  require_cheap(field, static_cast<double>(num_starts), steps);
  std::vector<double> sum(static_cast<std::size_t>(steps) + 1, 0.0);
  for (std::size_t home = 0; home < start.size(); ++home) {
    if (start[home] <= 0 || steps == 0) continue;
    std::vector<double> at_home(start.size(), 0.0);
    at_home[home] = start[home];
    const std::vector<bool> is_home =
        sites_of(lattice, target, lattice.position(static_cast<std::int64_t>(home)));
    const std::vector<double> later = theory::first_passage(field, field.hop(at_home), is_home, steps - 1);
    for (std::size_t t = 0; t < later.size(); ++t) sum[t + 1] += later[t];
  }
  return sum;
}

/// Exact chances of each group to arrive, by the layers of the target's axis where these are exact, else by
/// all sites: a target takes every walker that comes.
ArrivalChances arrivals(const FieldRun& run, const FirstPassageTarget& target) {
  const Sample& sample = run.sample;
  const Lattice& lattice = sample.experiment.lattice;
  const std::int64_t steps = sample.measure.first_passage_edges.back() - 1;
  try {
    const AxisPath* path = target.kind == TargetKind::layer ? run.along(target.axis) : nullptr;
    const bool layered = path != nullptr && path->is_layered;
    const theory::Field& field = layered ? path->field : run.site_field(steps);
    const auto starts = run.group_starts(field);
    require_cheap(field, static_cast<double>(starts.size()), steps);
    std::vector<bool> is_target(field.num_cells(), false);
    if (layered)
      is_target[static_cast<std::size_t>(target.layer)] = true;
    else
      is_target = sites_of(lattice, target, {});
    std::vector<std::vector<double>> chances;
    for (const std::vector<double>& start : starts)
      chances.push_back(target.kind == TargetKind::own_start
                            ? returns(lattice, field, target, start, steps)
                            : theory::first_passage(field, start, is_target, steps));
    return chances;
  } catch (const theory::TooCostly&) {
    return std::nullopt;
  }
}

ExitChances exit_chances(const FieldRun& run) {
  const Sample& sample = run.sample;
  const std::int64_t steps = sample.measure.exit_edges.back();
  try {
    const theory::Field& field = run.site_field(steps);
    std::vector<std::vector<std::array<double, 2 * max_dimension>>> rates;
    for (const std::vector<double>& start : run.group_starts(field))
      rates.push_back(theory::exit_rates(sample.experiment, field, start, steps));
    return rates;
  } catch (const theory::TooCostly&) {
    return std::nullopt;
  }
}

/// The share of the walkers that arrived while it was watched.
void arrived(const Sample& sample, Findings& findings, std::size_t target, const ArrivalChances& exact) {
  const std::vector<std::int64_t>& edges = sample.measure.first_passage_edges;
  const FirstPassageTarget& place = sample.measure.first_passage_targets[target];
  const auto count = [target](const BatchTallies& sum) {
    double number = 0;
    for (std::size_t bin = 0; bin < sum.first_passage.rows(); ++bin)
      number += static_cast<double>(sum.first_passage(bin, target));
    return number;
  };
  const Jackknife errors = jackknife(
      sample.results.batches, sample.total,
      [&](const BatchTallies& sum) {
        return std::vector<double>{sum.started > 0 ? count(sum) / static_cast<double>(sum.started)
                                                   : not_a_number};
      },
      Reads::no_layers());
  double mean = not_a_number, sigma = not_a_number;
  if (exact) {
    mean = sigma = 0;
    for (std::size_t g = 0; g < exact->size(); ++g) {
      const auto begin = (*exact)[g].begin();
      const double chance = std::accumulate(begin + edges.front(), begin + edges.back(), 0.0);
      mean += sample.groups[g].number * chance;
      sigma += sample.groups[g].number * chance * (1 - chance);
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

void field_departures(const FieldRun& run, Findings& findings) {
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
      exits(sample, findings, [&] { return exit_chances(run); });
  }
  if (measure.first_passage_targets.empty()) return;
  if (has_turnover || sample.walkers < 1) {
    for (std::size_t target = 0; target < measure.first_passage_targets.size(); ++target)
      findings.skip("first_passage_" + std::to_string(target), "First passage",
                    has_turnover ? not_followed : "no walker started");
    return;
  }
  std::size_t target = 0;
  first_passage(sample, findings, [&](const FirstPassageTarget& place) {
    ArrivalChances exact = arrivals(run, place);
    arrived(sample, findings, target++, exact);
    return exact;
  });
}

}  // namespace fluxwalk
