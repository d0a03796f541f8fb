#include "tallies/dimensions.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "fluxwalk/error.hpp"
#include "tallies/pattern.hpp"

namespace fluxwalk {

namespace {

template <class Numbers>
std::vector<double> scaled(const Numbers& numbers, double offset, double factor) {
  std::vector<double> values;
  for (const std::int64_t number : numbers) values.push_back((static_cast<double>(number) + offset) * factor);
  return values;
}

std::vector<Variable> times(const std::string& name, const Schedule& steps, const Lattice& lattice) {
  return {{name, time_units(lattice), "time", {name}, scaled(steps, 0, lattice.step)},
          {name + "_steps", "1", "time in steps", {name}, steps.list()}};
}

std::vector<Variable> bins(const std::string& name, const Schedule& edges, const Lattice& lattice) {
  std::vector<std::int64_t> starts, ends_of_each;
  for (std::size_t k = 0; k < num_bins(edges); ++k) {
    starts.push_back(edges[k]);
    ends_of_each.insert(ends_of_each.end(), {edges[k], edges[k + 1]});
  }
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

/// "x=3,y=4", and "x=1..3,y=1..4" of a box.
std::string label_of(const FirstPassageTarget& target, int dimension) {
  if (target.kind == TargetKind::layer) return fmt::format("{}={}", axis_names[target.axis], target.layer);
  if (target.kind == TargetKind::own_start) return "own start";
  std::string label;
  for (int a = 0; a < dimension; ++a) {
    label += fmt::format("{}{}={}", a > 0 ? "," : "", axis_names[a], target.from[a]);
    if (target.from != target.to) label += fmt::format("..{}", target.to[a]);
  }
  return label;
}

}  // namespace

namespace coordinates {

Variable positions(const std::string& name, const std::string& long_name,
                   const std::vector<std::int64_t>& numbers, double offset, const Lattice& lattice) {
  return {name, length_units(lattice), long_name, {name}, scaled(numbers, offset, lattice.spacing)};
}

std::vector<Variable> layers(const std::string& name, const Experiment& experiment, int axis) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(experiment.system.lattice.shape[axis]));
  std::iota(numbers.begin(), numbers.end(), 0);
  return {positions(name, fmt::format("position of the layer along {}", axis_names[axis]), numbers, 0.0,
                    experiment.system.lattice)};
}

std::size_t num_layers(const Experiment& experiment, int axis) {
  return static_cast<std::size_t>(experiment.system.lattice.shape[axis]);
}

std::vector<Variable> planes(const std::string& name, const Experiment& experiment, int axis) {
  const Ascending& watched = experiment.measure.planes[axis];
  return {positions(name, fmt::format("position of the plane along {}", axis_names[axis]), watched.list(),
                    -0.5, experiment.system.lattice),
          {name + "_number",
           "1",
           fmt::format("number of the plane along {}", axis_names[axis]),
           {name},
           watched.list()}};
}

std::vector<Variable> targets(const std::string& name, const Experiment& experiment, int) {
  std::vector<std::string> names, axes;
  std::vector<std::int64_t> numbers;
  for (const FirstPassageTarget& target : experiment.measure.first_passage_targets) {
    const bool is_layer = target.kind == TargetKind::layer;
    names.push_back(label_of(target, experiment.system.lattice.dimension));
    axes.push_back(is_layer ? std::string(1, axis_names[target.axis]) : "none");
    numbers.push_back(is_layer ? target.layer : -1);
  }
  return {labels(name, "target of the first passage", std::move(names)),
          {name + "_axis", "1", "axis of a target that is a layer", {name}, std::move(axes)},
          {name + "_layer", "1", "number of a target that is a layer, else -1", {name}, std::move(numbers)}};
}

std::vector<std::string> hops(int dimension) {
  std::vector<std::string> names;
  for (int i = 0; i < stay_index(dimension); ++i) {
    const Direction hop = Direction::of(i, dimension);
    names.push_back({hop.side == low ? '-' : '+', axis_names[hop.axis]});
  }
  names.emplace_back("stay");
  return names;
}

std::vector<std::string> faces(int dimension) {
  std::vector<std::string> names;
  for (int a = 0; a < dimension; ++a)
    for (const char* side : {"low", "high"}) names.push_back(fmt::format("{}_{}", axis_names[a], side));
  return names;
}

std::vector<std::string> axes(int dimension) {
  std::vector<std::string> names;
  for (int a = 0; a < dimension; ++a) names.emplace_back(1, axis_names[a]);
  return names;
}

std::vector<std::string> axis_pairs(int dimension) {
  std::vector<std::string> names;
  for (int a = 0; a < dimension; ++a)
    for (int b = a; b < dimension; ++b) names.push_back({axis_names[a], axis_names[b]});
  return names;
}

std::vector<std::string> fates(int) {
  return {"entered", "from_sources", "from_reproduction", "left", "decayed", "in_box_at_end"};
}

std::size_t num_planes(const Experiment& experiment, int axis) {
  return experiment.measure.planes[axis].size();
}

std::size_t num_targets(const Experiment& experiment, int) {
  return experiment.measure.first_passage_targets.size();
}

}  // namespace coordinates

std::size_t Variable::size() const {
  return std::visit([](const auto& list) { return list.size(); }, values);
}

const Dimension& dimension_named(const std::string& name) {
  for (const Dimension& dimension : dimensions())
    if (with_axis(dimension.name, axis_of(name)) == name) return dimension;
  throw InternalError("there is no dimension " + name);
}

std::size_t size_of_dimension(const std::string& name, const Experiment& experiment) {
  const Dimension& dimension = dimension_named(name);
  if (dimension.schedule == nullptr) return dimension.size(experiment, axis_of(name));
  const Schedule& schedule = experiment.measure.*dimension.schedule;
  return dimension.is_bins ? num_bins(schedule) : schedule.size();
}

std::vector<Variable> coordinates_of(const std::string& name, const Experiment& experiment,
                                     const std::vector<std::int64_t>& batch_numbers) {
  if (name == "batch") return {{name, "1", "number of the batch", {name}, batch_numbers}};
  if (name == "edge") return {labels(name, "which end of the bin", {"start", "end"})};
  const Dimension& dimension = dimension_named(name);
  if (dimension.schedule == nullptr) return dimension.coordinates(name, experiment, axis_of(name));
  return (dimension.is_bins ? bins : times)(name, experiment.measure.*dimension.schedule,
                                            experiment.system.lattice);
}

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

}  // namespace fluxwalk
