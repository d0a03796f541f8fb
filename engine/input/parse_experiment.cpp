#include <fmt/core.h>

#include <filesystem>
#include <functional>
#include <limits>
#include <optional>

#include "draft.hpp"
#include "experiment_file.hpp"
#include "fluxwalk/experiment.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "model/encoding.hpp"
#include "parse.hpp"
#include "toml_text.hpp"

namespace fluxwalk {

namespace {

using namespace input;

/// A file that is not text would give useless complaints about its syntax.
void require_text(const std::string& text, const std::string& name) {
  if (text.starts_with("\x89HDF\r\n\x1a\n")) {
    refuse_file(name, "is a results file, not an experiment", "it holds what a run has counted",
                fmt::format("`fluxwalk analyze {0}` judges it again, `fluxwalk report {0}` draws it, and "
                            "`fluxwalk run EXPERIMENT -o {0} --resume` runs what is missing",
                            name));
  }
  const std::optional<EncodingFault> fault = find_encoding_fault(text);
  if (!fault) return;
  throw InputError(
      {{name, fault->line, fault->column, "", fault->problem, fault->reason, fault->suggestion}});
}

}  // namespace

Experiment input::parse_within(const std::string& text, const std::string& name, double memory,
                               const std::vector<Attachment>* stored,
                               const std::optional<std::filesystem::path>& folder) {
  require_small(name, text.size());
  require_text(text, name);
  Complaints complaints(name);
  const std::optional<toml::table> parsed = parse_toml(text, complaints);
  if (!parsed) complaints.throw_if_any();
  const toml::table& tree = parsed.value();
  if (tree.empty() && !complaints.any()) {
    refuse_file(name, "is empty", "it holds no keys", "`fluxwalk new NAME` writes a file to start from");
  }
  check_keys(tree, complaints);
  Draft draft(complaints);
  draft.memory = memory;
  draft.folder = folder.value_or(std::filesystem::path(name).parent_path());
  draft.stored = stored;
  const Value file(&tree, "", Position(), complaints);
  Experiment& experiment = draft.experiment;
  experiment.heading.name = std::filesystem::path(name).filename().string();
  experiment.heading.text = text;
  experiment.heading.title = file["title"].text().value_or("");
  experiment.heading.question = file["question"].text().value_or("");
  read_lattice(file, draft);
  read_hop(file, draft);
  read_run(file, draft);
  read_faces(file, draft);
  read_medium(file, draft);
  const bool is_place_right = !complaints.any();
  read_turnover(file, draft);
  read_populations(file, draft);
  read_measurements(file, draft);
  read_analysis(file, draft);
  check_kernel(file, draft);
  const bool fits = check_memory(file, draft);
  if (fits) {
    for (const auto& make : draft.places) make(experiment);
    check_places(file, draft, is_place_right);
  }
  check_overflow(file, draft, fits && is_place_right);
  complaints.throw_if_any();
  for (const auto& make : draft.lists) make(experiment);
  return std::move(experiment);
}

Experiment parse_experiment(const std::string& text, const std::string& name) {
  return parse_within(text, name, available_memory());
}

Experiment parse_stored_experiment(const std::string& text, const std::string& name,
                                   const std::vector<Attachment>& attachments) {
  return parse_within(text, name, std::numeric_limits<double>::infinity(), &attachments);
}

Experiment load_experiment(const std::filesystem::path& path, const std::function<void()>& on_wait) {
  const ExperimentFile file = read_experiment_file(path, on_wait);
  return parse_within(file.text, file.name, available_memory(), nullptr, file.folder);
}

}  // namespace fluxwalk
