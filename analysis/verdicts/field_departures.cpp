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

/// The sites that a target is made of.
std::vector<bool> sites_of(const Lattice& lattice, const FirstPassageTarget& target) {
  std::vector<bool> is_target;
  for (std::int64_t site = 0; site < lattice.num_sites(); ++site)
    is_target.push_back(lattice.position(site)[static_cast<std::size_t>(target.axis)] == target.layer);
  return is_target;
}

/// Exact chances of each group to arrive, by the layers of the target's axis where these are exact, else by
/// all sites: there the target takes everybody who comes.
ArrivalChances arrivals(const FieldRun& run, const FirstPassageTarget& target) {
  const Sample& sample = run.sample;
  const std::int64_t steps = sample.measure.first_passage_edges.back() - 1;
  try {
    const AxisPath* path = run.along(target.axis);
    const bool layered = path != nullptr && path->is_layered;
    const theory::Field& field = layered ? path->field : run.site_field(steps);
    std::vector<bool> is_target(field.num_cells(), false);
    if (layered)
      is_target[static_cast<std::size_t>(target.layer)] = true;
    else
      is_target = sites_of(sample.experiment.lattice, target);
    const auto starts = run.group_starts(field);
    if (static_cast<double>(field.num_cells() * starts.size()) * static_cast<double>(steps) >
        FieldRun::max_cell_steps)
      return std::nullopt;
    std::vector<std::vector<double>> chances;
    for (const std::vector<double>& start : starts)
      chances.push_back(theory::first_passage(field, start, is_target, steps));
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
  const Jackknife errors = jackknife(sample.results.batches, sample.total, [&](const BatchTallies& sum) {
    return std::vector<double>{sum.started > 0 ? count(sum) / static_cast<double>(sum.started)
                                               : not_a_number};
  });
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
                         fmt::format("fraction of the walkers that reach layer {} = {} in steps {} to {}",
                                     axis_name(place.axis), place.layer, edges.front(), edges.back() - 1)},
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
