#include <fmt/core.h>

#include <atomic>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/error.hpp"
#include "fluxwalk/output_file.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/results.hpp"
#include "fluxwalk/results_file.hpp"
#include "fluxwalk/run.hpp"
#include "interrupt.hpp"
#include "judge.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "progress.hpp"
#include "report_folder.hpp"
#include "results_keeper.hpp"
#include "resume.hpp"
#include "shell_word.hpp"
#include "simulate.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {

namespace fs = std::filesystem;

namespace {

struct RunVerbOptions {
  std::string experiment, output, report, kernel, vectors;
  std::uint64_t seed = 0, threads = 0, checkpoint = 600;
  Option seed_option, threads_option;
  bool may_replace = false, is_resumed = false;
  Speech speech;
};

Experiment experiment_of(const RunVerbOptions& options) {
  Experiment experiment = load_experiment(options.experiment, [&] {
    complain(fmt::format("fluxwalk: waiting for an experiment to be written to {} (Ctrl-C ends this)",
                         options.experiment == "-" ? "standard input" : options.experiment));
  });
  if (options.seed_option.is_given()) experiment.sampling.seed = options.seed;
  if (options.threads_option.is_given()) experiment.settings.threads = static_cast<int>(options.threads);
  experiment.settings.vectors = options.vectors;
  experiment.sampling.kernel = kernel_named(options.kernel).value_or(experiment.sampling.kernel);
  return experiment;
}

std::string cost(const Results& results) {
  double hops = 0;
  for (const BatchTallies& batch : results.batches) hops += static_cast<double>(batch.hops_drawn());
  const double seconds = results.provenance.wall_seconds;
  if (seconds <= 0) return "";
  return fmt::format(" ({}hops in {:.3g} s: {}hops/s)", with_si_prefix(hops), seconds,
                     with_si_prefix(hops / seconds));
}

std::string resume_command(const RunVerbOptions& options, const fs::path& output) {
  std::string command =
      fmt::format("fluxwalk run {} -o {}", shell_word(options.experiment), shell_word(output));
  if (options.seed_option.is_given()) command += fmt::format(" --seed {}", options.seed);
  return command + " --resume";
}

/// The page is drawn last, but whether it can be written is checked first.
void check_report(const fs::path& folder, const fs::path& results) {
  check_output_folder(folder);
  // Of a relative path that is not there yet, weakly_canonical makes no absolute one.
  const auto whole = [](const fs::path& path) { return fs::weakly_canonical(fs::absolute(path)); };
  const fs::path way = whole(folder).lexically_relative(whole(results));
  if (*way.begin() != "..")
    throw FileError(fmt::format("{}: is the results file. Give another folder for the report with --report.",
                                folder.string()));
}

/// Locks the results file before anything else.
OutputFile claim(const RunVerbOptions& options, const fs::path& output) {
  const char* remedy =
      options.may_replace || options.is_resumed
          ? "Give another one with -o, or replace this name alone with --force."
          : "Give another one with -o, replace it with --force, or go on where it stopped with --resume.";
  OutputFile claimed =
      claim_output(output, {options.may_replace || options.is_resumed, options.may_replace, remedy});
  std::error_code missing;  // an output that does not exist yet is not a copy of another file
  if (fs::equivalent(options.experiment, output, missing))
    throw FileError(fmt::format("{}: is the experiment itself. Give another file for the results with -o.",
                                output.string()));
  return claimed;
}

std::string analyze_command(const fs::path& file) {
  return "fluxwalk analyze " + shell_word(file);
}

/// A run that a signal has stopped may have little time left: it says how to judge the results, and how to
/// continue.
ExitCode stopped(const RunVerbOptions& options, const Results& results, const ResultsKeeper& keeper) {
  const fs::path file = keeper.place();
  std::string text = "fluxwalk: stopped before any batch had finished; nothing is saved.";
  if (keeper.num_saved() > 0)
    text = fmt::format("fluxwalk: {} and are kept in {}. Judge them with: {}",
                       results.is_complete() ? "all batches have run" : missing_batches(results),
                       file.string(), analyze_command(file));
  if (!results.is_complete()) text += "\nGo on with: " + resume_command(options, file);
  if (!options.speech.is_quiet) complain(text);
  return keeper.is_elsewhere() ? ExitCode::system_error : ExitCode::inconclusive;
}

/// The findings can be computed again, so a failure to store them loses nothing else.
bool store_findings(const Results& results, const Analysis& analysis, ResultsKeeper& keeper,
                    Interrupt& interrupt) {
  const fs::path safe = keeper.place();
  try {
    keeper.finish(results, to_tables(analysis), interrupt);
    return true;
  } catch (const FileError& error) {
    complain(fmt::format(
        "fluxwalk: {}. The findings are not stored. All batches are safe in {}; store the findings with: {}",
        error.what(), safe.string(), analyze_command(safe)));
    return false;
  }
}

ExitCode run_verb(const RunVerbOptions& options) {
  const Experiment experiment = experiment_of(options);
  const fs::path output =
      options.output.empty() ? default_results_file(options.experiment) : fs::path(options.output);
  OutputFile claimed = claim(options, output);
  if (!options.report.empty()) check_report(options.report, output);
  std::optional<Results> previous;
  if (options.is_resumed && claimed.identity())
    previous =
        previous_results(experiment, options.experiment == "-" ? experiment.heading.name : options.experiment,
                         output, options.speech.is_quiet);

  const bool is_talking = !options.speech.is_quiet && !options.speech.is_json;
  ResultsKeeper keeper(std::move(claimed), previous ? previous->batches.size() : 0,
                       options.may_replace ? Additions::drop : Additions::keep);
  const auto say_what_is_saved = [&] {
    if (keeper.num_saved() == 0) return complain("fluxwalk: no batch has finished yet; nothing is saved");
    complain(fmt::format("fluxwalk: {} of {} batches {} saved in {}", keeper.num_saved(),
                         experiment.sampling.num_batches, keeper.num_saved() == 1 ? "is" : "are",
                         keeper.place().string()));
  };
  std::atomic<bool> is_analysing = false;
  const auto give_up = [&] {
    keeper.release();
    if (is_analysing && !options.speech.is_quiet)
      complain(fmt::format(
          "fluxwalk: stopped during the analysis. All batches are saved in {}. Judge them with: {}",
          keeper.place().string(), analyze_command(keeper.place())));
  };
  std::optional<Interrupt> interrupt;
  interrupt.emplace(options.speech.is_quiet, Interrupt::Reactions{say_what_is_saved, give_up});
  RunOptions run_options;
  if (previous) run_options.previous = &*previous;
  run_options.checkpoint_seconds = static_cast<double>(options.checkpoint);
  run_options.on_checkpoint = [&](const Results& so_far) { keeper.save(so_far); };
  const Results results = simulate(experiment, run_options, *interrupt, options.speech);
  // Saved before anything else is done with them: an hour of simulation must survive an error in the
  // analysis.
  keeper.finish(results, {}, *interrupt);
  interrupt->settle();
  if (interrupt->flag()) return stopped(options, results, keeper);
  is_analysing = true;
  const Analysis analysis = analyse(results);
  const bool is_stored = store_findings(results, analysis, keeper, *interrupt);
  interrupt.reset();  // drawing and printing may now be interrupted
  keeper.release();

  ExitCode code = tell(results, analysis, options.speech);
  if (is_talking) print(fmt::format("\nResults: {}{}\n", keeper.place().string(), cost(results)));
  if (!options.report.empty()) {
    const std::string page = draw_report(results, analysis, options.report);
    if (is_talking) print(page);
  }
  if (!is_stored || keeper.is_elsewhere()) code = ExitCode::system_error;
  return code;
}

}  // namespace

void add_run(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<RunVerbOptions>();
  Verb verb(program, "run", "Simulate an experiment, judge it, and keep everything in a file");
  verb.add_path("EXPERIMENT", options->experiment, "Experiment file (.toml); - is standard input").required();
  verb.add_path("-o,--output", options->output,
                "Results file (default: the experiment's name with .h5, here)")
      .type_name("FILE");
  options->threads_option = verb.add_whole_number("--threads", options->threads, 0, max_threads,
                                                  "Number of threads; 0: as many as the machine offers");
  options->seed_option = verb.add_whole_number(
      "--seed", options->seed, 0, std::numeric_limits<std::uint64_t>::max(), "Seed, in place of the file's");
  verb.add_text("--kernel", options->kernel,
                "Kernel, in place of the file's: auto, reference, walkers or occupation")
      .check(one_of(kernel_names()))
      .type_name("NAME");
  verb.add_text("--vectors", options->vectors, "Width of the vectors to use (default: the widest)")
      .check(one_of(vector_widths()))
      .type_name("NAME");
  verb.add_whole_number(
          "--checkpoint", options->checkpoint, 0, 1'000'000'000,
          "Seconds from keeping the finished batches in the results file to doing so again (600); "
          "0: after each batch")
      .type_name("SECONDS");
  const Option force = verb.add_flag("--force", options->may_replace, "Replace an existing results file");
  verb.add_flag("--resume", options->is_resumed, "Run only the batches that the results file does not hold")
      .excludes(force);
  verb.add_path("--report", options->report, "Also draw the page of figures, in this folder")
      .type_name("DIR");
  add_speech(verb, options->speech);
  verb.on_call([options, &code] { code = run_verb(*options); });
}

}  // namespace fluxwalk::app
