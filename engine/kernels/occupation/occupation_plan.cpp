#include "kernels/occupation/occupation_plan.hpp"

#include <algorithm>
#include <set>
#include <span>

namespace fluxwalk {

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

/// In a uniform medium the walkers of every site split by the hop law, and walls and faces decide afterwards:
/// so every attempt is counted, as the kernels that move walkers one by one count it.
bool splits_by_hop_law(const Experiment& experiment, const Transitions& transitions, std::int64_t site) {
  if (!experiment.system.medium.is_uniform()) return false;
  for (int direction = 0; direction < transitions.num_directions(); ++direction) {
    const auto axis = at(direction % transitions.dimension());
    const HopLaw& law = experiment.system.hop_law;
    const double attempt = direction < transitions.dimension() ? law.minus[axis] : law.plus[axis];
    if (transitions.hop(site, direction) > attempt) return false;  // a half-cell face
  }
  return true;
}

SiteClass class_of(const Experiment& experiment, const Transitions& transitions, std::int64_t site) {
  const int dimension = transitions.dimension();
  const bool by_hop_law = splits_by_hop_law(experiment, transitions, site);
  Chances chances = transitions.drawn(site);
  std::array<Fate, 2 * max_dimension> fates;
  const std::int32_t here_of_axis[] = {experiment.system.lattice.position(site)[0],
                                       experiment.system.lattice.position(site)[1],
                                       experiment.system.lattice.position(site)[2]};
  for (int direction = 0; direction < transitions.num_directions(); ++direction) {
    const auto axis = at(direction % dimension);
    const Side side = direction < dimension ? low : high;
    const double attempt =
        side == low ? experiment.system.hop_law.minus[axis] : experiment.system.hop_law.plus[axis];
    const double succeeds = transitions.hop(site, direction);
    if (by_hop_law) chances[at(direction)] = attempt;
    Fate& fate = fates[at(direction)];
    if (!(succeeds > 0)) continue;  // stays, and crosses nothing
    const std::int64_t target = transitions.target(site, direction);
    const Transitions::Crossing crossing = transitions.crossing(site, direction);
    fate.leaves = target == Transitions::outside;
    fate.offset = fate.leaves ? 0 : target - site;
    fate.crosses = true;
    fate.plane_offset = crossing.plane - here_of_axis[axis];
    fate.is_forward = crossing.is_forward;
    // A partly absorbing face, or a reservoir with another potential.
    if (by_hop_law && succeeds < attempt) fate.succeeds = Share::of_probability(succeeds / attempt);
  }
  const std::size_t num_directions = at(transitions.num_directions());
  if (by_hop_law) chances[num_directions] = experiment.system.hop_law.stay;
  return {chances, Split({chances.data(), num_directions + 1}), fates};
}

/// Poisson numbers. Sites where few walkers appear are merged: their total number is one draw, and each
/// walker chooses its site. The law is the same.
Inflow poisson_inflow(std::span<const std::int64_t> sites, std::span<const double> means) {
  constexpr double few = 0.5;
  Inflow made;
  std::vector<double> shares;
  for (std::size_t k = 0; k < sites.size(); ++k) {
    if (!(means[k] > 0)) continue;
    if (means[k] < few) {
      made.rare.push_back(sites[k]);
      made.mean_of_rare += means[k];
      shares.push_back(means[k]);
    } else {
      made.alone.push_back({sites[k], means[k], {}});
    }
  }
  for (double& share : shares) share /= made.mean_of_rare;
  if (shares.size() > 1) made.shares = thresholds_from_probabilities(shares);
  return made;
}

std::vector<Inflow> entries_of(const Experiment& experiment, const Transitions& transitions) {
  std::vector<Inflow> entries;
  for (std::size_t face = 0; face < 2 * at(experiment.system.lattice.dimension); ++face) {
    const Reservoir& reservoir = experiment.system.faces[face / 2][face % 2].reservoir;
    Inflow fixed;
    fixed.fixed = reservoir.is_deterministic ? static_cast<std::int64_t>(reservoir.concentration) : 0;
    std::vector<std::int64_t> sites;
    std::vector<double> means;
    for (const Transitions::Entry& entry : transitions.entries()) {
      if (2 * at(entry.axis) + at(entry.side) != face) continue;
      sites.push_back(entry.site);
      means.push_back(reservoir.concentration / static_cast<double>(experiment.sampling.num_batches) *
                      entry.probability);
      if (fixed.fixed > 0 && entry.probability > 0)
        fixed.alone.push_back({entry.site, 0, Share::of_probability(entry.probability)});
    }
    entries.push_back(reservoir.is_deterministic ? fixed : poisson_inflow(sites, means));
    entries.back().face = face;
    entries.back().end = experiment.system.steps;
  }
  return entries;
}

std::vector<Inflow> sources_of(const Experiment& experiment) {
  std::vector<Inflow> sources;
  for (const Source& source : experiment.system.sources) {
    std::vector<double> means = source.rates;
    for (double& mean : means) mean /= static_cast<double>(experiment.sampling.num_batches);
    sources.push_back(poisson_inflow(source.sites, means));
    sources.back().begin = source.begin;
    sources.back().end = source.end;
  }
  return sources;
}

}  // namespace

OccupationPlan::OccupationPlan(const Experiment& asked)
    : walk(asked),
      decay(Share::of_probability(asked.system.turnover.decay)),
      reproduction(Share::of_probability(asked.system.turnover.reproduction)) {
  const Transitions transitions(walk.experiment);
  const auto is_before = [this](std::uint32_t a, std::uint32_t b) { return classes[a] < classes[b]; };
  std::set<std::uint32_t, decltype(is_before)> known(is_before);
  class_of_site.reserve(at(transitions.num_sites()));
  for (std::int64_t site = 0; site < transitions.num_sites(); ++site) {
    classes.push_back(class_of(walk.experiment, transitions, site));
    const auto [place, is_new] = known.insert(static_cast<std::uint32_t>(classes.size() - 1));
    if (!is_new) classes.pop_back();
    class_of_site.push_back(*place);
  }
  slices = SlicePlan(*this);
  entries = entries_of(walk.experiment, transitions);
  sources = sources_of(walk.experiment);
  for (const Population& population : walk.experiment.system.populations) {
    static const std::vector<std::uint64_t> one_cell = {1};
    const auto split_along = [&](std::size_t axis) {
      if (!population.has_table()) return Multinomial(population.along[axis].weights);
      return Multinomial(axis == 0 && !population.is_exact ? population.table.numbers : one_cell);
    };
    starts.push_back({split_along(0), split_along(1), split_along(2)});
  }
}

}  // namespace fluxwalk
