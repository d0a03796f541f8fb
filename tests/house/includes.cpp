#include "house/includes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

namespace fluxwalk::house {
namespace {

namespace fs = std::filesystem;

/// What each layer may see besides itself.
const std::map<std::string, std::set<std::string>> visible = {
    {"model", {}},
    {"random", {"model"}},
    {"plan", {"model", "tallies"}},
    {"files", {"model"}},
    {"input", {"model", "tallies", "plan", "files"}},
    {"tallies", {"model"}},
    {"kernels", {"model", "plan", "random", "tallies"}},
    {"run", {"model", "plan", "random", "tallies", "kernels"}},
    {"store", {"model", "tallies", "files", "input"}},
    {"analysis", {"model", "tallies"}},  // its public headers
    {"theory", {"model", "tallies", "analysis"}},
    {"sample", {"model", "tallies", "analysis", "theory"}},
    {"judging", {"model", "tallies", "analysis", "theory", "sample"}},
    {"laws", {"model", "tallies", "analysis", "theory", "sample", "judging"}},
    {"report", {"model", "tallies", "files", "analysis"}},
    {"app", {"model", "plan", "random", "files", "input", "tallies", "kernels", "run", "store", "analysis"}},
};

/// The layer that each public header of the engine belongs to. Those of the analysis are one layer.
const std::map<std::string, std::string> public_headers = {
    {"answer_limits.hpp", "model"},
    {"error.hpp", "model"},
    {"ascending.hpp", "model"},
    {"experiment.hpp", "model"},
    {"json.hpp", "model"},
    {"spelling.hpp", "model"},
    {"faces.hpp", "model"},
    {"lattice.hpp", "model"},
    {"lattice_walk.hpp", "model"},
    {"measurements.hpp", "model"},
    {"medium.hpp", "model"},
    {"populations.hpp", "model"},
    {"schedule.hpp", "model"},
    {"table.hpp", "model"},
    {"version.hpp", "model"},
    {"read_experiment.hpp", "input"},
    {"write_experiment.hpp", "input"},
    {"input.hpp", "input"},
    {"units.hpp", "input"},
    {"random.hpp", "random"},
    {"results.hpp", "tallies"},
    {"tallies.hpp", "tallies"},
    {"results_file.hpp", "store"},
    {"written_tallies.hpp", "store"},
    {"run.hpp", "run"},
    {"array_file.hpp", "files"},
    {"transitions.hpp", "model"},
    {"output_file.hpp", "files"},
    {"visible_text.hpp", "model"},
    {"plan.hpp", "plan"},
};

const std::set<std::string> rooms_of_analysis = {"theory", "sample", "judging", "laws"};

/// Libraries that only some layers may see, by the beginning of their headers' names.
const std::map<std::string, std::set<std::string>> libraries = {
    {"toml++/", {"input"}},
    {"udunits2", {"input"}},
    {"hdf5", {"files", "store"}},
    {"H5", {"files", "store"}},
    {"omp.h", {"run", "plan"}},
    {"pcg_", {"random", "kernels"}},
    {"Eigen/", rooms_of_analysis},
    {"unsupported/Eigen/", rooms_of_analysis},
    {"boost/", {"random", "theory", "sample", "judging", "laws"}},
    {"CLI/", {"app"}},
};

/// The layer of a public header; empty if it has none.
std::string public_layer(const fs::path& root, const std::string& header) {
  if (fs::exists(root / "analysis/include/fluxwalk" / header)) return "analysis";
  const auto found = public_headers.find(header);
  return found == public_headers.end() ? "" : found->second;
}

/// The layer of a file, given its path below the root; empty if it has none.
std::string layer_of(const fs::path& root, const fs::path& file) {
  const std::vector<std::string> parts(file.begin(), file.end());
  if (parts[1] == "include") return public_layer(root, parts.back());
  const std::string& layer = parts[0] == "app" ? parts[0] : parts[1];
  return visible.contains(layer) ? layer : "";
}

/// What is wrong with a header that a file of this layer includes; empty if nothing.
std::string complaint(const fs::path& root, const std::string& layer, const std::string& name) {
  for (const auto& [prefix, layers] : libraries)
    if (name.starts_with(prefix) && !layers.contains(layer))
      return fmt::format("{} may not see the library header {}", layer, name);

  const fs::path included(name);
  const std::string folder = *included.begin();
  const bool is_public = folder == "fluxwalk";
  const bool is_private = visible.contains(folder);
  if (folder == "..") return fmt::format("{} climbs out of its folder", name);
  if (!is_public && !is_private) return "";  // of the same folder, or of a library

  const std::string owner = is_public ? public_layer(root, included.filename()) : folder;
  if (owner.empty()) return fmt::format("public header {} belongs to no layer", name);
  if (owner == layer) return "";
  if (!visible.at(layer).contains(owner)) return fmt::format("{} may not see {} ({})", layer, owner, name);
  const bool is_room_of_analysis = rooms_of_analysis.contains(layer) || layer == "report";
  if (is_private && !rooms_of_analysis.contains(owner) && (is_room_of_analysis || layer == "app"))
    return fmt::format("{} may see only public headers, not {}", layer, name);
  return "";
}

}  // namespace

std::vector<fs::path> sources(const fs::path& root) {
  std::vector<fs::path> files;
  for (const char* top : {"engine", "analysis", "app"}) {
    if (!fs::exists(root / top)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (entry.is_regular_file() && (extension == ".hpp" || extension == ".cpp"))
        files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> include_violations(const fs::path& root) {
  static const std::regex include_line(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"].*)re");
  std::vector<std::string> violations;
  for (const fs::path& file : sources(root)) {
    const fs::path shown = file.lexically_relative(root);
    const std::string layer = layer_of(root, shown);
    if (layer.empty()) {
      violations.push_back(fmt::format("{}:1: belongs to no layer", shown.string()));
      continue;
    }
    std::ifstream text(file);
    int number = 0;
    for (std::string line; std::getline(text, line);) {
      ++number;
      std::smatch match;
      if (!std::regex_match(line, match, include_line)) continue;
      const std::string wrong = complaint(root, layer, match[1]);
      if (!wrong.empty()) violations.push_back(fmt::format("{}:{}: {}", shown.string(), number, wrong));
    }
  }
  return violations;
}

}  // namespace fluxwalk::house
