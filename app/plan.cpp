#include "fluxwalk/plan.hpp"

#include <fmt/core.h>

#include <memory>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/json.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/run.hpp"
#include "fluxwalk/visible_text.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {
namespace {

struct PlanOptions {
  std::string experiment, kernel;
  std::uint64_t threads = 0;
  Option threads_option;
  bool is_json = false;
};

std::string duration_text(double seconds) {
  if (seconds < 60) return fmt::format("{:.2g} s", seconds);
  if (seconds < 3600) return fmt::format("{:.2g} minutes", seconds / 60);
  if (seconds < 86400) return fmt::format("{:.2g} hours", seconds / 3600);
  return fmt::format("{:.3g} days", seconds / 86400);
}

std::string key_of(const MemoryNeed& need) {
  return need.index == 0 ? need.key : fmt::format("{} {}", need.key, need.index + 1);
}

/// The laws that a run can judge, then those that it cannot, each with the reason.
std::string laws_of(const Experiment& experiment) {
  std::string judged, others;
  for (const Prospect& law : prospects(experiment)) {
    if (law.why_not.empty())
      judged += fmt::format("{:<10}{}\n", "", law.title);
    else
      others += fmt::format("{:<10}{}: {}\n", "", law.title, law.why_not);
  }
  std::string text = fmt::format(
      "{:<10}a run can judge these laws, if it is long enough, counts enough walkers in enough batches,\n"
      "{:<10}and the exact answer is fast to compute:\n",
      "laws", "");
  text += judged;
  if (!others.empty()) text += fmt::format("{:<10}a run cannot judge these laws:\n", "") + others;
  return text;
}

std::string text_of(const Experiment& experiment, const Plan& plan, double seconds) {
  std::string text = fmt::format("{}\n\n{:<10}{}", experiment.heading.name, "kernel", to_string(plan.kernel));
  text += plan.is_asked ? ", as the experiment asks\n" : fmt::format(": {}\n", plan.why);
  if (plan.automatic != plan.kernel)
    text += fmt::format("{:<10}\"auto\" would take {}: {}\n", "", to_string(plan.automatic), plan.why);
  for (const Plan::Refused& other : plan.refused)
    if (other.kernel != plan.kernel)
      text += fmt::format("{:<10}not {}: {}\n", "", to_string(other.kernel), other.why);
  text += fmt::format("{:<10}{}, of {} available\n", "memory", with_si_prefix(plan.bytes()) + "B",
                      with_si_prefix(plan.available_memory) + "B");
  for (const MemoryNeed& need : plan.memory)
    text +=
        fmt::format("{:<10}{:>8}  {}: {}\n", "", with_si_prefix(need.bytes) + "B", key_of(need), need.what);
  text += fmt::format("{:<10}{} on {}\n", "batches", plan.num_batches,
                      counted(plan.num_threads, "thread", "threads"));
  text += fmt::format(
      "{:<10}about {} for the simulation, without the analysis; more while walkers spread into empty sites\n",
      "time", duration_text(seconds));
  return text + laws_of(experiment);
}

std::string json_of(const Experiment& experiment, const Plan& plan, double seconds) {
  std::string text = fmt::format(
      "{{\n  \"experiment\": {},\n  \"kernel\": {},\n  \"why\": {},\n  \"automatic\": {},\n  "
      "\"refused\": {{",
      json_string(experiment.heading.name), json_string(to_string(plan.kernel)),
      json_string(plan.is_asked ? "" : plan.why), json_string(to_string(plan.automatic)));
  for (std::size_t i = 0; i < plan.refused.size(); ++i)
    text += fmt::format("{}\n    {}: {}", i > 0 ? "," : "", json_string(to_string(plan.refused[i].kernel)),
                        json_string(plan.refused[i].why));
  text += "\n  },\n  \"memory\": [";
  for (std::size_t i = 0; i < plan.memory.size(); ++i)
    text += fmt::format("{}\n    {{\"key\": {}, \"bytes\": {:.0f}, \"what\": {}}}", i > 0 ? "," : "",
                        json_string(key_of(plan.memory[i])), plan.memory[i].bytes,
                        json_string(plan.memory[i].what));
  text += "\n  ],\n  \"laws\": [";
  const char* comma = "";
  for (const Prospect& law : prospects(experiment)) {
    text += fmt::format("{}\n    {{\"law\": {}, \"topic\": {}, \"judged\": {}, \"why_not\": {}}}", comma,
                        json_string(law.title), json_string(to_string(law.topic)), law.why_not.empty(),
                        json_string(law.why_not));
    comma = ",";
  }
  return text + fmt::format(
                    "\n  ],\n  \"bytes\": {:.0f},\n  \"available_bytes\": {:.0f},\n  \"batches\": {},\n  "
                    "\"threads\": "
                    "{},\n  \"walk_seconds\": {:.4g}\n}}\n",
                    plan.bytes(), plan.available_memory, plan.num_batches, plan.num_threads, seconds);
}

ExitCode plan_verb(const PlanOptions& options) {
  Experiment experiment = load_experiment(options.experiment, [] {});
  if (options.threads_option.is_given()) experiment.settings.threads = static_cast<int>(options.threads);
  experiment.sampling.kernel = kernel_named(options.kernel).value_or(experiment.sampling.kernel);
  const Plan made = plan(experiment);
  const double seconds = expected_seconds(experiment, made.num_threads, made.num_batches);
  print(options.is_json ? json_of(experiment, made, seconds) : text_of(experiment, made, seconds));
  return ExitCode::consistent;
}

}  // namespace

void add_plan(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<PlanOptions>();
  Verb verb(
      program, "plan",
      "Show the kernel an experiment takes and why, its memory, the time to expect, and the laws it judges");
  verb.add_path("EXPERIMENT", options->experiment, "Experiment file (.toml); - is standard input").required();
  options->threads_option = verb.add_whole_number("--threads", options->threads, 0, max_threads,
                                                  "Number of threads; 0: as many as the machine offers");
  verb.add_text("--kernel", options->kernel, "Kernel, in place of the file's")
      .check(one_of(kernel_names()))
      .type_name("NAME");
  verb.add_flag("--json", options->is_json, "Print one JSON object");
  verb.on_call([options, &code] { code = plan_verb(*options); });
}

}  // namespace fluxwalk::app
