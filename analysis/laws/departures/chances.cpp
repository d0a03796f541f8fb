#include "laws/departures/chances.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "fluxwalk/answer_limits.hpp"
#include "fluxwalk/displacements.hpp"
#include "fluxwalk/theory.hpp"

namespace fluxwalk {

namespace {

/// Of the walkers of RunView::groups.
template <class Chance>
std::optional<ChancesOf<Chance>> of_groups(const RunView& view,
                                           std::optional<std::vector<std::vector<Chance>>> chances) {
  if (!chances) return std::nullopt;
  ChancesOf<Chance> all{{}, std::move(*chances)};
  for (const Group& group : view.groups) all.numbers.push_back(group.number);
  return all;
}

/// The sites of a target, of a walker that started at `home`.
std::vector<bool> sites_of(const Lattice& lattice, const FirstPassageTarget& target,
                           const PerAxis<std::int32_t>& home) {
  std::vector<bool> is_target;
  for (std::int64_t site = 0; site < lattice.num_sites(); ++site)
    is_target.push_back(target.contains(lattice.position(site), home));
  return is_target;
}

void require_cheap(const theory::Occupancy& occupancy, double walks, std::int64_t steps) {
  if (static_cast<double>(occupancy.num_cells()) * walks * static_cast<double>(steps) >
      answer_limits::occupancy)
    throw theory::TooCostly("exits or first passages would cost too much");
}

/// Each walker's own start is its target. From time 1 on, it is the first passage of a walker that has hopped
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

/// Exact chances to arrive, of walkers that start alike. Uses the layers of the target's axis if these are
/// exact, else all sites: a target absorbs every walker that reaches it.
GroupArrivals arrivals_by_occupancy(const Run& run, const FirstPassageTarget& target) {
  const RunView& view = run.view;
  const Lattice& lattice = view.experiment.system.lattice;
  const std::int64_t steps = view.measure.first_passage_edges.back() - 1;
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

GroupExits exits_by_occupancy(const Run& run) {
  const RunView& view = run.view;
  const std::int64_t steps = view.measure.exit_edges.back();
  try {
    const theory::Occupancy& occupancy = run.site_occupancy(steps);
    const auto starters = run.starters_apart(occupancy);
    require_cheap(occupancy, static_cast<double>(starters.size()), steps);
    GroupExits rates(std::in_place);
    for (const Starters& group : starters) {
      rates->numbers.push_back(group.number);
      rates->of.push_back(theory::exit_rates(view.experiment, occupancy, group.fraction, steps));
    }
    return rates;
  } catch (const theory::TooCostly&) {
    return std::nullopt;
  }
}

}  // namespace

GroupExits exit_chances(const Run& run) {
  const RunView& view = run.view;
  if (!view.sites_are_alike()) return exits_by_occupancy(run);
  if (!view.starts_apart) return std::nullopt;
  return of_groups(view, view.for_groups([&](const Population& population) {
    return theory::exit_rates(view.experiment, population, view.measure.exit_edges.back());
  }));
}

GroupArrivals arrival_chances(const Run& run, const FirstPassageTarget& target) {
  const RunView& view = run.view;
  if (!view.sites_are_alike()) return arrivals_by_occupancy(run, target);
  if (!view.starts_apart) return std::nullopt;
  return of_groups(view, view.for_groups([&](const Population& population) {
    return theory::first_passage(view.experiment, population, target,
                                 view.measure.first_passage_edges.back() - 1);
  }));
}

}  // namespace fluxwalk
