#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/error.hpp"
#include "fluxwalk/json.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/report.hpp"
#include "fluxwalk/results_file.hpp"
#include "fluxwalk/visible_text.hpp"
#include "gallery.hpp"
#include "interrupt.hpp"
#include "judge.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "simulate.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {

namespace fs = std::filesystem;

namespace {

struct VerifyOptions {
  std::string examples, kept;
  std::uint64_t threads = 0;
  Speech speech;
};

struct Item {
  Experiment experiment;
  std::optional<OutputFile> results;  ///< where they are kept; nothing: they are not kept
};

/// All errors are found before the first experiment runs: all problems of all files are reported together.
std::vector<Item> plan(const VerifyOptions& options) {
  if (!options.kept.empty()) {
    check_output_folder(options.kept);
    fs::create_directories(options.kept);
  }
  std::vector<Item> items;
  std::vector<Problem> problems;
  for (const fs::path& file :
       experiments_in(options.examples.empty() ? gallery_folder() : fs::path(options.examples))) {
    try {
      Item item{load_experiment(file), {}};
      item.experiment.settings.threads = static_cast<int>(options.threads);
      if (!options.kept.empty()) {
        item.results = claim_output(fs::path(options.kept) / file.stem().concat(".h5"),
                                    {.remedy = "Keep the results in another folder, or remove it."});
      }
      items.push_back(std::move(item));
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw InputError(problems);
  return items;
}

std::string heading(const Experiment& experiment) {
  return visible_text(fmt::format("\n{}: {}\n{}\n", experiment.heading.name, experiment.heading.title,
                                  experiment.heading.question));
}

ExitCode verify(const VerifyOptions& options) {
  const bool is_talking = !options.speech.is_quiet && !options.speech.is_json;
  std::vector<Item> items = plan(options);
  const auto release_all = [&] {
    for (Item& item : items)
      if (item.results) item.results->release();
  };
  Interrupt interrupt(options.speech.is_quiet, {{}, release_all});
  Outcome outcome = Outcome::consistent;
  std::size_t num_consistent = 0, num_done = 0;
  std::string json, summary;
  for (Item& item : items) {
    const Results results = simulate(item.experiment, {}, interrupt, options.speech);
    if (!results.is_complete()) break;
    const Analysis analysis = analyse(results);
    if (item.results) write_results(results, to_tables(analysis), *item.results, Additions::drop);
    if (is_talking) print(heading(item.experiment) + verdict_table(analysis, has_colour()), true);
    json += fmt::format("{}\n{}: {}", num_done > 0 ? "," : "", json_string(item.experiment.heading.name),
                        to_json(results, analysis));
    summary += fmt::format("  {:<45} {}\n", item.experiment.heading.name, to_string(analysis.outcome));
    outcome = worse(outcome, analysis.outcome);
    num_consistent += analysis.outcome == Outcome::consistent ? 1 : 0;
    ++num_done;
  }
  const bool is_complete = num_done == items.size();
  if (!is_complete) outcome = worse(outcome, Outcome::inconclusive);
  if (is_talking)
    print(fmt::format("\nAll experiments\n{}Overall: {} ({} of {} consistent{})\n", summary,
                      to_string(outcome), num_consistent, items.size(), is_complete ? "" : "; interrupted"));
  if (options.speech.is_json)
    print(fmt::format("{{\"outcome\": {}, \"is_complete\": {}, \"experiments\": {{{}}}}}\n",
                      json_string(to_string(outcome)), is_complete, json));
  return exit_code(outcome);
}

}  // namespace

void add_verify(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<VerifyOptions>();
  Verb verb(program, "verify", "Run the experiments that come with fluxwalk and judge them all");
  const Option folder =
      verb.add_path("DIR", options->examples, "Folder of experiments (default: the shipped examples)");
  verb.add_path("--examples", options->examples, "The same as DIR").type_name("DIR").excludes(folder);
  verb.add_path("--keep", options->kept, "Keep the results files in this folder").type_name("DIR");
  verb.add_whole_number("--threads", options->threads, 0, max_threads,
                        "Number of threads; 0: as many as the machine offers");
  add_speech(verb, options->speech);
  verb.on_call([options, &code] { code = verify(*options); });
}

}  // namespace fluxwalk::app
