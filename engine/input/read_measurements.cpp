/// \file
/// [measure.*].

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "keys.hpp"
#include "places.hpp"
#include "sampled_sections.hpp"

namespace fluxwalk::input {

namespace {

std::size_t at(int axis) {
  return static_cast<std::size_t>(axis);
}
std::string name_of(int axis) {
  return std::string(1, axis_names[at(axis)]);
}

enum class ScheduleKind { samples, bins };

/// A list that must increase, each entry within the range; empty if anything is wrong.
template <class Read>
std::vector<std::int64_t> read_increasing(const Value& list, const char* noun, Read read) {
  const FewComplaints few(list);
  const std::vector<Value> entries = list.elements();
  std::vector<std::int64_t> numbers;
  for (const Value& entry : entries) {
    const std::optional<std::int64_t> number = read(entry);
    if (!number) continue;
    if (!numbers.empty() && *number <= numbers.back()) {
      entry.complain(fmt::format("{} comes after {}", *number, numbers.back()),
                     fmt::format("{} must increase", noun));
      continue;
    }
    numbers.push_back(*number);
  }
  if (numbers.size() != entries.size()) return {};
  if (list.is_list() && numbers.empty()) list.complain("is empty", fmt::format("it must list {}", noun));
  return numbers;
}

Schedule read_schedule(const Value& section, const Draft& draft, ScheduleKind kind, std::int64_t end) {
  const Value every = section["every"], list = section["at"];
  if (every.exists() && list.exists()) {
    list.complain("cannot stand beside every", "the times are given twice", "keep one of the two");
    return {};
  }
  if (!every.exists() && !list.exists()) {
    if (every.is_meant() || list.is_meant()) return {};
    section.complain("does not say when", "neither every nor at is given",
                     "add every = 10 or at = [0, 10, 100]");
    return {};
  }
  if (every.exists()) {
    const auto step = every.whole(draft.time, {1, max_steps, "it must be from 1 to 2^40 steps"});
    return step && end >= 1 ? Schedule::every(*step, end) : Schedule();
  }
  const bool has_bins = kind == ScheduleKind::bins;
  const char* noun = has_bins ? "edges" : "times";
  const Range<std::int64_t> range = draft.time_range(noun, end);
  const Schedule listed =
      read_increasing(list, noun, [&](const Value& entry) { return entry.whole(draft.time, range); });
  if (!has_bins || listed.empty()) return listed;
  if (listed.front() != 0) {
    list.complain(fmt::format("begins at {}", listed.front()), "the first bin begins at time 0");
    return {};
  }
  if (listed.size() < 2) {
    list.complain("has one edge only", "a bin has two edges");
    return {};
  }
  return listed;
}

/// Planes watched across an axis: all of them, or a list.
Ascending read_planes(const Value& value, const Range<std::int64_t>& range) {
  if (!value.exists()) return {};
  if (value.is_text())
    return value.choice<bool>({{"all", true}}) ? Ascending::every(1, range.high) : Ascending();
  if (!value.is_list()) {
    value.complain("must be \"all\" or a list of plane numbers", "plane b lies between layers b-1 and b",
                   "such as [1, 50]");
    return {};
  }
  return read_increasing(value, "plane numbers", [&](const Value& entry) { return entry.integer(range); });
}

void read_flux(const Value& section, Draft& draft) {
  Measurements& measure = draft.experiment.measure;
  measure.only_net = section["net"].flag().value_or(false);
  measure.has_residence = section["residence"].flag().value_or(false);
  const Turnover& turnover = draft.experiment.system.turnover;
  const bool is_changing =
      turnover.decay > 0 || turnover.reproduction > 0 || !draft.experiment.system.sources.empty();
  measure.has_turnover = section["turnover"].flag().value_or(is_changing);
  bool is_any_given = false;
  for (int a = 0; a < max_dimension; ++a) {
    const Value value = section[name_of(a)];
    is_any_given = is_any_given || value.exists();
    if (a >= draft.dimension()) {
      if (value.exists())
        value.complain(fmt::format("there is no axis {}", name_of(a)), draft.axes_in_words());
      continue;
    }
    measure.planes[a] = read_planes(value, draft.plane_range(a));
  }
  if (!is_any_given) section.complain("watches no plane", "none of x, y and z is given", "add x = \"all\"");
  measure.flux_edges = read_schedule(section, draft, ScheduleKind::bins, draft.experiment.system.steps);
}

/// The axes that a list names; all if there is no list.
PerAxis<bool> read_axes(const Value& list, const Draft& draft) {
  PerAxis<bool> axes = {false, false, false};
  if (!list.exists()) {
    std::fill_n(axes.begin(), draft.dimension(), true);
    return axes;
  }
  const FewComplaints few(list);
  for (const Value& entry : list.elements()) {
    const auto axis = draft.axis(entry);
    if (axis) axes[*axis] = true;
  }
  if (list.is_list() && list.elements().empty()) list.complain("is empty", "it must list axes");
  return axes;
}

void read_propagator(const Value& section, Draft& draft) {
  Measurements& measure = draft.experiment.measure;
  measure.has_propagator = read_axes(section["axes"], draft);
  const Value range = section["range"];
  range.expect();
  measure.propagator_range = static_cast<std::int32_t>(
      range.whole(draft.length, {1, max_layers, "it must be from 1 to 2^30 sites"}).value_or(1));
  measure.propagator_times =
      read_schedule(section, draft, ScheduleKind::samples, draft.experiment.system.steps);
}

void read_sampled(const Value& section, const SampledSection& kind, Draft& draft) {
  Measurements& measure = draft.experiment.measure;
  if (kind.axes != nullptr) measure.*kind.axes = read_axes(section["axes"], draft);
  measure.*kind.times = read_schedule(section, draft, ScheduleKind::samples, draft.experiment.system.steps);
}

/// A target is a layer, unless the file says otherwise.
std::optional<FirstPassageTarget> read_target(const Value& table, const Draft& draft) {
  struct Kind {
    std::string name;
    std::vector<std::string> keys;
  };
  static const std::vector<Kind> kinds = {
      {"site", {"at"}}, {"box", {"from", "to"}}, {"return", {"return"}}, {"layer", {"axis", "layer"}}};
  const auto is_given = [&](const Kind& kind) {
    return std::any_of(kind.keys.begin(), kind.keys.end(),
                       [&](const std::string& key) { return table[key].exists(); });
  };
  if (const auto given = std::count_if(kinds.begin(), kinds.end(), is_given); given > 1) {
    table.complain("is more than one target",
                   "a target is a layer (axis, layer), a site (at), a box (from, to) or a return",
                   "give each a table of its own");
    return {};
  }
  FirstPassageTarget target;
  if (is_given(kinds[2])) {
    const auto is_return = table["return"].flag();
    if (is_return && !*is_return)
      table["return"].complain("is false", "then there is no target", "leave the table out");
    if (!is_return || !*is_return) return {};
    target.kind = TargetKind::own_start;
  } else if (is_given(kinds[0])) {
    const auto site = read_site(table["at"], draft);
    if (!site) return {};
    target.kind = TargetKind::box;
    target.from = target.to = *site;
  } else if (is_given(kinds[1])) {
    const auto box = read_box(table, draft);
    if (!box) return {};
    target.kind = TargetKind::box;
    target.from = box->from;
    target.to = box->to;
  } else {
    const auto layer = read_layer(table, draft);
    if (!layer) return {};
    target.axis = layer->axis;
    target.layer = layer->number;
  }
  return target;
}

void read_first_passage(const Value& section, Draft& draft) {
  Measurements& measure = draft.experiment.measure;
  const Value list = section["targets"];
  list.expect();
  const FewComplaints few(list);
  for (const Value& entry : list.elements()) {
    if (!entry.expect_table()) continue;
    if (const auto target = read_target(entry, draft)) measure.first_passage_targets.push_back(*target);
  }
  if (list.is_list() && list.elements().empty()) list.complain("is empty", "it must list targets");
  // Arrivals at the end of the run belong to the last bin.
  measure.first_passage_edges =
      read_schedule(section, draft, ScheduleKind::bins, draft.experiment.system.steps + 1);
}

}  // namespace

void add_measurement_keys(KeyList& list) {
  list.add({
      {"measure", "What is counted, and when. At least one measurement.", "", "", "[measure.flux]"},
      {"measure.flux", "Forward and backward crossings of planes, in time bins.", "", "", "[measure.flux]"},
  });
  list.add_per_axis("measure.flux",
                    {"",
                     "Watched planes across {axis}: \"all\", or a list of plane numbers; plane b lies "
                     "between layers b-1 and b.",
                     "plane numbers", "none", "{axis} = \"all\""});
  const std::string every_bin = "Width of the time bins from 0 to the end; the last may be narrower.";
  const std::string at_bin = "Edges of the time bins instead: from 0, increasing.";
  const std::string every_sample = "Samples at 0, at each multiple of this, and at the end.";
  const std::string at_sample = "Times of the samples instead, increasing.";
  const std::string sooner = "required, unless at is given", later = "none";
  const auto add_schedule = [&](const std::string& section, bool has_bins) {
    list.add(
        {{section + ".every", has_bins ? every_bin : every_sample, "steps, or a time", sooner, "every = 10"},
         {section + ".at", has_bins ? at_bin : at_sample, "steps, or times", later,
          "at = [0, 10, 100, 1000]"}});
  };
  add_schedule("measure.flux", true);
  list.add(
      {{"measure.flux.net",
        "Count only the net crossings, forward less backward: much cheaper where many planes are watched.",
        "", "false", "net = true"},
       {"measure.flux.residence",
        "Also count the walker-steps spent, per layer and bin, along each axis with watched planes.", "",
        "false", "residence = true"},
       {"measure.flux.turnover",
        "Also count the walkers that appear and that vanish, per layer and bin, along each axis with watched "
        "planes.",
        "", "true if there are sources, decay or reproduction", "turnover = false"}});
  for (const SampledSection& kind : sampled_sections) {
    const std::string section = std::string("measure.") + kind.name;
    list.add({{section, kind.help, "", "", "[" + section + "]"}});
    if (kind.axes != nullptr)
      list.add({{section + ".axes", kind.help_of_axes, "", "all axes of the lattice", "axes = [\"x\"]"}});
    add_schedule(section, false);
  }
  list.add({{"measure.entropy",
             "Entropy of the distribution over sites; adds its times to those of the histogram.", "", "",
             "[measure.entropy]"}});
  add_schedule("measure.entropy", false);
  list.add({{"measure.propagator",
             "Numbers of walkers at each displacement along an axis, counted from where the walker started. "
             "Periodic "
             "faces do not reset the displacement. Called the self part of van Hove's function.",
             "", "", "[measure.propagator]"},
            {"measure.propagator.axes", "Axes along which displacements are counted.", "",
             "all axes of the lattice", "axes = [\"x\"]"},
            {"measure.propagator.range",
             "Displacements from -range to range get a column each; walkers further away count at the ends.",
             "sites, or a length", "required", "range = 100"}});
  add_schedule("measure.propagator", false);
  list.add(
      {{"measure.exits", "Walkers that left through each face, in time bins.", "", "", "[measure.exits]"}});
  add_schedule("measure.exits", true);
  list.add(
      {{"measure.first_passage", "First times that walkers stand at a target, in bins of the arrival time.",
        "", "", "[measure.first_passage]"}});
  add_schedule("measure.first_passage", true);
  list.add({
      {"measure.first_passage.targets",
       "The targets, one table each: a layer (axis, layer), a site (at), a box (from, to) or the walker's "
       "own "
       "start (return).",
       "", "required", "targets = [{ axis = \"x\", layer = 80 }]"},
      {"measure.first_passage.targets.axis", "Axis across which a layer lies.", "", "required for a layer",
       "targets = [{ axis = \"x\", layer = 80 }]"},
      {"measure.first_passage.targets.layer", "Number of the layer.", "layer, or a length",
       "required for a layer", "targets = [{ axis = \"x\", layer = 80 }]"},
      {"measure.first_passage.targets.at", "The site.", "layers, or lengths", "required for a site",
       "targets = [{ at = [50, 50] }]"},
      {"measure.first_passage.targets.from", "First site of the box along each axis.", "layers, or lengths",
       "required for a box", "targets = [{ from = [40, 40], to = [60, 60] }]"},
      {"measure.first_passage.targets.to", "Last site of the box along each axis, itself in the box.",
       "layers, or lengths", "required for a box", "targets = [{ from = [40, 40], to = [60, 60] }]"},
      {"measure.first_passage.targets.return",
       "true: the site where the walker itself started, from time 1 on.", "", "false",
       "targets = [{ return = true }]"},
  });
}

void read_measurements(const Value& file, Draft& draft) {
  const Value section = file["measure"];
  if (section.exists() && !section.expect_table()) return;
  const std::int64_t steps = draft.experiment.system.steps;
  Measurements& measure = draft.experiment.measure;
  bool is_any_given = false;
  const auto read = [&](const char* name, auto&& reader) {
    const Value part = section[name];
    is_any_given = is_any_given || part.exists();
    if (part.exists() && part.expect_table()) reader(part);
  };
  read("flux", [&](const Value& part) { read_flux(part, draft); });
  for (const SampledSection& kind : sampled_sections)
    read(kind.name, [&](const Value& part) { read_sampled(part, kind, draft); });
  read("entropy", [&](const Value& part) {  // it is computed from the histogram
    const Schedule times = read_schedule(part, draft, ScheduleKind::samples, steps);
    // The list of both is made once the longer of them is known to fit into the memory.
    const Schedule other =
        std::exchange(measure.histogram_times,
                      times.size() > measure.histogram_times.size() ? times : measure.histogram_times);
    draft.lists.push_back([times, other](Experiment& experiment) {
      experiment.measure.histogram_times = other.united_with(times);
    });
  });
  read("propagator", [&](const Value& part) { read_propagator(part, draft); });
  read("exits", [&](const Value& part) {
    measure.exit_edges = read_schedule(part, draft, ScheduleKind::bins, steps);
  });
  read("first_passage", [&](const Value& part) { read_first_passage(part, draft); });
  if (!is_any_given && draft.stored == nullptr) {
    section.complain("nothing is measured", "a run without a measurement shows nothing",
                     "add a section such as [measure.flux] with x = \"all\" and every = 10");
  }
}

}  // namespace fluxwalk::input
