/// \file
/// [[population]].

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <map>

#include "fluxwalk/visible_text.hpp"
#include "places.hpp"
#include "start_table.hpp"
#include "weights.hpp"

namespace fluxwalk::input {

namespace {

std::size_t at(int axis) {
  return static_cast<std::size_t>(axis);
}

/// Start weights along an axis, before the list is made: it may be long.
struct Recipe {
  double num_layers = 0;  ///< at most; 0: nothing has been said about this axis
  std::function<LayerWeights()> make;
};
using Recipes = PerAxis<Recipe>;

Recipe equal(std::int32_t first, std::int32_t last) {
  return {last - first + 1.0, [=] { return equal_weights(first, last); }};
}

void read_point(const Value& table, Draft& draft, Recipes& along) {
  const auto site = read_site(table["at"], draft);
  if (!site) return;
  for (std::size_t a = 0; a < site->size(); ++a) along[a] = equal((*site)[a], (*site)[a]);
}

void read_plane(const Value& table, Draft& draft, Recipes& along) {
  const auto layer = read_layer(table, draft);
  if (layer) along[at(layer->axis)] = equal(layer->number, layer->number);
}

void read_box_of_walkers(const Value& table, Draft& draft, Recipes& along) {
  const auto box = read_box(table, draft);
  if (!box) return;
  for (std::size_t a = 0; a < along.size(); ++a) along[a] = equal(box->from[a], box->to[a]);
}

void read_gaussian(const Value& table, Draft& draft, Recipes& along) {
  const Value center = table["center"], width = table["width"];
  if (!center.expect() || !width.expect()) return;
  const std::vector<Value> centers = draft.per_axis(center);
  const std::vector<Value> widths =
      width.is_list() ? draft.per_axis(width) : std::vector<Value>(at(draft.dimension()), width);
  if (centers.empty() || widths.empty()) return;
  for (std::size_t a = 0; a < std::min(centers.size(), widths.size()); ++a) {
    const std::int32_t layers = draft.layers(static_cast<int>(a));
    const std::string outside = "most of its weight would lie outside the box, whose layers ";
    const auto x0 = centers[a].measured(
        draft.length,
        {-0.5, layers - 0.5,
         outside + (draft.has_lattice ? fmt::format("along {} are 0 to {}", axis_names[a], layers - 1)
                                      : "are numbered from 0")});
    const auto w = widths[a].measured(draft.length);
    if (w && !(*w > 0)) {
      widths[a].complain(fmt::format("{} is not positive", *w), "a width is a standard deviation",
                         "use kind = \"point\" for walkers at one site");
      return;
    }
    if (!x0 || !w) continue;
    if (!has_gaussian_weight(layers, *x0, *w)) {
      widths[a].complain(fmt::format("{} is so narrow that no site gets any weight", *w),
                         fmt::format("the centre {} along {} is not a site", *x0, axis_names[a]),
                         "put the centre on a site, or use kind = \"point\"");
      continue;
    }
    along[a] = {std::min<double>(layers, 16 * *w + 1),
                [layers, x = *x0, width = *w] { return gaussian_weights(layers, x, width); }};
  }
}

void read_profile(const Value& table, Draft& draft, Recipes& along) {
  const Value list = table["weights"];
  const bool has_weights = list.expect();
  const auto axis = table["axis"].expect() ? draft.axis(table["axis"]) : std::nullopt;
  if (!axis || !has_weights) return;
  const std::vector<Value> entries = list.elements();
  if (!list.is_list()) return;
  if (draft.has_lattice && entries.size() != at(draft.layers(*axis))) {
    list.complain(fmt::format("has {} weights", entries.size()),
                  fmt::format("there are {} layers along {}", draft.layers(*axis), axis_names[at(*axis)]));
    return;
  }
  std::vector<double> weights;
  const FewComplaints few(list);
  for (const Value& entry : entries) {
    const auto weight = entry.number({0, std::numeric_limits<double>::max(), "a weight is not negative"});
    if (weight) weights.push_back(*weight);
  }
  if (weights.size() != entries.size()) return;
  if (std::all_of(weights.begin(), weights.end(), [](double weight) { return weight == 0; })) {
    list.complain("all weights are 0", "the walkers must start somewhere");
    return;
  }
  along[at(*axis)] = {static_cast<double>(weights.size()),
                      [weights = std::move(weights)] { return profile_weights(weights); }};
}

/// Weights along an axis that are used as they are, or how many layers have weight 1.
std::optional<LayerWeights> read_layer_weights(const Value& entry, int axis, const Draft& draft) {
  if (!entry.expect_table()) return {};
  const auto first = static_cast<std::int32_t>(entry["first"].integer(draft.layer_range(axis)).value_or(0));
  const std::int64_t room = draft.layers(axis) - first;
  const Value list = entry["weights"], count = entry["count"];
  if (list.exists() == count.exists()) {
    entry.complain("must say what its weights are", "it has either weights or count",
                   "add weights = [1, 2, 1] or count = 3, and not both");
    return {};
  }
  if (count.exists()) {
    const auto layers = count.integer({1, room, "all its layers are in the box"});
    if (!layers) return {};
    return equal_weights(first, first + static_cast<std::int32_t>(*layers) - 1);
  }
  LayerWeights layers{first, {}};
  const std::vector<Value> entries = list.elements();
  const FewComplaints few(list);
  double sum = 0;
  for (const Value& each : entries) {
    const auto weight =
        each.integer({0, std::numeric_limits<std::int64_t>::max(), "a weight is not negative"});
    if (!weight) return {};
    layers.weights.push_back(static_cast<std::uint64_t>(*weight));
    sum += static_cast<double>(*weight);
  }
  if (static_cast<std::int64_t>(entries.size()) > room) {
    list.complain(fmt::format("has {} from layer {} on", counted(entries.size(), "weight", "weights"), first),
                  fmt::format("there are {} layers along {}", draft.layers(axis), axis_names[at(axis)]));
  } else if (!(sum > 0 && sum < 0x1p63)) {
    list.complain(fmt::format("adds up to {:.4g}", sum), "the sum is above 0 and below 2^63");
  } else {
    return layers;
  }
  return {};
}

void read_layers(const Value& table, Draft& draft, Recipes& along) {
  if (!table["layers"].expect()) return;
  const std::vector<Value> entries = draft.per_axis(table["layers"]);
  for (std::size_t a = 0; a < entries.size(); ++a) {
    auto layers = read_layer_weights(entries[a], static_cast<int>(a), draft);
    if (!layers) continue;
    const auto size = static_cast<double>(layers->weights.size());
    along[a] = {size, [layers = std::move(*layers)] { return layers; }};
  }
}

struct Kind {
  std::vector<std::string> keys;  ///< the keys that say where the walkers start
  void (*read)(const Value&, Draft&, Recipes&);
};

void read_nothing(const Value&, Draft&, Recipes&) {}

const std::map<std::string, Kind>& kinds() {
  static const std::map<std::string, Kind> map = {
      {"point", {{"at"}, read_point}},
      {"plane", {{"axis", "layer"}, read_plane}},
      {"box", {{"from", "to"}, read_box_of_walkers}},
      {"uniform", {{}, read_nothing}},
      {"gaussian", {{"center", "width"}, read_gaussian}},
      {"profile", {{"axis", "weights"}, read_profile}},
      {"layers", {{"layers"}, read_layers}},
      {"table", {{"axis", "file", "dataset", "values", "integers"}, read_nothing}},
  };
  return map;
}

constexpr std::int64_t most_walkers = std::int64_t{1} << 62;

void set_mean(Population& population, double mean) {
  population.walkers = static_cast<std::int64_t>(std::floor(mean));
  population.fraction = mean - std::floor(mean);
}

/// Their number, or its mean: the key walkers, times the replicas.
void read_number(const Value& walkers, Population& population, const Draft& draft) {
  const std::int64_t most = most_walkers / draft.replicas;
  if (population.is_poisson) {
    const auto mean = walkers.number(
        {1e-300, static_cast<double>(most), "a mean is above 0 and at most 2^62 walkers" + draft.over_all()});
    if (mean) set_mean(population, *mean * static_cast<double>(draft.replicas));
  } else {
    const auto number =
        walkers.integer({1, most, "a population has from 1 to 2^62 walkers" + draft.over_all()});
    population.walkers = number.value_or(0) * draft.replicas;
  }
}

/// A table says where they start and, unless there is the key walkers, how many.
void read_walkers_of_table(const Value& section, Population& population, Draft& draft) {
  const bool has_number = section["walkers"].exists();
  const Entries entries = has_number              ? Entries::weights
                          : population.is_poisson ? Entries::means
                                                  : Entries::numbers;
  const auto table = read_start_table(section, entries, draft);
  if (!table) return;
  const std::int64_t times = draft.replicas;
  const double total = table->total() * static_cast<double>(times);
  if (!has_number) {
    if (total > static_cast<double>(most_walkers)) {
      section.complain(fmt::format("{:.4g} walkers are too many", total),
                       "a population has from 1 to 2^62 walkers");
      return;
    }
    population.is_exact = entries == Entries::numbers;
    if (entries == Entries::means) set_mean(population, total);
    const auto copies = static_cast<std::int64_t>(table->sites_of_entry) * times;
    for (const double value : table->values)  // exact to one walker; a sum of doubles need not be
      if (population.is_exact) population.walkers += static_cast<std::int64_t>(value) * copies;
  }
  draft.places.push_back([table = *table, entries, times,
                          p = draft.experiment.system.populations.size()](Experiment& experiment) {
    experiment.system.populations[p].table = table.make(experiment.system.lattice, entries, times);
  });
}

/// Errors come from the scatter between batches: no batch may be empty.
void check_batches(const Value& place, const Population& population, const Draft& draft) {
  const std::int64_t batches = draft.experiment.sampling.num_batches, walkers = population.walkers;
  if (draft.stored != nullptr) return;  // it has already run: a program may have requested it
  if (walkers <= 0 || population.is_poisson || walkers >= batches) return;
  place.complain(
      fmt::format("{0} batches need at least {0} walkers", batches),
      fmt::format("there {} {}; errors come from the scatter of batches, and some would have no walker",
                  walkers == 1 ? "is" : "are", walkers),
      fmt::format("use more walkers, number = \"poisson\", run.per_batch = true, or run.batches = {}",
                  walkers));
}

void read_population(const Value& table, Draft& draft) {
  if (!table.expect_table()) return;
  Population population;
  population.is_poisson = table["number"].choice<bool>({{"fixed", false}, {"poisson", true}}).value_or(false);
  const Value walkers = table["walkers"], kind_value = table["kind"];
  kind_value.expect();
  const auto kind = kind_value.choice<std::string>({{"point", "point"},
                                                    {"plane", "plane"},
                                                    {"box", "box"},
                                                    {"uniform", "uniform"},
                                                    {"gaussian", "gaussian"},
                                                    {"profile", "profile"},
                                                    {"layers", "layers"},
                                                    {"table", "table"}});
  const bool is_table = kind == "table";
  if (is_table || walkers.expect()) read_number(walkers, population, draft);
  if (is_table) read_walkers_of_table(table, population, draft);
  check_batches(walkers.exists() ? walkers : table, population, draft);
  if (!kind) return;
  population.kind = *kind;
  refuse_other_keys(table, *kind, kinds().at(*kind).keys,
                    {"at", "axis", "layer", "from", "to", "center", "width", "weights", "layers", "file",
                     "dataset", "values", "integers"});
  Recipes along;
  kinds().at(*kind).read(table, draft, along);
  double& num_weights = draft.sizes.starts.emplace_back(0);
  constexpr double lists = 4;  // of the size of the table: sites, numbers, and what the kernels make of them
  if (is_table) num_weights = lists * whole_box(draft).num_sites();
  for (int a = 0; a < draft.dimension() && !is_table; ++a) {
    Recipe& recipe = along[at(a)];
    if (!recipe.make) recipe = equal(0, draft.layers(a) - 1);
    num_weights += recipe.num_layers;
    draft.places.push_back([make = std::move(recipe.make), a,
                            p = draft.experiment.system.populations.size()](Experiment& experiment) {
      experiment.system.populations[p].along[at(a)] = make();
    });
  }
  draft.experiment.system.populations.push_back(std::move(population));
  draft.population_tables.push_back(table);
}

}  // namespace

void read_populations(const Value& file, Draft& draft) {
  const Value list = file["population"];
  if (!list.exists()) {
    if (draft.has_supply) return;
    list.complain("is missing", "no walkers start", "add a section [[population]]");
    return;
  }
  const std::vector<Value> tables = list.is_table() ? std::vector<Value>{list} : list.elements();
  if (list.is_list() && tables.empty()) list.complain("is empty", "no walkers start");
  for (const Value& table : tables) {
    if (draft.complaints.is_full()) return;
    read_population(table, draft);
  }
}

}  // namespace fluxwalk::input
