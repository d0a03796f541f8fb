#include "store/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "fluxwalk/error.hpp"

namespace fluxwalk::store {

namespace {

using Edges = std::vector<std::int64_t>;

struct Rule {
  const char* table;
  const char* long_name;
  std::vector<std::string> dimensions;
};

/// {} stands for an axis.
const std::array rules = {
    Rule{"started", "walkers at the start", {"batch"}},
    Rule{"choices", "how often each hop was drawn", {"batch", "hop"}},
    Rule{"crossings_forward_{}", "crossings of planes towards larger {}", {"batch", "flux_bin", "plane_{}"}},
    Rule{
        "crossings_backward_{}", "crossings of planes towards smaller {}", {"batch", "flux_bin", "plane_{}"}},
    Rule{"crossings_net_{}",
         "net number of walkers crossing planes across {}, towards larger coordinates",
         {"batch", "flux_bin", "plane_{}"}},
    Rule{"residence_{}", "walker-steps spent in layers along {}", {"batch", "flux_bin", "layer_{}"}},
    Rule{"appeared_{}",
         "walkers that sources and reproduction put into layers along {}",
         {"batch", "flux_bin", "layer_{}"}},
    Rule{"vanished_{}", "walkers that decayed in layers along {}", {"batch", "flux_bin", "layer_{}"}},
    Rule{"profile_{}", "walkers in layers along {}", {"batch", "profile_time", "layer_{}"}},
    Rule{"displacement",
         "sum of the displacements of the living walkers, in lattice spacings",
         {"batch", "moment_time", "axis"}},
    Rule{"displacement_product",
         "sum of the products of two displacements of the living walkers, in lattice spacings squared",
         {"batch", "moment_time", "axis_pair"}},
    Rule{"survivors", "walkers still in the box", {"batch", "survivor_time"}},
    Rule{"exits", "walkers that left through each face", {"batch", "exit_bin", "face"}},
    Rule{
        "entries", "walkers that came in from the reservoir beyond each face", {"batch", "exit_bin", "face"}},
    Rule{"balance", "what became of the walkers, in the whole run", {"batch", "turnover"}},
    Rule{"first_passage",
         "walkers that reached each target for the first time",
         {"batch", "first_passage_bin", "target"}},
};

std::string with_axis(const std::string& pattern, char axis) {
  return fmt::format(fmt::runtime(pattern), axis);
}

/// Names of the axes of a lattice, in order.
std::vector<char> axes_of(int dimension) {
  return {axis_names.begin(), axis_names.begin() + dimension};
}

std::size_t axis_index(char axis) {
  return static_cast<std::size_t>(std::find(axis_names.begin(), axis_names.end(), axis) - axis_names.begin());
}

std::vector<double> scaled(const Edges& numbers, double offset, double factor) {
  std::vector<double> values;
  for (const std::int64_t number : numbers) values.push_back((static_cast<double>(number) + offset) * factor);
  return values;
}

std::vector<Variable> times(const std::string& name, const Edges& steps, const Lattice& lattice) {
  return {{name, time_units(lattice), "time", {name}, scaled(steps, 0, lattice.step)},
          {name + "_steps", "1", "time in steps", {name}, steps}};
}

std::vector<Variable> bins(const std::string& name, const Edges& edges, const Lattice& lattice) {
  const Edges starts(edges.begin(), edges.end() - 1);
  Edges ends_of_each;
  for (std::size_t k = 0; k + 1 < edges.size(); ++k)
    ends_of_each.insert(ends_of_each.end(), {edges[k], edges[k + 1]});
  const std::string bounds = name + "_bounds";
  const std::string bounds_steps = bounds + "_steps";
  const std::string units = time_units(lattice);
  return {
      {name, units, "start of the time bin", {name}, scaled(starts, 0, lattice.step), bounds},
      {name + "_steps", "1", "start of the time bin in steps", {name}, starts, bounds_steps},
      {bounds, units, "start and end of the time bin", {name, "edge"}, scaled(ends_of_each, 0, lattice.step)},
      {bounds_steps, "1", "start and end of the time bin in steps", {name, "edge"}, ends_of_each}};
}

Variable labels(const std::string& name, const std::string& long_name, std::vector<std::string> values) {
  return {name, "1", long_name, {name}, std::move(values)};
}

Variable positions(const std::string& name, const std::string& long_name, const Edges& numbers, double offset,
                   const Lattice& lattice) {
  return {name, length_units(lattice), long_name, {name}, scaled(numbers, offset, lattice.spacing)};
}

Variable layers(const std::string& name, char axis, const Lattice& lattice) {
  Edges numbers(static_cast<std::size_t>(lattice.shape[axis_index(axis)]));
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::int64_t>(i);
  return positions(name, fmt::format("position of the layer along {}", axis), numbers, 0.0, lattice);
}

std::vector<Variable> planes(const std::string& name, char axis, const Experiment& experiment) {
  const std::vector<std::int32_t>& watched = experiment.measure.planes[axis_index(axis)];
  const Edges numbers(watched.begin(), watched.end());
  return {positions(name, fmt::format("position of the plane along {}", axis), numbers, -0.5,
                    experiment.system.lattice),
          {name + "_number", "1", fmt::format("number of the plane along {}", axis), {name}, numbers}};
}

/// "x=3,y=4", and "x=1..3,y=1..4" of a box.
std::string label_of(const FirstPassageTarget& target, int dimension) {
  if (target.kind == TargetKind::layer)
    return fmt::format("{}={}", axis_names[static_cast<std::size_t>(target.axis)], target.layer);
  if (target.kind == TargetKind::own_start) return "own start";
  std::string label;
  for (std::size_t a = 0; a < static_cast<std::size_t>(dimension); ++a) {
    label += fmt::format("{}{}={}", a > 0 ? "," : "", axis_names[a], target.from[a]);
    if (target.from != target.to) label += fmt::format("..{}", target.to[a]);
  }
  return label;
}

std::vector<Variable> targets(const std::vector<FirstPassageTarget>& list, int dimension) {
  std::vector<std::string> names, axes;
  Edges numbers;
  for (const FirstPassageTarget& target : list) {
    const bool is_layer = target.kind == TargetKind::layer;
    names.push_back(label_of(target, dimension));
    axes.push_back(is_layer ? std::string(1, axis_names[static_cast<std::size_t>(target.axis)]) : "none");
    numbers.push_back(is_layer ? target.layer : -1);
  }
  return {
      labels("target", "target of the first passage", std::move(names)),
      {"target_axis", "1", "axis of a target that is a layer", {"target"}, std::move(axes)},
      {"target_layer", "1", "number of a target that is a layer, else -1", {"target"}, std::move(numbers)}};
}

std::vector<std::string> hops(int dimension) {
  std::vector<std::string> names;
  for (int i = 0; i < stay_index(dimension); ++i) {
    const Direction hop = Direction::of(i, dimension);
    names.push_back({hop.side == low ? '-' : '+', axis_names[static_cast<std::size_t>(hop.axis)]});
  }
  names.push_back("stay");
  return names;
}

std::vector<std::string> faces(int dimension) {
  std::vector<std::string> names;
  for (const char axis : axes_of(dimension)) {
    for (const char* side : {"low", "high"}) names.push_back(fmt::format("{}_{}", axis, side));
  }
  return names;
}

std::vector<std::string> axis_pairs(int dimension) {
  const std::vector<char> axes = axes_of(dimension);
  std::vector<std::string> names;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    for (std::size_t b = a; b < axes.size(); ++b) names.push_back({axes[a], axes[b]});
  }
  return names;
}

std::vector<std::string> axis_labels(int dimension) {
  std::vector<std::string> names;
  for (const char axis : axes_of(dimension)) names.emplace_back(1, axis);
  return names;
}

}  // namespace

std::string length_units(const Lattice& lattice) {
  return lattice.length_unit.empty() ? "1" : lattice.length_unit;
}

std::string time_units(const Lattice& lattice) {
  static const std::array<std::pair<const char*, const char*>, 7> symbols = {{{"nanoseconds", "ns"},
                                                                              {"microseconds", "us"},
                                                                              {"milliseconds", "ms"},
                                                                              {"seconds", "s"},
                                                                              {"minutes", "min"},
                                                                              {"hours", "h"},
                                                                              {"days", "d"}}};
  for (const auto& [name, symbol] : symbols) {
    if (lattice.time_unit == name) return symbol;
  }
  return lattice.time_unit.empty() ? "1" : lattice.time_unit;
}

TableLayout layout_of(const std::string& table, int dimension) {
  if (table == "histogram") {
    TableLayout layout{"walkers at each site, all batches together", {"histogram_time"}};
    for (const char axis : axes_of(dimension)) layout.dimensions.emplace_back(1, axis);
    return layout;
  }
  for (const Rule& rule : rules) {
    if (with_axis(rule.table, table.back()) != table) continue;
    TableLayout layout{with_axis(rule.long_name, table.back()), {}};
    for (const std::string& pattern : rule.dimensions)
      layout.dimensions.push_back(with_axis(pattern, table.back()));
    return layout;
  }
  throw InternalError("the results file has no place for the table " + table);
}

std::vector<Variable> coordinates_of(const std::string& dimension, const Experiment& experiment,
                                     const std::vector<std::int64_t>& batch_numbers) {
  const Lattice& lattice = experiment.system.lattice;
  const Measurements& measure = experiment.measure;
  const char axis = dimension.back();
  if (dimension == "batch") return {{"batch", "1", "number of the batch", {"batch"}, batch_numbers}};
  if (dimension == "edge") return {labels("edge", "which end of the bin", {"start", "end"})};
  if (dimension == "hop") return {labels("hop", "hop", hops(lattice.dimension))};
  if (dimension == "face") return {labels("face", "face of the box", faces(lattice.dimension))};
  if (dimension == "axis") return {labels("axis", "axis", axis_labels(lattice.dimension))};
  if (dimension == "axis_pair") return {labels("axis_pair", "pair of axes", axis_pairs(lattice.dimension))};
  if (dimension == "turnover")
    return {labels("turnover", "what happened to walkers",
                   {"entered", "from_sources", "from_reproduction", "left", "decayed", "in_box_at_end"})};
  if (dimension == "target") return targets(measure.first_passage_targets, lattice.dimension);
  if (dimension == "flux_bin") return bins(dimension, measure.flux_edges, lattice);
  if (dimension == "exit_bin") return bins(dimension, measure.exit_edges, lattice);
  if (dimension == "first_passage_bin") return bins(dimension, measure.first_passage_edges, lattice);
  if (dimension == "profile_time") return times(dimension, measure.profile_times, lattice);
  if (dimension == "histogram_time") return times(dimension, measure.histogram_times, lattice);
  if (dimension == "moment_time") return times(dimension, measure.moment_times, lattice);
  if (dimension == "survivor_time") return times(dimension, measure.survivor_times, lattice);
  if (dimension.starts_with("plane_")) return planes(dimension, axis, experiment);
  return {layers(dimension, axis, lattice)};
}

}  // namespace fluxwalk::store
