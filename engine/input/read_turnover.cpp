/// \file
/// [[source]] and [turnover].

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <map>

#include "places.hpp"
#include "tables.hpp"

namespace fluxwalk::input {

namespace {

Range<double> rate_range(const Draft& draft) {
  return {0, most_walkers_at_a_site / static_cast<double>(draft.replicas),
          "a rate is from 0 to 1e18 walkers per step and site" + draft.over_all()};
}

/// Where walkers appear, before the list of sites is made.
struct Recipe {
  Box box;
  std::vector<double> rates;  ///< of the sites of the box; of the layers along an axis if there is one; or
                              ///< the one rate of all
  std::optional<int> axis;
  bool is_table = false;  ///< its rates belong to given sites, else to the free sites

  double rate(const Lattice& lattice, const PerAxis<std::int32_t>& at) const {
    if (rates.size() == 1) return rates.front();
    const std::int64_t place = axis ? at[*axis] : lattice.site(at);
    return rates[static_cast<std::size_t>(place)];
  }
  /// The rate of all sites together, as if there were no obstacle.
  double total() const {
    double sum = 0;
    for (const double each : rates) sum += each;
    return sum * box.num_sites() / (static_cast<double>(rates.size()));
  }
  void make(const Experiment& experiment, Source& source) const {
    const Lattice& lattice = experiment.system.lattice;
    const std::vector<std::uint8_t>& obstacles = experiment.system.medium.obstacles;
    for_each_position(box, [&](const PerAxis<std::int32_t>& position) {
      const double mean = rate(lattice, position);
      const std::int64_t site = lattice.site(position);
      if (mean == 0) return;
      if (!is_table && !obstacles.empty() && obstacles[static_cast<std::size_t>(site)] != 0) return;
      source.sites.push_back(site);
      source.rates.push_back(mean);
    });
  }
};

std::optional<Box> read_point(const Value& table, const Draft& draft) {
  const auto site = read_site(table["at"], draft);
  return site ? std::optional(Box{*site, *site}) : std::nullopt;
}

std::optional<Box> read_plane(const Value& table, const Draft& draft) {
  const auto layer = read_layer(table, draft);
  if (!layer) return {};
  Box box = whole_box(draft);
  const auto axis = static_cast<std::size_t>(layer->axis);
  box.from[axis] = box.to[axis] = layer->number;
  return box;
}

std::optional<Box> read_uniform(const Value&, const Draft& draft) {
  return whole_box(draft);
}

struct Kind {
  std::vector<std::string> keys;
  std::optional<Box> (*read)(const Value&, const Draft&);
};

const std::map<std::string, Kind>& kinds() {
  static const std::map<std::string, Kind> map = {
      {"uniform", {{"rate"}, read_uniform}},
      {"point", {{"rate", "at"}, read_point}},
      {"box", {{"rate", "from", "to"}, read_box}},
      {"plane", {{"rate", "axis", "layer"}, read_plane}},
      {"table", {{"axis", "file", "dataset", "values"}, read_uniform}},
  };
  return map;
}

/// One rate for all sites of a box.
std::optional<Recipe> read_even(const Value& table, const Kind& kind, const Draft& draft) {
  const bool has_rate = table["rate"].expect();
  const auto box = kind.read(table, draft);
  const auto rate = table["rate"].number(rate_range(draft));
  if (!has_rate || !box || !rate) return {};
  if (*rate > 0) return Recipe{*box, {*rate}, {}, false};
  table["rate"].complain("0 is no rate", "a source brings walkers", "leave the source out");
  return {};
}

std::optional<Recipe> read_uneven(const Value& table, Draft& draft) {
  std::optional<int> axis;
  if (table["axis"].exists()) {
    axis = draft.axis(table["axis"]);
    if (!axis) return {};
  }
  const auto rates = read_table(table, axis, draft, rate_range(draft));
  if (!rates) return {};
  if (std::any_of(rates->begin(), rates->end(), [](double rate) { return rate > 0; }))
    return Recipe{whole_box(draft), *rates, axis, true};
  table.complain("all rates are 0", "a source brings walkers", "leave the source out");
  return {};
}

void read_source(const Value& table, Draft& draft) {
  if (!table.expect_table()) return;
  Source source;
  const Range<std::int64_t> times = draft.time_range("times", draft.experiment.system.steps);
  const auto start = table["start"].whole(draft.time, times), stop = table["stop"].whole(draft.time, times);
  source.begin = start.value_or(0);
  source.end = stop.value_or(draft.experiment.system.steps);
  if (source.begin >= source.end) {
    (table["stop"].exists() ? table["stop"] : table["start"])
        .complain(fmt::format("it would stop at {} and start at {}", source.end, source.begin),
                  "walkers appear in the steps from start to stop", "let it start earlier or stop later");
  }
  table["kind"].expect();
  const auto kind = table["kind"].choice<std::string>(
      {{"uniform", "uniform"}, {"point", "point"}, {"box", "box"}, {"plane", "plane"}, {"table", "table"}});
  if (!kind) return;
  source.kind = *kind;
  refuse_other_keys(table, *kind, kinds().at(*kind).keys,
                    {"rate", "at", "axis", "layer", "from", "to", "file", "dataset", "values"});
  const auto recipe =
      *kind == "table" ? read_uneven(table, draft) : read_even(table, kinds().at(*kind), draft);
  if (!recipe) return;
  const auto replicas = static_cast<double>(draft.replicas);
  draft.num_appearing += recipe->total() * replicas * static_cast<double>(source.end - source.begin);
  draft.sizes.sources.push_back(recipe->box.num_sites());
  draft.places.push_back(
      [recipe = *recipe, number = draft.experiment.system.sources.size(), replicas](Experiment& experiment) {
        Source& made = experiment.system.sources[number];
        recipe.make(experiment, made);
        for (double& rate : made.rates) rate *= replicas;
      });
  draft.experiment.system.sources.push_back(std::move(source));
  draft.source_tables.push_back(table);
}

}  // namespace

void read_turnover(const Value& file, Draft& draft) {
  const Value section = file["turnover"], list = file["source"];
  if (section.exists() && section.expect_table()) {
    Turnover& turnover = draft.experiment.system.turnover;
    turnover.decay = section["decay"].number(probability).value_or(0);
    turnover.reproduction = section["reproduction"].number(probability).value_or(0);
  }
  if (!list.exists()) return;
  draft.has_supply = true;
  const std::vector<Value> tables = list.is_table() ? std::vector<Value>{list} : list.elements();
  for (const Value& table : tables) {
    if (draft.complaints.is_full()) return;
    read_source(table, draft);
  }
}

}  // namespace fluxwalk::input
