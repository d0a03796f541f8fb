#include <fmt/core.h>

#include <algorithm>

#include "draft.hpp"
#include "fluxwalk/transitions.hpp"
#include "places.hpp"

namespace fluxwalk::input {

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

bool is_half_cell(const Face& face) {
  return face.lets_in() && face.reservoir.is_half_cell;
}

/// The axis of a half-cell wall that a site lies at.
std::optional<int> half_cell_axis(const Experiment& experiment, std::int64_t site) {
  const PerAxis<std::int32_t> position = experiment.system.lattice.position(site);
  for (int a = 0; a < experiment.system.lattice.dimension; ++a) {
    const auto& faces = experiment.system.faces[at(a)];
    if ((position[at(a)] == 0 && is_half_cell(faces[low])) ||
        (position[at(a)] == experiment.system.lattice.shape[at(a)] - 1 && is_half_cell(faces[high])))
      return a;
  }
  return {};
}

void complain_of_chance(const Value& file, const Experiment& experiment, std::int64_t site,
                        const std::string& what) {
  const std::string problem = fmt::format(
      "{} site {} {}", what, site_in_words(experiment.system.lattice, site), "with a probability above 1");
  if (const auto axis = half_cell_axis(experiment, site)) {
    file["faces"][std::string(1, axis_names[at(*axis)])].complain(
        problem,
        "attempts across a half-cell wall are twice as likely, and all from a site must not exceed 1 (3 p <= "
        "1 on a chain)",
        "use a larger hop.stay, or wall = \"ghost\"");
  } else {
    file["medium"]["acceptance"].complain(
        problem, "exponential acceptance e^(-dU/2) is above 1 where the potential falls",
        "use a larger hop.stay, a flatter potential, or acceptance = \"metropolis\"");
  }
}

void check_chances(const Value& file, const Experiment& experiment) {
  bool can_exceed = experiment.system.medium.acceptance == Acceptance::exponential;
  for (const auto& faces : experiment.system.faces)
    can_exceed = can_exceed || std::any_of(faces.begin(), faces.end(), is_half_cell);
  if (!can_exceed) return;
  const Transitions transitions(experiment);
  for (std::int64_t site = 0; site < transitions.num_sites(); ++site) {
    if (transitions.stay(site) >= 0) continue;  // false also for NaN
    complain_of_chance(file, experiment, site, "walkers would hop away from");
    return;
  }
  for (const Transitions::Entry& entry : transitions.entries()) {
    if (entry.probability <= 1) continue;
    complain_of_chance(file, experiment, entry.site, "walkers would come in from the reservoir to");
    return;
  }
}

/// Whether any walker of a population can start at a site without an obstacle.
bool has_free_site(const Population& population, const Experiment& experiment) {
  Box box;
  for (std::size_t a = 0; a < box.from.size(); ++a) {
    const LayerWeights& along = population.along[a];
    box.from[a] = along.first;
    box.to[a] = along.first + static_cast<std::int32_t>(along.weights.size()) - 1;
  }
  bool is_found = false;
  for_each_position(box, [&](const PerAxis<std::int32_t>& where) {
    if (is_found || experiment.system.medium.obstacles[at(experiment.system.lattice.site(where))] != 0)
      return;
    bool has_weight = true;
    for (std::size_t a = 0; a < where.size(); ++a)
      has_weight = has_weight && population.along[a].weights[at(where[a] - box.from[a])] > 0;
    is_found = has_weight;
  });
  return is_found;
}

void check_obstacles(const Draft& draft) {
  const Experiment& experiment = draft.experiment;
  const std::vector<std::uint8_t>& obstacles = experiment.system.medium.obstacles;
  if (obstacles.empty()) return;
  const auto obstacle_among = [&](const std::vector<std::int64_t>& sites) {
    return std::find_if(sites.begin(), sites.end(),
                        [&](std::int64_t site) { return obstacles[at(site)] != 0; });
  };
  for (std::size_t i = 0; i < experiment.system.populations.size(); ++i) {
    if (experiment.system.populations[i].has_table()) {
      const std::vector<std::int64_t>& sites = experiment.system.populations[i].table.sites;
      if (const auto found = obstacle_among(sites); found != sites.end())
        draft.population_tables[i].complain(fmt::format("walkers would start at site {}, an obstacle",
                                                        site_in_words(experiment.system.lattice, *found)),
                                            "no walker can be there",
                                            "let the table have 0 there, or move the obstacles");
      continue;
    }
    if (has_free_site(experiment.system.populations[i], experiment)) continue;
    draft.population_tables[i].complain("starts only where obstacles are", "no walker can be there",
                                        "let it start elsewhere, or move the obstacles");
  }
  for (std::size_t i = 0; i < experiment.system.sources.size(); ++i) {
    const std::vector<std::int64_t>& sites = experiment.system.sources[i].sites;
    if (sites.empty()) {
      draft.source_tables[i].complain("brings walkers only where obstacles are", "no walker can be there",
                                      "let it bring them elsewhere, or move the obstacles");
      continue;
    }
    const auto found = obstacle_among(sites);  // in a table; other kinds leave obstacles out
    if (found == sites.end()) continue;
    draft.source_tables[i].complain(fmt::format("walkers would appear at site {}, an obstacle",
                                                site_in_words(experiment.system.lattice, *found)),
                                    "no walker can be there", "let the table have the rate 0 there");
  }
}

}  // namespace

void check_places(const Value& file, const Draft& draft, bool is_place_right) {
  if (is_place_right) check_chances(file, draft.experiment);
  check_obstacles(draft);
}

}  // namespace fluxwalk::input
