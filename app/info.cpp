#include <fmt/core.h>

#include <cmath>
#include <memory>
#include <vector>

#include "fluxwalk/json.hpp"
#include "fluxwalk/results.hpp"
#include "fluxwalk/results_file.hpp"
#include "fluxwalk/run.hpp"
#include "open_results.hpp"
#include "options.hpp"
#include "shell_word.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {
namespace {

struct InfoOptions {
  std::string file;
  bool is_json = false;
};

struct Fact {
  std::string name;  ///< snake_case
  std::string value;
  bool is_number = false;
};

template <class Number>
Fact number(std::string name, Number value) {
  return {std::move(name), fmt::format("{}", value), true};
}

/// Whole numbers of walkers without an exponent.
Fact count(std::string name, double mean) {
  const bool is_count = mean == std::floor(mean) && mean < 0x1p63;
  return is_count ? number(std::move(name), static_cast<std::int64_t>(mean)) : number(std::move(name), mean);
}

std::string lattice_text(const Lattice& lattice) {
  std::string shape;
  for (int axis = 0; axis < lattice.dimension; ++axis)
    shape += fmt::format("{}{}", axis > 0 ? " x " : "", lattice.shape[axis]);
  constexpr const char* kinds[] = {"chain", "square", "cubic"};
  return fmt::format("{}, {} sites, spacing {} {}, step {} {}", kinds[lattice.dimension - 1], shape,
                     lattice.spacing, lattice.length_unit.empty() ? "(lattice units)" : lattice.length_unit,
                     lattice.step, lattice.time_unit.empty() ? "(lattice units)" : lattice.time_unit);
}

std::vector<Fact> facts(const Results& results) {
  const Experiment& experiment = results.experiment;
  const Provenance& origin = results.provenance;
  std::vector<Fact> walkers = {count("walkers", experiment.system.mean_walkers())};
  if (experiment.system.has_turnover()) {  // most of them, or all, come in later
    std::int64_t came_in = 0;
    for (const BatchTallies& batch : results.batches) came_in += batch.came_in();
    walkers = {count("walkers_at_start", experiment.system.mean_walkers()),
               number("walkers_came_in", came_in)};
  }
  std::vector<Fact> list = {{"experiment", experiment.heading.name},
                            {"title", experiment.heading.title},
                            {"question", experiment.heading.question},
                            {"lattice", lattice_text(experiment.system.lattice)},
                            number("steps", experiment.system.steps)};
  list.insert(list.end(), walkers.begin(), walkers.end());
  const std::vector<Fact> rest = {number("batches", experiment.sampling.num_batches),
                                  number("batches_done", results.batches.size()),
                                  number("seed", experiment.sampling.seed),
                                  {"kernel", origin.kernel},
                                  {"kernel_asked", to_string(experiment.sampling.kernel)},
                                  {"random_contract", origin.random_contract},
                                  number("threads", origin.threads),
                                  number("wall_seconds", origin.wall_seconds),
                                  {"integrity", to_string(origin.integrity)},
                                  {"created", origin.created},
                                  {"version", origin.version},
                                  {"revision", origin.revision},
                                  {"compiler", origin.compiler},
                                  {"build_type", origin.build_type},
                                  {"cpu", origin.cpu},
                                  {"operating_system", origin.host_os}};
  list.insert(list.end(), rest.begin(), rest.end());
  return list;
}

/// Name and shape of everything that is kept; [batch] stands first, except for the histogram.
std::vector<std::pair<std::string, std::string>> contents(const Results& results,
                                                          const std::vector<Table>& findings) {
  std::vector<std::pair<std::string, std::string>> list;
  const BatchTallies asked = BatchTallies::zero(results.experiment);
  for_each_table(asked, [&](const std::string& name, const Counts& counts) {
    if (counts.empty()) return;
    const bool is_summed = &counts == &asked.histogram;
    list.emplace_back("tallies/" + name, is_summed ? fmt::format("{} x {}", counts.rows(), counts.columns())
                                                   : fmt::format("{} x {} x {}", results.batches.size(),
                                                                 counts.rows(), counts.columns()));
  });
  for (const Table& table : findings)
    list.emplace_back("analysis/" + table.name, fmt::format("{} rows", table.rows()));
  return list;
}

ExitCode info(const InfoOptions& options) {
  const Results results = open_results(options.file);
  const std::vector<Table> findings = read_findings(options.file);
  const auto list = contents(results, findings);
  std::string text;
  if (options.is_json) {
    text = "{";
    for (const Fact& fact : facts(results))
      text += fmt::format("\n  {}: {},", json_string(fact.name),
                          fact.is_number ? fact.value : json_string(fact.value));
    text += fmt::format("\n  \"is_complete\": {},\n  \"contents\": {{", results.is_complete());
    for (std::size_t i = 0; i < list.size(); ++i)
      text += fmt::format("{}\n    {}: {}", i > 0 ? "," : "", json_string(list[i].first),
                          json_string(list[i].second));
    text += "\n  }\n}\n";
  } else {
    for (const Fact& fact : facts(results))
      if (!fact.value.empty()) text += fmt::format("{:<18}{}\n", fact.name, fact.value);
    if (!results.is_complete()) text += "partial: go on with fluxwalk run --resume\n";
    text += '\n';
    for (const auto& [name, shape] : list) text += fmt::format("{:<32}{}\n", name, shape);
    if (findings.empty())
      text += fmt::format("no findings stored; they are made by: fluxwalk analyze {}\n",
                          shell_word(options.file));
  }
  print(text);
  return ExitCode::consistent;
}

}  // namespace

void add_info(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<InfoOptions>();
  Verb verb(program, "info", "Tell what a results file holds");
  verb.add_path("FILE", options->file, "Results file (.h5)").required();
  verb.add_flag("--json", options->is_json, "Print one JSON object");
  verb.on_call([options, &code] { code = info(*options); });
}

}  // namespace fluxwalk::app
