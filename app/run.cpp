#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <optional>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/error.hpp"
#include "fluxwalk/random.hpp"
#include "fluxwalk/results.hpp"
#include "fluxwalk/run.hpp"
#include "interrupt.hpp"
#include "judge.hpp"
#include "kernels.hpp"
#include "open_results.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "progress.hpp"
#include "report_folder.hpp"
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
  CLI::Option *seed_option = nullptr, *threads_option = nullptr;
  bool may_replace = false, is_resumed = false;
  Speech speech;
};

Experiment experiment_of(const RunVerbOptions& options) {
  Experiment experiment = load_experiment(options.experiment);
  if (!options.seed_option->empty()) experiment.seed = options.seed;
  if (!options.threads_option->empty()) experiment.threads = static_cast<int>(options.threads);
  experiment.vectors = options.vectors;
  if (!options.kernel.empty()) experiment.kernel = kernel_named(options.kernel);
  return experiment;
}

/// What was kept before, if there is any. \throws InputError if it is of another experiment.
std::optional<Results> previous_results(const Experiment& experiment, const fs::path& file) {
  if (!fs::exists(file)) return std::nullopt;
  Results previous = open_results(file);
  std::vector<Problem> differences;
  const auto expect = [&](bool is_same, const std::string& key, const std::string& difference) {
    if (!is_same)
      differences.push_back({file.string(), 0, 0, key, difference, "only the same experiment can be resumed",
                             "Give another output file, or start again with --force."});
  };
  const Experiment& before = previous.experiment;
  expect(before.text == experiment.text, "", "holds another experiment than " + experiment.name);
  expect(before.attachments == experiment.attachments, "",
         "holds other content of a file that the experiment names");
  expect(before.seed == experiment.seed, "run.seed",
         fmt::format("is {} there, {} now", before.seed, experiment.seed));
  expect(before.num_batches == experiment.num_batches, "run.batches",
         fmt::format("is {} there, {} now", before.num_batches, experiment.num_batches));
  expect(previous.provenance.random_contract == random_contract, "",
         fmt::format("was made with version {} of the random numbers, this program has version {}",
                     previous.provenance.random_contract, random_contract));
  if (!differences.empty()) throw InputError(differences);
  return previous;
}

std::string cost(const Results& results) {
  double hops = 0;
  for (const BatchTallies& batch : results.batches)
    for (const std::int64_t count : batch.choices.data()) hops += static_cast<double>(count);
  const double seconds = results.provenance.wall_seconds;
  if (seconds <= 0) return "";
  return fmt::format(" ({}hops in {:.3g} s: {}hops/s)", with_si_prefix(hops), seconds,
                     with_si_prefix(hops / seconds));
}

std::string resume_command(const RunVerbOptions& options, const fs::path& output) {
  std::string command =
      fmt::format("fluxwalk run {} -o {}", shell_word(options.experiment), shell_word(output));
  if (!options.seed_option->empty()) command += fmt::format(" --seed {}", options.seed);
  return command + " --resume";
}

/// The page is drawn last: whether it can be is found out first.
void check_report(const fs::path& folder, const fs::path& results) {
  check_output_folder(folder);
  const fs::path way = fs::weakly_canonical(folder).lexically_relative(fs::weakly_canonical(results));
  if (*way.begin() != "..")
    throw FileError(fmt::format("{}: is the results file. Give another folder for the report with --report.",
                                folder.string()));
}

/// A disk that is full for a while must not end a run of hours.
void keep_so_far(const Results& results, const fs::path& output, Additions& additions) {
  try {
    write_results(results, {}, output, additions);
    additions = Additions::keep;
  } catch (const FileError& error) {
    complain(fmt::format("fluxwalk: {} Running on; what has finished is not safe yet.", error.what()));
  }
}

ExitCode run_verb(const RunVerbOptions& options) {
  const Experiment experiment = experiment_of(options);
  const fs::path output =
      options.output.empty() ? fs::path(options.experiment).stem().string() + ".h5" : options.output;
  check_output_file(
      output, options.may_replace || options.is_resumed,
      "Give another one with -o, replace it with --force, or go on where it stopped with --resume.");
  std::error_code missing;  // an output that does not exist yet is no copy of anything
  if (fs::equivalent(options.experiment, output, missing))
    throw FileError(fmt::format("{}: is the experiment itself. Give another file for the results with -o.",
                                output.string()));
  if (!options.report.empty()) check_report(options.report, output);
  std::optional<Results> previous;
  if (options.is_resumed) previous = previous_results(experiment, output);

  const bool is_talking = !options.speech.is_quiet && !options.speech.is_json;
  const Interrupt interrupt(options.speech.is_quiet);
  RunOptions run_options;
  if (previous) run_options.previous = &*previous;
  run_options.checkpoint_seconds = static_cast<double>(options.checkpoint);
  // The first file of a new run replaces an old one whole; what users add to its own files stays.
  Additions additions = options.may_replace ? Additions::drop : Additions::keep;
  run_options.on_checkpoint = [&](const Results& so_far) { keep_so_far(so_far, output, additions); };
  const Results results = simulate(experiment, run_options, interrupt, options.speech);
  // Kept before anything else is done with them: an hour of walking must survive a mishap of the analysis.
  write_results(results, {}, output, additions);
  const Analysis analysis = analyse(results);
  write_results(results, to_tables(analysis), output);

  const ExitCode code = tell(results, analysis, options.speech);
  if (is_talking) print(fmt::format("\nResults: {}{}\n", output.string(), cost(results)));
  if (!options.report.empty()) {
    const std::string page = draw_report(results, analysis, options.report);
    if (is_talking) print(page);
  }
  if (!results.is_complete() && !options.speech.is_quiet)
    complain(fmt::format("fluxwalk: {} and are kept in {}. Go on with: {}", missing_batches(results),
                         output.string(), resume_command(options, output)));
  return code;
}

}  // namespace

void add_run(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<RunVerbOptions>();
  CLI::App* verb =
      program.add_subcommand("run", "Simulate an experiment, judge it, and keep everything in a file");
  add_path(*verb, "EXPERIMENT", options->experiment, "Experiment file (.toml)")->required();
  add_path(*verb, "-o,--output", options->output,
           "Results file (default: the experiment's name with .h5, here)")
      ->type_name("FILE");
  options->threads_option = add_whole_number(*verb, "--threads", options->threads, 0, max_threads,
                                             "Number of threads; 0: as many as the machine offers");
  options->seed_option =
      add_whole_number(*verb, "--seed", options->seed, 0, std::numeric_limits<std::uint64_t>::max(),
                       "Seed, in place of the file's");
  verb->add_option("--kernel", options->kernel,
                   "Kernel, in place of the file's: auto, reference, walkers or occupation")
      ->check(one_of(kernel_names()))
      ->type_name("NAME");
  verb->add_option("--vectors", options->vectors, "Width of the vectors to use (default: the widest)")
      ->check(one_of(vector_widths()))
      ->type_name("NAME");
  add_whole_number(*verb, "--checkpoint", options->checkpoint, 0, 1'000'000'000,
                   "Seconds from keeping the finished batches in the results file to doing so again (600); "
                   "0: after each batch")
      ->type_name("SECONDS");
  CLI::Option* force = verb->add_flag("--force", options->may_replace, "Replace an existing results file");
  verb->add_flag("--resume", options->is_resumed, "Run only the batches that the results file does not hold")
      ->excludes(force);
  add_path(*verb, "--report", options->report, "Also draw the page of figures, in this folder")
      ->type_name("DIR");
  add_speech(*verb, options->speech);
  verb->callback([options, &code] { code = run_verb(*options); });
}

}  // namespace fluxwalk::app
