#include <fmt/format.h>

#include <fstream>
#include <limits>

#include "draft.hpp"
#include "fluxwalk/experiment.hpp"
#include "parse.hpp"
#include "toml_text.hpp"

namespace fluxwalk {

namespace {

using namespace input;

constexpr std::size_t most_bytes = std::size_t{16} << 20;

[[noreturn]] void refuse(const std::string& file, std::string problem, std::string reason,
                         std::string suggestion = {}) {
  throw InputError({{file, 0, 0, "", std::move(problem), std::move(reason), std::move(suggestion)}});
}

[[noreturn]] void refuse_large(const std::string& file) {
  refuse(file, "is too large", "an experiment file has at most 16 MiB");
}

}  // namespace

Experiment input::parse_within(const std::string& text, const std::string& name, double memory,
                               const std::vector<Attachment>* stored) {
  if (text.size() > most_bytes) refuse_large(name);
  Complaints complaints(name);
  const std::optional<toml::table> parsed = parse_toml(text, complaints);
  if (!parsed) complaints.throw_if_any();
  const toml::table& tree = parsed.value();
  if (tree.empty() && !complaints.any()) {
    refuse(name, "is empty", "it holds no keys", "`fluxwalk new NAME` writes a file to start from");
  }
  check_keys(tree, complaints);
  Draft draft(complaints);
  draft.memory = memory;
  draft.folder = std::filesystem::path(name).parent_path();
  draft.stored = stored;
  const Value file(&tree, "", Position(), complaints);
  Experiment& experiment = draft.experiment;
  experiment.name = std::filesystem::path(name).filename().string();
  experiment.text = text;
  experiment.title = file["title"].text().value_or("");
  experiment.question = file["question"].text().value_or("");
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
  return input::parse_within(text, name, available_memory());
}

Experiment parse_stored_experiment(const std::string& text, const std::string& name,
                                   const std::vector<Attachment>& attachments) {
  return input::parse_within(text, name, std::numeric_limits<double>::infinity(), &attachments);
}

Experiment load_experiment(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) refuse(name, "is a directory", "an experiment is a file");
  if (!std::filesystem::exists(path, ignored)) refuse(name, "there is no such file", "", "");
  if (std::filesystem::is_regular_file(path, ignored) &&
      std::filesystem::file_size(path, ignored) > most_bytes) {
    refuse_large(name);
  }
  std::ifstream stream(path, std::ios::binary);
  // One byte more than allowed, so that an endless device is refused too.
  std::string text(most_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad()) refuse(name, "cannot be read", "is reading allowed?");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_experiment(text, name);
}

}  // namespace fluxwalk
