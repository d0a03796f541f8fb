#include "kernels/occupation/occupation_plan.hpp"

#include <algorithm>
#include <set>

namespace fluxwalk {

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

/// In a uniform medium every site deals by the hop law, and walls and faces decide afterwards: so every
/// attempt is counted, as the kernels that move walkers one by one count it.
bool deals_by_hop_law(const Experiment& experiment, const Transitions& transitions, std::int64_t site) {
  if (!experiment.medium.is_uniform()) return false;
  for (int direction = 0; direction < transitions.num_directions(); ++direction) {
    const auto axis = at(direction % transitions.dimension());
    const HopLaw& law = experiment.hop_law;
    const double attempt = direction < transitions.dimension() ? law.minus[axis] : law.plus[axis];
    if (transitions.hop(site, direction) > attempt) return false;  // a half-cell face
  }
  return true;
}

SiteClass class_of(const Experiment& experiment, const Transitions& transitions, std::int64_t site) {
  const int dimension = transitions.dimension();
  const bool by_hop_law = deals_by_hop_law(experiment, transitions, site);
  Chances chances = transitions.drawn(site);
  std::array<Fate, 2 * max_dimension> fates;
  const std::int32_t here_of_axis[] = {experiment.lattice.position(site)[0],
                                       experiment.lattice.position(site)[1],
                                       experiment.lattice.position(site)[2]};
  for (int direction = 0; direction < transitions.num_directions(); ++direction) {
    const auto axis = at(direction % dimension);
    const Side side = direction < dimension ? low : high;
    const double attempt = side == low ? experiment.hop_law.minus[axis] : experiment.hop_law.plus[axis];
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
    // A face that is partly absorbing, or a reservoir where the potential is another one.
    if (by_hop_law && succeeds < attempt) fate.succeeds = Share::of_probability(succeeds / attempt);
  }
  const std::size_t num_directions = at(transitions.num_directions());
  if (by_hop_law) chances[num_directions] = experiment.hop_law.stay;
  return {chances, Split({chances.data(), num_directions + 1}), fates};
}

/// Sites that few come to are put together: their number is one draw, and where they go is a choice each,
/// which is the same law.
class Inflows {
 public:
  Inflows(std::size_t face, std::int64_t begin, std::int64_t end) {
    few_.face = alone_.face = face;
    few_.begin = alone_.begin = begin;
    few_.end = alone_.end = end;
  }
  void add(std::int64_t site, double mean) {
    constexpr double few = 0.5;
    if (!(mean > 0)) return;
    if (mean < few) {
      few_.sites.push_back(site);
      few_.mean += mean;
      means_.push_back(mean);
      return;
    }
    alone_.sites = {site};
    alone_.mean = mean;
    made_.push_back(alone_);
  }
  void add_fixed(std::int64_t site, std::int64_t number, double probability) {
    Inflow inflow = alone_;
    inflow.sites = {site};
    inflow.mean = 0;
    inflow.fixed = number;
    inflow.enters = Share::of_probability(probability);
    made_.push_back(inflow);
  }
  void move_to(std::vector<Inflow>& list) {
    for (double& mean : means_) mean /= few_.mean;
    if (means_.size() > 1) few_.shares = thresholds_from_probabilities(means_);
    if (!means_.empty()) made_.push_back(few_);
    list.insert(list.end(), made_.begin(), made_.end());
  }

 private:
  Inflow few_, alone_;
  std::vector<double> means_;  // of the few
  std::vector<Inflow> made_;
};

std::vector<Inflow> entries_of(const Experiment& experiment, const Transitions& transitions) {
  std::vector<Inflow> entries;
  for (std::size_t face = 0; face < 2 * at(experiment.lattice.dimension); ++face) {
    const Reservoir& reservoir = experiment.faces[face / 2][face % 2].reservoir;
    const double number = reservoir.concentration;
    Inflows inflows(face, 0, experiment.steps);
    for (const Transitions::Entry& entry : transitions.entries()) {
      if (2 * at(entry.axis) + at(entry.side) != face) continue;
      if (!reservoir.is_deterministic)
        inflows.add(entry.site, number / static_cast<double>(experiment.num_batches) * entry.probability);
      else if (entry.probability > 0 && number > 0)
        inflows.add_fixed(entry.site, static_cast<std::int64_t>(number), entry.probability);
    }
    inflows.move_to(entries);
  }
  return entries;
}

std::vector<Inflow> sources_of(const Experiment& experiment) {
  std::vector<Inflow> sources;
  for (const Source& source : experiment.sources) {
    Inflows inflows(0, source.begin, source.end);
    for (std::size_t k = 0; k < source.sites.size(); ++k)
      inflows.add(source.sites[k], source.rates[k] / static_cast<double>(experiment.num_batches));
    inflows.move_to(sources);
  }
  return sources;
}

}  // namespace

OccupationPlan::OccupationPlan(const Experiment& asked)
    : walk(asked),
      decay(Share::of_probability(asked.turnover.decay)),
      reproduction(Share::of_probability(asked.turnover.reproduction)) {
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
  for (const Population& population : walk.experiment.populations) {
    const auto deal = [&](std::size_t axis) { return Deal(population.along[axis].weights); };
    starts.push_back({deal(0), deal(1), deal(2)});
  }
}

}  // namespace fluxwalk
