/// \file
/// [measure.*].

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "places.hpp"

namespace fluxwalk::input {

namespace {

std::size_t at(int axis) {
  return static_cast<std::size_t>(axis);
}
std::string name_of(int axis) {
  return std::string(1, axis_names[at(axis)]);
}

enum class ScheduleKind { samples, bins };

/// When something is counted, before the list is made: `every = 1` can mean 2^40 times.
struct Schedule {
  std::vector<std::int64_t> listed;  ///< of `at`; else from `every`
  std::int64_t every = 0;
  std::int64_t end = 0;  ///< last time, or last edge

  bool exists() const { return every > 0 || !listed.empty(); }
  /// Times or edges.
  double size() const {
    if (!listed.empty()) return static_cast<double>(listed.size());
    // 0, every, 2 every, ... below the end, and the end
    return every > 0 ? static_cast<double>((end - 1) / every + 2) : 0;
  }
  double bins() const { return std::max(0.0, size() - 1); }
  std::int64_t last() const { return listed.empty() ? end : listed.back(); }
  std::vector<std::int64_t> make() const {
    if (!listed.empty()) return listed;
    std::vector<std::int64_t> times;
    times.reserve(static_cast<std::size_t>(size()));
    for (std::int64_t t = 0; t < end; t += every) times.push_back(t);
    times.push_back(end);
    return times;
  }
};

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
  Schedule schedule;
  schedule.end = end;
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
    schedule.every = every.whole(draft.time, {1, max_steps, "it must be at least 1 step"}).value_or(0);
    return schedule;
  }
  const bool has_bins = kind == ScheduleKind::bins;
  const char* noun = has_bins ? "edges" : "times";
  const Range<std::int64_t> range = draft.time_range(noun, end);
  schedule.listed =
      read_increasing(list, noun, [&](const Value& entry) { return entry.whole(draft.time, range); });
  if (!has_bins || schedule.listed.empty()) return schedule;
  if (schedule.listed.front() != 0) {
    list.complain(fmt::format("begins at {}", schedule.listed.front()), "the first bin begins at time 0");
    return {};
  }
  if (schedule.listed.size() < 2) {
    list.complain("has one edge only", "a bin has two edges");
    return {};
  }
  return schedule;
}

/// Reads a section's schedule, and has its list made later.
Schedule read_list(const Value& section, Draft& draft, ScheduleKind kind, std::int64_t end,
                   std::vector<std::int64_t> Measurements::*list) {
  const Schedule schedule = read_schedule(section, draft, kind, end);
  if (!schedule.exists()) return schedule;
  draft.lists.push_back([schedule, list](Experiment& experiment) {
    const std::vector<std::int64_t> before = std::exchange(experiment.measure.*list, {});
    const std::vector<std::int64_t> more = schedule.make();
    std::set_union(before.begin(), before.end(), more.begin(), more.end(),
                   std::back_inserter(experiment.measure.*list));
  });
  return schedule;
}

/// Planes watched across an axis: all of them, or a list.
struct PlaneChoice {
  bool has_all = false;
  std::vector<std::int64_t> listed;
};

PlaneChoice read_planes(const Value& value, const Range<std::int64_t>& range) {
  PlaneChoice planes;
  if (!value.exists()) return planes;
  if (value.is_text()) {
    planes.has_all = value.choice<bool>({{"all", true}}).has_value();
    return planes;
  }
  if (!value.is_list()) {
    value.complain("must be \"all\" or a list of plane numbers", "plane b lies between layers b-1 and b",
                   "such as [1, 50]");
    return planes;
  }
  planes.listed =
      read_increasing(value, "plane numbers", [&](const Value& entry) { return entry.integer(range); });
  return planes;
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
    const std::int32_t layers = draft.layers(a);
    const PlaneChoice planes = read_planes(value, draft.plane_range(a));
    draft.sizes.planes[at(a)] = planes.has_all ? layers + 1.0 : static_cast<double>(planes.listed.size());
    draft.lists.push_back([planes, layers, a](Experiment& experiment) {
      std::vector<std::int32_t>& list = experiment.measure.planes[at(a)];
      list.assign(planes.listed.begin(), planes.listed.end());
      if (!planes.has_all) return;
      list.resize(static_cast<std::size_t>(layers) + 1);
      std::iota(list.begin(), list.end(), 0);
    });
  }
  if (!is_any_given) section.complain("watches no plane", "none of x, y and z is given", "add x = \"all\"");
  draft.sizes.flux_bins =
      read_list(section, draft, ScheduleKind::bins, draft.experiment.system.steps, &Measurements::flux_edges)
          .bins();
}

void read_profiles(const Value& section, Draft& draft) {
  Measurements& measure = draft.experiment.measure;
  const Value axes = section["axes"];
  if (axes.exists()) {
    const FewComplaints few(axes);
    for (const Value& entry : axes.elements()) {
      const auto axis = draft.axis(entry);
      if (axis) measure.has_profile[at(*axis)] = true;
    }
    if (axes.is_list() && axes.elements().empty()) axes.complain("is empty", "it must list axes");
  } else {
    std::fill_n(measure.has_profile.begin(), draft.dimension(), true);
  }
  draft.sizes.profile_times = read_list(section, draft, ScheduleKind::samples, draft.experiment.system.steps,
                                        &Measurements::profile_times)
                                  .size();
}

/// A layer, unless it is said to be something else.
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
  // Arrivals at the very end of the run belong to the last bin.
  draft.sizes.first_passage_bins =
      read_list(section, draft, ScheduleKind::bins, draft.experiment.system.steps + 1,
                &Measurements::first_passage_edges)
          .bins();
}

}  // namespace

void read_measurements(const Value& file, Draft& draft) {
  const Value section = file["measure"];
  if (section.exists() && !section.expect_table()) return;
  const std::int64_t steps = draft.experiment.system.steps;
  Sizes& sizes = draft.sizes;
  bool is_any_given = false;
  const auto read = [&](const char* name, auto&& reader) {
    const Value part = section[name];
    is_any_given = is_any_given || part.exists();
    if (part.exists() && part.expect_table()) reader(part);
  };
  read("flux", [&](const Value& part) { read_flux(part, draft); });
  read("profile", [&](const Value& part) { read_profiles(part, draft); });
  for (const char* name : {"histogram", "entropy"}) {  // entropy is read off the histogram
    read(name, [&](const Value& part) {
      sizes.histogram_times +=
          read_list(part, draft, ScheduleKind::samples, steps, &Measurements::histogram_times).size();
    });
  }
  read("moments", [&](const Value& part) {
    const Schedule schedule =
        read_list(part, draft, ScheduleKind::samples, steps, &Measurements::moment_times);
    sizes.moment_times = schedule.size();
    draft.last_moment = schedule.exists() ? schedule.last() : 0;
  });
  read("survivors", [&](const Value& part) {
    sizes.survivor_times =
        read_list(part, draft, ScheduleKind::samples, steps, &Measurements::survivor_times).size();
  });
  read("exits", [&](const Value& part) {
    sizes.exit_bins = read_list(part, draft, ScheduleKind::bins, steps, &Measurements::exit_edges).bins();
  });
  read("first_passage", [&](const Value& part) { read_first_passage(part, draft); });
  if (!is_any_given && draft.stored == nullptr) {
    section.complain("nothing is measured", "a run without a measurement tells nothing",
                     "add a section such as [measure.flux] with x = \"all\" and every = 10");
  }
}

}  // namespace fluxwalk::input
