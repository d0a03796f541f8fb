#include "write_places.hpp"

#include <algorithm>
#include <optional>

#include "fluxwalk/error.hpp"
#include "places.hpp"
#include "weights.hpp"

namespace fluxwalk::input {

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

void write_box(const Box& box, int dimension, TomlWriter& toml) {
  toml.key("from", of_axes(box.from, dimension));
  toml.key("to", of_axes(box.to, dimension));
}

/// A box of bonds on one plane, all with the same value.
struct Patch {
  Box box;
  double value = 1;
};

/// The bonds of an axis with values other than 1, cut into few boxes.
std::vector<Patch> patches_of(const std::vector<double>& bonds, const Lattice& lattice, int axis) {
  std::vector<Patch> patches;
  std::vector<bool> is_written(bonds.size(), false);
  Box all;
  for (std::size_t a = 0; a < all.to.size(); ++a) all.to[a] = lattice.shape[a] - 1;
  all.to[at(axis)] = lattice.shape[at(axis)];
  const auto bond = [&](const PerAxis<std::int32_t>& where) { return at(lattice.bond(axis, where)); };
  for_each_position(all, [&](const PerAxis<std::int32_t>& corner) {
    const double value = bonds[bond(corner)];
    if (value == 1 || is_written[bond(corner)]) return;
    Patch patch{{corner, corner}, value};
    for (std::size_t a = max_dimension; a-- > 0;) {  // as far as all bonds of the next row are equal
      if (a == at(axis)) continue;
      for (bool can_grow = true; can_grow && patch.box.to[a] < all.to[a];) {
        Box row = patch.box;
        row.from[a] = row.to[a] = patch.box.to[a] + 1;
        for_each_position(row, [&](const PerAxis<std::int32_t>& where) {
          can_grow = can_grow && bonds[bond(where)] == value && !is_written[bond(where)];
        });
        if (can_grow) ++patch.box.to[a];
      }
    }
    for_each_position(patch.box, [&](const PerAxis<std::int32_t>& where) { is_written[bond(where)] = true; });
    patches.push_back(patch);
  });
  if (patches.empty()) patches.push_back({{}, 1});  // even a list of ones makes a medium
  return patches;
}

/// The box with exactly these sites as free sites; they ascend.
std::optional<Box> box_of(const std::vector<std::int64_t>& sites, const Experiment& experiment) {
  if (sites.empty()) return {};
  const Lattice& lattice = experiment.system.lattice;
  Box box{lattice.position(sites.front()), lattice.position(sites.front())};
  for (const std::int64_t site : sites) {
    const PerAxis<std::int32_t> position = lattice.position(site);
    for (std::size_t a = 0; a < position.size(); ++a) {
      box.from[a] = std::min(box.from[a], position[a]);
      box.to[a] = std::max(box.to[a], position[a]);
    }
  }
  const std::vector<std::uint8_t>& obstacles = experiment.system.medium.obstacles;
  std::int64_t free = 0;
  for_each_position(box, [&](const PerAxis<std::int32_t>& where) {
    if (obstacles.empty() || obstacles[at(lattice.site(where))] == 0) ++free;
  });
  return free == static_cast<std::int64_t>(sites.size()) ? std::optional(box) : std::nullopt;
}

[[noreturn]] void refuse(const Experiment& experiment, std::size_t population, const std::string& problem) {
  throw InputError(
      {{experiment.heading.name, 0, 0, "population", fmt::format("population {} {}", population + 1, problem),
        "a table holds whole numbers up to 2^53", ""}});
}

void write_table_of_starts(const Experiment& experiment, std::size_t number, TomlWriter& toml,
                           TablesWriter& tables) {
  const Population& population = experiment.system.populations[number];
  const SiteNumbers& table = population.table;
  std::vector<double> numbers;
  for (const std::uint64_t each : table.numbers) {
    if (each > std::uint64_t{1} << 53) refuse(experiment, number, fmt::format("has {} at a site", each));
    numbers.push_back(static_cast<double>(each));
  }
  toml.key("kind", "table");
  toml.key("file", tables.add(fmt::format("population-{}", number + 1), table.sites, numbers));
  if (!population.is_exact) toml.key("integers", true);
}

void write_layers(const Experiment& experiment, const Population& population, TomlWriter& toml) {
  const auto is_even = [](const LayerWeights& layers) {
    return std::all_of(layers.weights.begin(), layers.weights.end(), [](auto weight) { return weight == 1; });
  };
  const int dimension = experiment.system.lattice.dimension;
  const auto end = population.along.begin() + dimension;
  if (std::all_of(population.along.begin(), end, is_even)) {
    Box box;
    for (std::size_t a = 0; a < at(dimension); ++a) {
      box.from[a] = population.along[a].first;
      box.to[a] = box.from[a] + static_cast<std::int32_t>(population.along[a].weights.size()) - 1;
    }
    toml.key("kind", "box");
    write_box(box, dimension, toml);
    return;
  }
  std::string list;
  for (auto layers = population.along.begin(); layers != end; ++layers) {
    list += fmt::format("{}{{ first = {}, ", list.empty() ? "" : ", ", layers->first);
    list += is_even(*layers) ? fmt::format("count = {} }}", layers->weights.size())
                             : fmt::format("weights = {} }}", toml_value(layers->weights));
  }
  toml.key("kind", "layers");
  toml.raw("layers", fmt::format("[{}]", list));
}

}  // namespace

std::string TablesWriter::add(const std::string& name, std::vector<double> values) {
  // Rows and columns, as in a text: the table of a cube has the rows of all its slices.
  const std::int64_t columns = lattice_.dimension == 1 ? 1 : lattice_.shape[at(lattice_.dimension - 1)];
  const auto rows = static_cast<std::int64_t>(values.size()) / columns;
  tables_.push_back({prefix_ + name + ".csv", {rows, columns}, std::move(values)});
  return tables_.back().name;
}

std::string TablesWriter::add(const std::string& name, const std::vector<std::int64_t>& sites,
                              const std::vector<double>& values) {
  std::vector<double> of_sites(at(lattice_.num_sites()), 0.0);
  for (std::size_t k = 0; k < sites.size(); ++k) of_sites[at(sites[k])] = values[k];
  return add(name, std::move(of_sites));
}

void write_medium(const Experiment& experiment, TomlWriter& toml, TablesWriter& tables) {
  const Medium& medium = experiment.system.medium;
  if (medium == Medium{}) return;
  toml.table("medium");
  toml.key("acceptance", to_string(medium.acceptance));
  if (!medium.hop.empty()) toml.key("hop_table", tables.add("hop", medium.hop));
  if (!medium.mobility.empty()) toml.key("mobility_table", tables.add("mobility", medium.mobility));
  if (!medium.obstacles.empty())
    toml.key("obstacle_table", tables.add("obstacles", {medium.obstacles.begin(), medium.obstacles.end()}));
  if (!medium.potential.empty()) {
    toml.table_of_list("medium.potential");
    toml.key("kind", "table");
    toml.key("file", tables.add("potential", medium.potential));
  }
  const Lattice& lattice = experiment.system.lattice;
  for (int axis = 0; axis < lattice.dimension; ++axis) {
    const std::vector<double>& bonds = medium.transmission[at(axis)];
    if (bonds.empty()) continue;
    for (const Patch& patch : patches_of(bonds, lattice, axis)) {
      toml.table_of_list("medium.membrane");
      toml.key("axis", std::string(1, axis_names[at(axis)]));
      toml.key("plane", patch.box.from[at(axis)]);
      toml.key("transmission", patch.value);
      if (lattice.dimension == 1) continue;
      Box box = patch.box;
      box.from[at(axis)] = box.to[at(axis)] = 0;  // without meaning, and perhaps beyond the last layer
      write_box(box, lattice.dimension, toml);
    }
  }
}

void write_turnover(const Experiment& experiment, TomlWriter& toml, TablesWriter& tables) {
  const Turnover& turnover = experiment.system.turnover;
  if (turnover.decay > 0 || turnover.reproduction > 0) {
    toml.table("turnover");
    toml.key("decay", turnover.decay);
    toml.key("reproduction", turnover.reproduction);
  }
  for (const Source& source : experiment.system.sources) {
    toml.table_of_list("source");
    const bool is_even = std::adjacent_find(source.rates.begin(), source.rates.end(),
                                            std::not_equal_to<>()) == source.rates.end();
    if (const auto box = is_even ? box_of(source.sites, experiment) : std::nullopt) {
      toml.key("kind", "box");
      write_box(*box, experiment.system.lattice.dimension, toml);
      toml.key("rate", source.rates.front());
    } else {
      toml.key("kind", "table");
      toml.key("file", tables.add(fmt::format("source-{}", 1 + &source - experiment.system.sources.data()),
                                  source.sites, source.rates));
    }
    if (source.begin > 0) toml.key("start", source.begin);
    if (source.end < experiment.system.steps) toml.key("stop", source.end);
  }
}

void write_populations(const Experiment& experiment, TomlWriter& toml, TablesWriter& tables) {
  for (std::size_t number = 0; number < experiment.system.populations.size(); ++number) {
    const Population& population = experiment.system.populations[number];
    toml.table_of_list("population");
    if (population.is_poisson) {
      toml.key("number", "poisson");
      toml.key("walkers", population.mean());
    } else if (!population.is_exact) {
      toml.key("walkers", population.walkers);
    }
    if (population.has_table())
      write_table_of_starts(experiment, number, toml, tables);
    else
      write_layers(experiment, population, toml);
  }
}

}  // namespace fluxwalk::input
