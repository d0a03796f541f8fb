#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/error.hpp"
#include "fluxwalk/output_file.hpp"
#include "fluxwalk/results.hpp"
#include "fluxwalk/results_file.hpp"
#include "judge.hpp"
#include "open_results.hpp"
#include "options.hpp"
#include "output_file.hpp"
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

/// Writes the findings into the file that `results` were read from, unless that file has changed: a run that
/// still writes it has more data than was read. Returns a message about any other error.
std::string store(const Results& results, const Analysis& analysis, const AnalyzeOptions& options,
                  const std::optional<FileIdentity>& before) {
  const auto leave = [&](const std::string& why) {
    complain(fmt::format(
        "fluxwalk: {}. The findings are not stored in the file; these are of the {} batches that it "
        "held when it was read.",
        why, results.batches.size()));
  };
  try {
    OutputFile output(options.file);
    if (output.identity() != before)
      leave(options.file + ": has changed since it was read");
    else
      write_results(results, to_tables(analysis), output);
  } catch (const FileTaken& taken) {
    leave(taken.what());
  } catch (const FileChanged& changed) {
    leave(changed.what());
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}

ExitCode analyze(const AnalyzeOptions& options) {
  std::optional<FileIdentity> before;
  if (!options.is_dry_run) {
    constexpr const char* remedy = "Leave the file as it is with --dry-run.";
    before = identity_of(options.file);
    try {
      if (before) const OutputFile claimed(options.file);
    } catch (const FileTaken&) {  // a run is writing it: it can still be read
    } catch (const FileError& error) {
      throw FileError(fmt::format("{}. {}", error.what(), remedy));
    }
    require_one_name(options.file, remedy);
  }
  const Results results = open_results(options.file);
  const Analysis analysis = analyse(results);
  const std::string failure = options.is_dry_run ? "" : store(results, analysis, options, before);
  const ExitCode code = tell(results, analysis, options.speech);
  if (!results.is_complete() && !options.speech.is_quiet)
    complain(fmt::format("fluxwalk: {}. Go on with: fluxwalk run EXPERIMENT -o {} --resume",
                         missing_batches(results), shell_word(options.file)));
  if (failure.empty()) return code;
  complain(fmt::format("fluxwalk: {}. The findings are not stored.", failure));
  return ExitCode::system_error;
}

}  // namespace

void add_analyze(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<AnalyzeOptions>();
  Verb verb(program, "analyze", "Measure and judge again, from a results file alone");
  verb.add_path("FILE", options->file, "Results file (.h5)").required();
  verb.add_flag("--dry-run", options->is_dry_run, "Leave the file as it is");
  add_speech(verb, options->speech);
  verb.on_call([options, &code] { code = analyze(*options); });
}

}  // namespace fluxwalk::app
