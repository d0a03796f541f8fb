#include <fmt/format.h>

#include <memory>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/results.hpp"
#include "judge.hpp"
#include "open_results.hpp"
#include "options.hpp"
#include "shell_word.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {
namespace {

struct AnalyzeOptions {
  std::string file;
  bool is_dry_run = false;
  Speech speech;
};

ExitCode analyze(const AnalyzeOptions& options) {
  const Results results = open_results(options.file);
  const Analysis analysis = analyse(results);
  if (!options.is_dry_run) write_results(results, to_tables(analysis), options.file);
  const ExitCode code = tell(results, analysis, options.speech);
  if (!results.is_complete() && !options.speech.is_quiet)
    complain(fmt::format("fluxwalk: {}. Go on with: fluxwalk run EXPERIMENT -o {} --resume",
                         missing_batches(results), shell_word(options.file)));
  return code;
}

}  // namespace

void add_analyze(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<AnalyzeOptions>();
  CLI::App* verb = program.add_subcommand("analyze", "Measure and judge again, from a results file alone");
  add_path(*verb, "FILE", options->file, "Results file (.h5)")->required();
  verb->add_flag("--dry-run", options->is_dry_run, "Leave the file as it is");
  add_speech(*verb, options->speech);
  verb->callback([options, &code] { code = analyze(*options); });
}

}  // namespace fluxwalk::app
