#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench_plot.hpp"
#include "benchmarks/contestants.hpp"
#include "fluxwalk/error.hpp"
#include "fluxwalk/json.hpp"
#include "fluxwalk/run.hpp"
#include "fluxwalk/version.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "progress.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {
namespace {

struct BenchOptions {
  bool is_quick = false;
  bool prints_json = false;
  std::uint64_t threads = 0;
  std::string plot;
};

/// The program that the others are compared with.
struct Yardstick {
  const char* name;     ///< of the case
  const char* heading;  ///< of its column
};
constexpr Yardstick yardsticks[] = {
    {"loop-mt19937-3d", "mt19937"}, {"loop-pcg32-3d", "pcg32"}, {"loop-pcg32-branchfree-3d", "branch-free"}};

double one_thread_of(const std::vector<bench::Rates>& rates, const std::string& name) {
  for (const bench::Rates& one : rates)
    if (one.name == name) return one.one_thread;
  throw InternalError("no case is called " + name);
}

/// Three digits, and no exponent.
std::string ratio_text(double ratio) {
  return fmt::format("{:.{}f}", ratio, ratio < 10 ? 2 : ratio < 100 ? 1 : 0);
}

std::string table_text(const std::vector<bench::Rates>& rates, const bench::RaceOptions& race) {
  std::string text = fmt::format("fluxwalk {} ({}), {}, {}, vectors: {}\n", version(), revision(), compiler(),
                                 build_type(), vector_widths().front());
  text += fmt::format("{}, {} processors; {} of {} s\n\n", cpu_name(), bench::num_processors(),
                      race.laps == 1 ? "one lap" : fmt::format("medians of {} laps", race.laps),
                      race.lap_seconds);
  text += fmt::format("{:<28} {:>10} {:>10}  {:>8}  {:>8}", "hops/s (random-bits: bits/s)", "1 thread",
                      fmt::format("{} threads", race.threads), "speed-up", "of limit");
  for (const Yardstick& yardstick : yardsticks)
    text += fmt::format("  {:>13}", std::string("x ") + yardstick.heading);
  text += '\n';
  const double limit = one_thread_of(rates, "random-bits");
  for (const bench::Rates& one : rates) {
    text += fmt::format("{:<28} {:>10} {:>10}  {:>8.2f}  {:>6.2f} %", one.name,
                        with_si_prefix(one.one_thread), with_si_prefix(one.all_threads),
                        one.all_threads / one.one_thread, 100 * one.one_thread / limit);
    for (const Yardstick& yardstick : yardsticks)
      text += fmt::format("  {:>13}", ratio_text(one.one_thread / one_thread_of(rates, yardstick.name)));
    text += '\n';
  }
  return text;
}

std::string json_text(const std::vector<bench::Rates>& rates, const bench::RaceOptions& race) {
  std::string text = fmt::format(
      "{{\"machine\": {{\"cpu\": {}, \"processors\": {}, \"operating_system\": {}}}, \"threads\": {}, "
      "\"compiler\": {}, \"build_type\": {}, \"vector_width\": {}, \"version\": {}, \"commit\": {}, "
      "\"laps\": {}, \"lap_seconds\": {}, \"cases\": [",
      json_string(cpu_name()), bench::num_processors(), json_string(operating_system()), race.threads,
      json_string(compiler()), json_string(build_type()), json_string(vector_widths().front()),
      json_string(version()), json_string(revision()), race.laps, race.lap_seconds);
  const double limit = one_thread_of(rates, "random-bits");
  for (const bench::Rates& one : rates) {
    text += fmt::format(
        "{}\n  {{\"name\": {}, \"hops_per_second_one_thread\": {:.6g}, \"hops_per_second_all_threads\": "
        "{:.6g}, "
        "\"share_of_random_limit\": {:.6g}",
        &one == &rates.front() ? "" : ",", json_string(one.name), one.one_thread, one.all_threads,
        one.one_thread / limit);
    for (const Yardstick& yardstick : yardsticks) {
      std::string key = std::string("ratio_to_") + yardstick.name;
      std::replace(key.begin(), key.end(), '-', '_');
      text += fmt::format(", \"{}\": {:.6g}", key, one.one_thread / one_thread_of(rates, yardstick.name));
    }
    text += '}';
  }
  return text + "]}\n";
}

ExitCode run_bench(const BenchOptions& options) {
  std::optional<OutputFile> plot;
  if (!options.plot.empty())
    plot = claim_output(options.plot, {.may_replace = true, .may_break_links = true});
  bench::RaceOptions race;
  race.threads = options.threads > 0 ? static_cast<int>(options.threads) : bench::num_processors();
  if (options.is_quick) {
    race.laps = 1;
    race.lap_seconds = 0.01;
  }
  const std::vector<bench::Contestant> contestants = bench::contestants();
  if (is_error_terminal())
    complain(fmt::format("{} programs, each on one thread and on {}: about {:.0f} s", contestants.size(),
                         race.threads,
                         2.5 * static_cast<double>(contestants.size()) * race.laps * race.lap_seconds));
  const std::vector<bench::Rates> rates = bench::race(contestants, race);
  print(options.prints_json ? json_text(rates, race) : table_text(rates, race));
  if (plot) plot_rates(rates, race.threads, *plot);
  return ExitCode::consistent;
}

}  // namespace

void add_bench(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<BenchOptions>();
  Verb verb(program, "bench",
            "Time the kernels on this machine, side by side with what a user would write instead");
  verb.footer("Example: fluxwalk bench --plot speed.svg");
  verb.add_flag("--quick", options->is_quick, "One short lap each: whether it works, not how fast");
  verb.add_whole_number("--threads", options->threads, 0, max_threads,
                        "What all threads are; 0: as many as the machine offers (default)");
  verb.add_path("--plot", options->plot, "Draw the table as FILE.svg or FILE.png (needs gnuplot)")
      .type_name("FILE")
      .check(plot_complaint);
  verb.add_flag("--json", options->prints_json, "Print one JSON object instead of a table");
  verb.on_call([options, &code] { code = run_bench(*options); });
}

}  // namespace fluxwalk::app
