#include "resume.hpp"

#include <fmt/core.h>

#include <filesystem>
#include "fluxwalk/error.hpp"
#include "fluxwalk/input.hpp"
#include "fluxwalk/random.hpp"
#include "fluxwalk/visible_text.hpp"
#include "open_results.hpp"
#include "terminal.hpp"

namespace fluxwalk::app {

namespace fs = std::filesystem;

namespace {

/// The changes that make it another experiment, with the lines of its file.
std::vector<Problem> problems_of(const std::vector<Difference>& list, const std::string& experiment_file) {
  std::vector<Problem> problems;
  for (const Difference& difference : list)
    if (difference.changes_counts)
      problems.push_back(
          {experiment_file, difference.line, difference.column, difference.key, difference.what, "", ""});
  return problems;
}

/// The later text is kept: its title and its tolerance are those that the user wants now.
void report_harmless_changes(const std::vector<Difference>& list, const std::string& experiment_file,
                             const fs::path& results_file) {
  std::vector<std::string> keys;
  for (const Difference& difference : list) keys.push_back(difference.key);
  complain(fmt::format(
      "fluxwalk: {} is the experiment of {}, except for {}. No count depends on that: the run goes on, and "
      "{} now holds the text of {}.",
      experiment_file, results_file.string(),
      keys.empty() ? "comments, the order of keys, the names of tables or the way in which values are written"
                   : listed(keys),
      results_file.string(), experiment_file));
}

}  // namespace

Results previous_results(const Experiment& experiment, const std::string& experiment_file,
                         const fs::path& results_file, bool is_quiet) {
  Results previous = open_results(results_file);
  const std::vector<Difference> list = differences(previous.experiment, experiment);
  std::vector<Problem> problems = problems_of(list, experiment_file);
  if (previous.provenance.random_contract != random_contract)
    problems.push_back(
        {results_file.string(), 0, 0, "",
         fmt::format("was made with version {} of the random numbers, this program has version {}",
                     previous.provenance.random_contract, random_contract),
         "", ""});
  if (!problems.empty()) {
    problems.insert(problems.begin(),
                    {results_file.string(), 0, 0, "", "holds another experiment than " + experiment_file,
                     "only the same experiment can be resumed; below, \"there\" is what this file holds",
                     "Give another output file with -o, or start again with --force."});
    throw InputError(problems);
  }
  if (!is_quiet && previous.experiment.heading.text != experiment.heading.text)
    report_harmless_changes(list, experiment_file, results_file);
  return previous;
}

}  // namespace fluxwalk::app
