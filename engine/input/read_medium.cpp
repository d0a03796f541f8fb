/// \file
/// [medium], [[medium.region]], [[medium.potential]] and [[medium.membrane]].

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "places.hpp"
#include "tables.hpp"

namespace fluxwalk::input {

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

const Range<double> obstacle_range = {0, 1, "1 is an obstacle, 0 is none"};

/// A list with one entry per site, all of them `value` at first.
template <class T>
std::vector<T>& whole(std::vector<T>& list, std::int64_t size, T value) {
  if (list.empty()) list.assign(at(size), value);
  return list;
}

/// Sets a value at each site of a box; makes the list first.
template <class T>
void fill(const Box& box, std::optional<T> value, T before, std::vector<T> Medium::*list,
          Experiment& experiment) {
  if (!value) return;
  const Lattice& lattice = experiment.system.lattice;
  std::vector<T>& sites = whole(experiment.system.medium.*list, lattice.num_sites(), before);
  for_each_position(box,
                    [&](const PerAxis<std::int32_t>& where) { sites[at(lattice.site(where))] = *value; });
}

void read_tables(const Value& section, Draft& draft) {
  draft.sizes.has_hop = section["hop_table"].exists();
  draft.sizes.has_mobility = section["mobility_table"].exists();
  draft.sizes.has_obstacles = section["obstacle_table"].exists();
  const auto hop = read_site_table(section["hop_table"], draft, probability);
  const auto mobility = read_site_table(section["mobility_table"], draft, probability);
  const auto obstacles = read_site_table(section["obstacle_table"], draft, obstacle_range);
  if (mobility)
    draft.places.push_back(
        [mobility = *mobility](Experiment& experiment) { experiment.system.medium.mobility = mobility; });
  if (hop)
    draft.places.push_back([hop = *hop](Experiment& experiment) { experiment.system.medium.hop = hop; });
  if (!obstacles) return;
  for (const double value : *obstacles) {
    if (value == 0 || value == 1) continue;
    section["obstacle_table"].complain(fmt::format("holds {}", value), obstacle_range.reason);
    return;
  }
  draft.places.push_back([obstacles = *obstacles](Experiment& experiment) {
    experiment.system.medium.obstacles.assign(obstacles.begin(), obstacles.end());
  });
}

void read_region(const Value& table, Draft& draft) {
  if (!table.expect_table()) return;
  const bool is_everywhere = !table["from"].exists() && !table["to"].exists();
  const auto box = is_everywhere ? std::optional(whole_box(draft)) : read_box(table, draft);
  const auto hop = table["hop"].number(probability);
  const auto mobility = table["mobility"].number(probability);
  const auto is_obstacle = table["obstacle"].flag();
  const auto potential = table["potential"].number(potential_range);
  ListSizes& sizes = draft.sizes;
  sizes.has_hop = sizes.has_hop || table["hop"].exists();
  sizes.has_mobility = sizes.has_mobility || table["mobility"].exists();
  sizes.has_obstacles = sizes.has_obstacles || table["obstacle"].exists();
  sizes.has_potential = sizes.has_potential || table["potential"].exists();
  const auto is_missing = [&](const char* key) { return !table[key].exists(); };
  if (is_missing("hop") && is_missing("mobility") && is_missing("obstacle") && is_missing("potential")) {
    table.complain("says nothing about its sites", "none of hop, mobility, obstacle and potential is given",
                   "add hop = 0.5, mobility = 0.5, obstacle = true or potential = 1.5");
    return;
  }
  if (!box) return;
  const auto obstacle = is_obstacle ? std::optional<std::uint8_t>(*is_obstacle) : std::nullopt;
  draft.places.push_back([box = *box, hop, mobility, obstacle, potential](Experiment& experiment) {
    fill(box, hop, 1.0, &Medium::hop, experiment);
    fill(box, mobility, 1.0, &Medium::mobility, experiment);
    fill(box, obstacle, std::uint8_t{0}, &Medium::obstacles, experiment);
    fill(box, potential, 0.0, &Medium::potential, experiment);
  });
}

/// U of a layer along an axis, in kT.
using Shape = std::function<double(double layer)>;

std::optional<Shape> read_step(const Value& table, int axis, const Draft& draft) {
  const auto height = table["height"].expect() ? table["height"].number(potential_range) : std::nullopt;
  const auto first =
      table["at"].expect() ? table["at"].whole(draft.length, draft.layer_range(axis)) : std::nullopt;
  if (!height || !first) return {};
  return [height = *height, first = static_cast<double>(*first)](double layer) {
    return layer < first ? 0 : height;
  };
}

std::optional<Shape> read_ramp(const Value& table, int, const Draft& draft) {
  const auto height = table["height"].expect() ? table["height"].number(potential_range) : std::nullopt;
  const auto from = table["from"].expect() ? table["from"].measured(draft.length) : std::nullopt;
  const auto to = table["to"].expect() ? table["to"].measured(draft.length) : std::nullopt;
  if (!height || !from || !to) return {};
  if (!(*from < *to)) {
    table["to"].complain(fmt::format("{} does not come after {}", *to, *from),
                         "a ramp rises from its first to its last place",
                         "exchange from and to, or use kind = \"step\"");
    return {};
  }
  return [height = *height, from = *from, to = *to](double layer) {
    return height * std::clamp((layer - from) / (to - from), 0.0, 1.0);
  };
}

std::optional<Shape> read_harmonic(const Value& table, int, const Draft& draft) {
  const auto center = table["center"].expect() ? table["center"].measured(draft.length) : std::nullopt;
  const auto stiffness =
      table["stiffness"].expect() ? table["stiffness"].number(potential_range) : std::nullopt;
  if (!center || !stiffness) return {};
  return [center = *center, stiffness = *stiffness](double layer) {
    return stiffness * (layer - center) * (layer - center) / 2;
  };
}

std::optional<Shape> read_gaussian(const Value& table, int, const Draft& draft) {
  const auto height = table["height"].expect() ? table["height"].number(potential_range) : std::nullopt;
  const auto center = table["center"].expect() ? table["center"].measured(draft.length) : std::nullopt;
  const auto width = table["width"].expect() ? table["width"].measured(draft.length) : std::nullopt;
  if (width && !(*width > 0)) {
    table["width"].complain(fmt::format("{} is not positive", *width), "a width is a standard deviation");
    return {};
  }
  if (!height || !center || !width) return {};
  // In long double, so that all mathematics libraries give the same double.
  return [height = *height, center = *center, width = *width](double layer) {
    const long double distance = (static_cast<long double>(layer) - center) / width;
    return static_cast<double>(height * std::exp(-distance * distance / 2));
  };
}

std::optional<Shape> read_values(const Value& table, int axis, Draft& draft) {
  const auto values = read_table(table, axis, draft, potential_range);
  if (!values) return {};
  return [values = *values](double layer) { return values[static_cast<std::size_t>(layer)]; };
}

struct Kind {
  std::vector<std::string> keys;
  std::optional<Shape> (*read)(const Value&, int, const Draft&);
};

const std::map<std::string, Kind>& kinds() {
  static const std::map<std::string, Kind> map = {
      {"step", {{"axis", "at", "height"}, read_step}},
      {"ramp", {{"axis", "from", "to", "height"}, read_ramp}},
      {"harmonic", {{"axis", "center", "stiffness"}, read_harmonic}},
      {"gaussian", {{"axis", "center", "width", "height"}, read_gaussian}},
      {"table", {{"axis", "file", "dataset", "values"}, nullptr}},
  };
  return map;
}

/// Adds U(layer along the axis) to the potential of each site.
void add_along(int axis, const Shape& shape, Experiment& experiment) {
  const Lattice& lattice = experiment.system.lattice;
  std::vector<double>& sites = whole(experiment.system.medium.potential, lattice.num_sites(), 0.0);
  std::vector<double> layers(at(lattice.shape[at(axis)]));
  for (std::size_t i = 0; i < layers.size(); ++i) layers[i] = shape(static_cast<double>(i));
  for (std::int64_t site = 0; site < lattice.num_sites(); ++site)
    sites[at(site)] += layers[at(lattice.position(site)[at(axis)])];
}

void read_potential(const Value& table, Draft& draft) {
  if (!table.expect_table()) return;
  draft.sizes.has_potential = true;
  table["kind"].expect();
  const auto kind = table["kind"].choice<std::string>({{"step", "step"},
                                                       {"ramp", "ramp"},
                                                       {"harmonic", "harmonic"},
                                                       {"gaussian", "gaussian"},
                                                       {"table", "table"}});
  if (!kind) return;
  refuse_other_keys(
      table, *kind, kinds().at(*kind).keys,
      {"axis", "at", "from", "to", "height", "center", "width", "stiffness", "file", "dataset", "values"});
  if (*kind == "table" && !table["axis"].exists()) {
    const auto values = read_table(table, {}, draft, potential_range);
    if (!values) return;
    draft.places.push_back([values = *values](Experiment& experiment) {
      std::vector<double>& sites =
          whole(experiment.system.medium.potential, experiment.system.lattice.num_sites(), 0.0);
      for (std::size_t i = 0; i < sites.size(); ++i) sites[i] += values[i];
    });
    return;
  }
  const auto axis = table["axis"].expect() ? draft.axis(table["axis"]) : std::nullopt;
  if (!axis) return;
  const auto shape =
      *kind == "table" ? read_values(table, *axis, draft) : kinds().at(*kind).read(table, *axis, draft);
  if (!shape) return;
  draft.places.push_back(
      [axis = *axis, shape = *shape](Experiment& experiment) { add_along(axis, shape, experiment); });
}

void read_membrane(const Value& table, Draft& draft) {
  if (!table.expect_table()) return;
  for (const char* key : {"axis", "plane", "transmission"}) table[key].expect();
  const auto chance = table["transmission"].number(probability);
  const bool is_whole = !table["from"].exists() && !table["to"].exists();
  const auto axis = draft.axis(table["axis"]);
  auto box = is_whole ? std::optional(whole_box(draft)) : read_box(table, draft, axis);
  if (!axis) return;
  const auto plane = table["plane"].integer(draft.plane_range(*axis));
  if (!plane || !chance || !box) return;
  box->from[at(*axis)] = box->to[at(*axis)] = static_cast<std::int32_t>(*plane);
  draft.sizes.membranes[at(*axis)] = true;
  draft.places.push_back([box = *box, axis = *axis, chance = *chance](Experiment& experiment) {
    const Lattice& lattice = experiment.system.lattice;
    auto& bonds = whole(experiment.system.medium.transmission[at(axis)], lattice.num_bonds(axis), 1.0);
    for_each_position(
        box, [&](const PerAxis<std::int32_t>& where) { bonds[at(lattice.bond(axis, where))] = chance; });
  });
}

void read_each(const Value& list, Draft& draft, void (*read)(const Value&, Draft&)) {
  if (!list.exists()) return;
  for (const Value& table : list.is_table() ? std::vector<Value>{list} : list.elements()) {
    if (draft.complaints.is_full()) return;
    read(table, draft);
  }
}

}  // namespace

void read_medium(const Value& file, Draft& draft) {
  const Value section = file["medium"];
  if (!section.exists() || !section.expect_table()) return;
  Medium& medium = draft.experiment.system.medium;
  medium.acceptance = section["acceptance"].kind(acceptances).value_or(medium.acceptance);
  // Tables first, which regions override; then the potentials, which add to both.
  read_tables(section, draft);
  read_each(section["region"], draft, read_region);
  read_each(section["potential"], draft, read_potential);
  read_each(section["membrane"], draft, read_membrane);
}

}  // namespace fluxwalk::input
