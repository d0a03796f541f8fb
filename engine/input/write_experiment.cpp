#include "fluxwalk/write_experiment.hpp"

#include <fmt/core.h>

#include <fstream>
#include <limits>

#include "fluxwalk/error.hpp"
#include "sampled_sections.hpp"
#include "toml_writer.hpp"
#include "write_places.hpp"

namespace fluxwalk {

namespace {

using namespace input;

std::size_t at(int axis) {
  return static_cast<std::size_t>(axis);
}

std::string axis_text(int axis) {
  return std::string(1, axis_names[at(axis)]);
}

/// spacing or step. A number alone can only be 1.
std::string scale_text(const Experiment& experiment, const char* key, double size, const std::string& unit) {
  if (!unit.empty()) return toml_string(fmt::format("{} {}", size, unit));
  if (size == 1) return "1";
  throw InputError({{experiment.heading.name, 0, 0, key, fmt::format("{} has no unit", size),
                     "a number alone can only be 1", "give it a unit"}});
}

void write_lattice(const Experiment& experiment, TomlWriter& toml) {
  const Lattice& lattice = experiment.system.lattice;
  constexpr const char* kinds[] = {"chain", "square", "cubic"};
  toml.table("lattice");
  toml.key("kind", kinds[lattice.dimension - 1]);
  toml.key("shape", of_axes(lattice.shape, lattice.dimension));
  toml.raw("spacing", scale_text(experiment, "lattice.spacing", lattice.spacing, lattice.length_unit));
  toml.raw("step", scale_text(experiment, "lattice.step", lattice.step, lattice.time_unit));
}

void write_hop(const Experiment& experiment, TomlWriter& toml) {
  const HopLaw& law = experiment.system.hop_law;
  toml.table("hop");
  for (int a = 0; a < experiment.system.lattice.dimension; ++a)
    toml.key(axis_text(a), std::vector<double>{law.minus[at(a)], law.plus[at(a)]});
  toml.key("stay", law.stay);
}

std::string face_text(const Face& face) {
  std::string text = fmt::format("{{ kind = \"{}\"", to_string(face.kind));
  if (face.is_drawn()) text += fmt::format(", absorption = {}", face.absorption);
  if (face.lets_in()) {
    const Reservoir& reservoir = face.reservoir;
    text += fmt::format(", concentration = {}, bath = \"{}\", wall = \"{}\"", reservoir.concentration,
                        reservoir.is_deterministic ? "fixed" : "poisson",
                        reservoir.is_half_cell ? "half-cell" : "ghost");
    if (reservoir.potential) text += fmt::format(", potential = {}", *reservoir.potential);
  }
  return text + " }";
}

void write_faces(const Experiment& experiment, TomlWriter& toml) {
  toml.table("faces");
  for (int a = 0; a < experiment.system.lattice.dimension; ++a) {
    const auto& faces = experiment.system.faces[at(a)];
    toml.raw(axis_text(a), fmt::format("[{}, {}]", face_text(faces[low]), face_text(faces[high])));
  }
}

void write_run(const Experiment& experiment, TomlWriter& toml) {
  toml.table("run");
  toml.key("steps", experiment.system.steps);
  toml.key("batches", experiment.sampling.num_batches);
  // TOML's whole numbers end at 2^63 - 1.
  if (experiment.sampling.seed <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    toml.key("seed", experiment.sampling.seed);
  else
    toml.key("seed", std::to_string(experiment.sampling.seed));
  if (experiment.settings.threads > 0) toml.key("threads", experiment.settings.threads);
  toml.key("kernel", to_string(experiment.sampling.kernel));
}

void write_schedule(const Schedule& times, std::int64_t end, TomlWriter& toml) {
  if (times.size() > 1 && end > 0 && times == Schedule::every(times[1], end))
    toml.key("every", times[1]);
  else
    toml.key("at", times.list());
}

void write_flux(const Experiment& experiment, TomlWriter& toml) {
  const Measurements& measure = experiment.measure;
  bool is_any_watched = false;
  for (const auto& planes : measure.planes) is_any_watched = is_any_watched || !planes.empty();
  if (!is_any_watched || measure.flux_edges.empty()) return;
  toml.table("measure.flux");
  for (int a = 0; a < experiment.system.lattice.dimension; ++a) {
    const Ascending& planes = measure.planes[a];
    if (planes == Ascending::every(1, experiment.system.lattice.shape[a]))
      toml.key(axis_text(a), "all");
    else if (!planes.empty())
      toml.key(axis_text(a), planes.list());
  }
  write_schedule(measure.flux_edges, experiment.system.steps, toml);
  toml.key("net", measure.only_net);
  toml.key("residence", measure.has_residence);
  toml.key("turnover", measure.has_turnover);
}

/// A section for some axes at some times. Writes nothing if axes or times are missing.
bool write_along_axes(const std::string& section, const PerAxis<bool>& has_axis, const Schedule& times,
                      const Experiment& experiment, TomlWriter& toml) {
  std::vector<std::string> axes;
  for (int a = 0; a < experiment.system.lattice.dimension; ++a)
    if (has_axis[a]) axes.push_back(axis_text(a));
  if (axes.empty() || times.empty()) return false;
  toml.table(section);
  toml.key("axes", axes);
  write_schedule(times, experiment.system.steps, toml);
  return true;
}

void write_sampled(const SampledSection& kind, const Experiment& experiment, TomlWriter& toml) {
  const std::string section = std::string("measure.") + kind.name;
  const Schedule& times = experiment.measure.*kind.times;
  if (kind.axes != nullptr) {
    write_along_axes(section, experiment.measure.*kind.axes, times, experiment, toml);
  } else if (!times.empty()) {
    toml.table(section);
    write_schedule(times, experiment.system.steps, toml);
  }
}

std::string target_text(const FirstPassageTarget& target, int dimension) {
  switch (target.kind) {
    case TargetKind::layer:
      return fmt::format("{{ axis = \"{}\", layer = {} }}", axis_text(target.axis), target.layer);
    case TargetKind::box:
      return fmt::format("{{ from = {}, to = {} }}", toml_value(of_axes(target.from, dimension)),
                         toml_value(of_axes(target.to, dimension)));
    case TargetKind::own_start:
      return "{ return = true }";
  }
  throw InternalError("a target of no kind");
}

void write_measurements(const Experiment& experiment, TomlWriter& toml) {
  const Measurements& measure = experiment.measure;
  write_flux(experiment, toml);
  for (const SampledSection& kind : sampled_sections) write_sampled(kind, experiment, toml);
  if (write_along_axes("measure.propagator", measure.has_propagator, measure.propagator_times, experiment,
                       toml))
    toml.key("range", measure.propagator_range);
  if (!measure.exit_edges.empty()) {
    toml.table("measure.exits");
    write_schedule(measure.exit_edges, experiment.system.steps, toml);
  }
  if (measure.first_passage_edges.empty() || measure.first_passage_targets.empty()) return;
  toml.table("measure.first_passage");
  std::string list;
  for (const FirstPassageTarget& target : measure.first_passage_targets)
    list += (list.empty() ? "" : ", ") + target_text(target, experiment.system.lattice.dimension);
  toml.raw("targets", fmt::format("[{}]", list));
  write_schedule(measure.first_passage_edges, experiment.system.steps + 1, toml);
}

void write_analysis(const AnalysisSettings& analysis, TomlWriter& toml) {
  toml.table("analysis");
  toml.key("tolerance", analysis.tolerance);
  toml.key("confidence", analysis.confidence);
  toml.key("ladder", analysis.ladder_rungs);
  if (analysis.continuum_tolerance) toml.key("continuum_tolerance", *analysis.continuum_tolerance);
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw FileError(path.string() + ": cannot be written");
}

std::string csv_of(const Attachment& table) {
  std::string text;
  for (std::size_t i = 0; i < table.values.size(); ++i) {
    const bool ends_row = (i + 1) % static_cast<std::size_t>(table.shape[1]) == 0;
    text += fmt::format("{}{}", table.values[i], ends_row ? "\n" : ",");
  }
  return text;
}

}  // namespace

ExperimentText to_toml(const Experiment& experiment, const std::string& prefix) {
  TomlWriter toml;
  TablesWriter tables(experiment.system.lattice, prefix);
  if (!experiment.heading.title.empty()) toml.key("title", experiment.heading.title);
  if (!experiment.heading.question.empty()) toml.key("question", experiment.heading.question);
  write_lattice(experiment, toml);
  write_hop(experiment, toml);
  write_faces(experiment, toml);
  write_medium(experiment, toml, tables);
  write_turnover(experiment, toml, tables);
  write_populations(experiment, toml, tables);
  write_run(experiment, toml);
  write_measurements(experiment, toml);
  write_analysis(experiment.settings.analysis, toml);
  return {toml.text(), tables.take()};
}

void save_experiment(const Experiment& experiment, const std::filesystem::path& file) {
  const ExperimentText made = to_toml(experiment, file.stem().string() + "-");
  for (const Attachment& table : made.attachments) write_file(file.parent_path() / table.name, csv_of(table));
  write_file(file, made.text);
}

}  // namespace fluxwalk
