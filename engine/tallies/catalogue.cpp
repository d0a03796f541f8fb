#include "tallies/catalogue.hpp"

#include <algorithm>

#include "tallies/dimensions.hpp"
#include "tallies/pattern.hpp"

namespace fluxwalk {

namespace {

Counts& table_of(Counts& counts, int) {
  return counts;
}
Counts& table_of(PerAxis<Counts>& counts, int axis) {
  return counts[axis];
}

template <auto Member>
Counts& member(BatchTallies& tallies, int axis) {
  return table_of(tallies.*Member, axis);
}

bool is_watched(const Experiment& experiment, int axis) {
  return !experiment.measure.planes[axis].empty();
}

bool always(const Experiment&, int) {
  return true;
}

bool has_both_ways(const Experiment& experiment, int) {
  return !experiment.measure.only_net;
}

bool has_net(const Experiment& experiment, int) {
  return experiment.measure.only_net;
}

bool has_residence(const Experiment& experiment, int axis) {
  return experiment.measure.has_residence && is_watched(experiment, axis);
}

bool counts_turnover(const Experiment& experiment, int axis) {
  return experiment.measure.has_turnover && is_watched(experiment, axis);
}

bool has_profile(const Experiment& experiment, int axis) {
  return experiment.measure.has_profile[axis];
}

std::int64_t layer_of(const Experiment&, const WalkerAt& walker, int axis) {
  return walker.site[axis];
}

std::int64_t site_of(const Experiment& experiment, const WalkerAt& walker, int) {
  return experiment.system.lattice.site(walker.site);
}

std::int64_t only_column(const Experiment&, const WalkerAt&, int) {
  return 0;
}

bool has_propagator(const Experiment& experiment, int axis) {
  return experiment.measure.has_propagator[axis];
}

/// Beyond the range, the last column counts the walker.
std::int64_t displacement_of(const Experiment& experiment, const WalkerAt& walker, int axis) {
  const std::int32_t range = experiment.measure.propagator_range;
  return std::clamp(walker.displacement[axis], -range, range) + range;
}

std::vector<std::int64_t> displacements(const Experiment& experiment) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t r = -experiment.measure.propagator_range; r <= experiment.measure.propagator_range; ++r)
    numbers.push_back(r);
  return numbers;
}

bool has_extent(const Experiment& experiment, int axis) {
  return experiment.measure.has_extent[axis];
}

/// Of layer numbers, which become the coordinates of the layers.
Scaling scaling_of_layers(const Experiment& experiment) {
  return {experiment.system.lattice.spacing, 0, length_units(experiment.system.lattice)};
}

bool has_reservoir(const Experiment& experiment, int) {
  return experiment.system.has_reservoir();
}

bool has_turnover(const Experiment& experiment, int) {
  return experiment.system.has_turnover();
}

const std::vector<TableKind>& kinds() {
  using T = BatchTallies;
  constexpr bool is_signed = true;
  static const std::vector<TableKind> list = {
      {"choices", "how often each hop was drawn", {"hop"}, "", member<&T::choices>, always},
      {"crossings_forward_{}",
       "crossings of planes towards larger {}",
       {"flux_bin", "plane_{}"},
       "measure.flux",
       member<&T::forward>,
       has_both_ways},
      {"crossings_backward_{}",
       "crossings of planes towards smaller {}",
       {"flux_bin", "plane_{}"},
       "measure.flux",
       member<&T::backward>,
       has_both_ways},
      {"crossings_net_{}",
       "net number of walkers crossing planes across {}, towards larger coordinates",
       {"flux_bin", "plane_{}"},
       "measure.flux",
       member<&T::net>,
       has_net,
       nullptr,
       Needs::occupancy,
       Batches::kept,
       is_signed},
      {"residence_{}",
       "walker-steps spent in layers along {}",
       {"flux_bin", "layer_{}"},
       "measure.flux",
       member<&T::residence>,
       has_residence},
      {"appeared_{}",
       "walkers that sources and reproduction put into layers along {}",
       {"flux_bin", "layer_{}"},
       "measure.flux",
       member<&T::appeared>,
       counts_turnover},
      {"vanished_{}",
       "walkers that decayed in layers along {}",
       {"flux_bin", "layer_{}"},
       "measure.flux",
       member<&T::vanished>,
       counts_turnover},
      {"profile_{}",
       "walkers in layers along {}",
       {"profile_time", "layer_{}"},
       "measure.profile",
       member<&T::profile>,
       has_profile,
       layer_of},
      {.name = "extent_low_{}",
       .long_name = "lowest layer along {} that holds a walker",
       .dimensions = {"extent_time"},
       .key = "measure.extent",
       .of = member<&T::extent_low>,
       .is_asked = has_extent,
       .column = only_column,
       .combine = Combine::minimum,
       .value = layer_of,
       .scaling = scaling_of_layers},
      {.name = "extent_high_{}",
       .long_name = "highest layer along {} that holds a walker",
       .dimensions = {"extent_time"},
       .key = "measure.extent",
       .of = member<&T::extent_high>,
       .is_asked = has_extent,
       .column = only_column,
       .combine = Combine::maximum,
       .value = layer_of,
       .scaling = scaling_of_layers},
      {"histogram",
       "walkers at each site, all batches together",
       {"histogram_time", "site"},
       "measure.histogram",
       member<&T::histogram>,
       always,
       site_of,
       Needs::occupancy,
       Batches::summed},
      {"displacement",
       "sum of the displacements of the living walkers, in lattice spacings",
       {"moment_time", "axis"},
       "measure.moments",
       member<&T::displacement>,
       always,
       nullptr,
       Needs::displacements,
       Batches::kept,
       is_signed},
      {"displacement_product",
       "sum of the products of two displacements of the living walkers, in lattice spacings squared",
       {"moment_time", "axis_pair"},
       "measure.moments",
       member<&T::displacement_product>,
       always,
       nullptr,
       Needs::displacements,
       Batches::kept,
       is_signed},
      {"propagator_{}",
       "walkers at each displacement along {} from their start; the first and the last column include all "
       "beyond",
       {"propagator_time", "displacement_{}"},
       "measure.propagator",
       member<&T::propagator>,
       has_propagator,
       displacement_of,
       Needs::displacements},
      {"survivors",
       "walkers still in the box",
       {"survivor_time"},
       "measure.survivors",
       member<&T::survivors>,
       always,
       only_column},
      {"exits",
       "walkers that left through each face",
       {"exit_bin", "face"},
       "measure.exits",
       member<&T::exits>,
       always},
      {"entries",
       "walkers that came in from the reservoir beyond each face",
       {"exit_bin", "face"},
       "measure.exits",
       member<&T::entries>,
       has_reservoir},
      {"balance",
       "what became of the walkers, in the whole run",
       {"turnover"},
       "",
       member<&T::balance>,
       has_turnover},
      {"first_passage",
       "walkers that reached each target for the first time",
       {"first_passage_bin", "target"},
       "measure.first_passage",
       member<&T::first_passage>,
       always,
       nullptr,
       Needs::visits},
  };
  return list;
}

std::vector<TallyTable> all_tables() {
  std::vector<TallyTable> tables;
  const std::vector<TableKind>& list = kinds();
  // Tables of an axis stand together: x of all successive kinds, then y, then z.
  for (auto first = list.begin(); first != list.end();) {
    auto end = first + 1;
    while (first->has_axis() && end != list.end() && end->has_axis()) ++end;
    for (int axis = 0; axis < (first->has_axis() ? max_dimension : 1); ++axis)
      for (auto kind = first; kind != end; ++kind)
        tables.push_back({with_axis(kind->name, axis), with_axis(kind->long_name, axis), &*kind, axis});
    first = end;
  }
  return tables;
}

constexpr char hop_words[] = "hop", face_words[] = "face of the box", axis_words[] = "axis",
               pair_words[] = "pair of axes", fate_words[] = "what happened to walkers";

}  // namespace

const std::vector<Dimension>& dimensions() {
  static const std::vector<Dimension> list = {
      {"flux_bin", &Measurements::flux_edges, true},
      {"exit_bin", &Measurements::exit_edges, true},
      {"first_passage_bin", &Measurements::first_passage_edges, true},
      {"profile_time", &Measurements::profile_times},
      {"extent_time", &Measurements::extent_times},
      {"histogram_time", &Measurements::histogram_times},
      {"moment_time", &Measurements::moment_times},
      {"propagator_time", &Measurements::propagator_times},
      {"survivor_time", &Measurements::survivor_times},
      coordinates::labelled<coordinates::hops, hop_words>("hop"),
      coordinates::labelled<coordinates::faces, face_words>("face"),
      coordinates::labelled<coordinates::axes, axis_words>("axis"),
      coordinates::labelled<coordinates::axis_pairs, pair_words>("axis_pair"),
      coordinates::labelled<coordinates::fates, fate_words>("turnover"),
      {"target", nullptr, false, coordinates::num_targets, coordinates::targets},
      {"plane_{}", nullptr, false, coordinates::num_planes, coordinates::planes},
      {"layer_{}", nullptr, false, coordinates::num_layers, coordinates::layers},
      {"displacement_{}", nullptr, false,
       [](const Experiment& experiment, int) {
         return static_cast<std::size_t>(2 * std::int64_t{experiment.measure.propagator_range} + 1);
       },
       [](const std::string& name, const Experiment& experiment, int) {
         return std::vector{coordinates::positions(name, "displacement since the start",
                                                   displacements(experiment), 0, experiment.system.lattice)};
       }},
      {"{}", nullptr, false, coordinates::num_layers,
       coordinates::layers},  // of tables that have a count for each site
  };
  return list;
}

const std::vector<TallyTable>& tally_tables() {
  static const std::vector<TallyTable> tables = all_tables();
  return tables;
}

const Counts& TallyTable::of(const BatchTallies& tallies) const {
  return kind->of(const_cast<BatchTallies&>(tallies), axis);  // it only finds the member
}

bool TallyTable::is_asked(const Experiment& experiment) const {
  return axis < experiment.system.lattice.dimension && kind->is_asked(experiment, axis);
}

std::vector<std::string> TallyTable::dimensions(const Lattice& lattice) const {
  std::vector<std::string> names;
  if (kind->batches == Batches::kept) names.emplace_back("batch");
  for (const std::string_view pattern : kind->dimensions) {
    if (pattern != "site") names.push_back(with_axis(pattern, axis));
    for (int a = 0; pattern == "site" && a < lattice.dimension; ++a) names.emplace_back(1, axis_names[a]);
  }
  return names;
}

TallyTable::Shape TallyTable::shape(const Experiment& experiment) const {
  Shape shape;
  for (const std::string& dimension : dimensions(experiment.system.lattice)) {
    if (dimension == "batch") continue;
    (dimension_named(dimension).schedule != nullptr ? shape.rows : shape.columns) *=
        static_cast<double>(size_of_dimension(dimension, experiment));
  }
  return shape;
}

Variable TallyTable::variable(const Experiment& experiment) const {
  const Scaling scaling = kind->scaling == nullptr ? Scaling() : kind->scaling(experiment);
  Variable made{name, scaling.units, long_name, dimensions(experiment.system.lattice), {}};
  made.scale_factor = scaling.scale_factor;
  made.add_offset = scaling.add_offset;
  if (kind->combine != Combine::sum) made.fill_value = nothing_of(kind->combine);
  return made;
}

bool TallyTable::is_counted(const Experiment& experiment) const {
  const Shape size = shape(experiment);
  return is_asked(experiment) && size.rows * size.columns > 0;
}

bool asks_for(const Experiment& experiment, Needs needs) {
  const std::vector<TallyTable>& tables = tally_tables();
  return std::any_of(tables.begin(), tables.end(), [&](const TallyTable& table) {
    return table.kind->needs == needs && table.is_counted(experiment);
  });
}

std::vector<std::string> sections_that_follow_walkers(const Experiment& experiment) {
  std::vector<std::string> sections;
  for (const TallyTable& table : tally_tables()) {
    const std::string_view key = table.kind->key;
    const bool is_named = !sections.empty() && sections.back() == key;
    if (table.kind->needs != Needs::occupancy && !is_named && table.is_counted(experiment))
      sections.emplace_back(key);
  }
  return sections;
}

bool follows_walkers(const Experiment& experiment) {
  return !sections_that_follow_walkers(experiment).empty();
}

}  // namespace fluxwalk
