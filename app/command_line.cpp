#include "command_line.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "fluxwalk/run.hpp"
#include "fluxwalk/version.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {
namespace {

std::string version_text() {
  return fmt::format(
      "fluxwalk {}\nrevision    {}\ncompiler    {}\nbuild type  {}\nCPU         {}\nvectors     {}\n",
      version(), revision(), compiler(), build_type(), cpu_name(), fmt::join(vector_widths(), ", "));
}

constexpr const char* footer =
    "First run:\n"
    "  fluxwalk new first          write first.toml, a commented experiment\n"
    "  fluxwalk run first.toml     simulate it, judge it, keep everything in first.h5\n"
    "  fluxwalk report first.h5    draw a page of figures\n"
    "Exit codes: 0 consistent, 1 inconsistent, 2 usage, 3 bad input, 4 file or system error,\n"
    "5 inconclusive or partial, 70 a bug of fluxwalk. Manual: man fluxwalk";

/// An option and its argument only: CLI11 would add which options exclude each other.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() {
    column_width(30);
    label("SUBCOMMAND", "VERB");
    label("Subcommands", "Verbs");
    label("Positionals", "Arguments");
  }
  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_type_name().empty() ? "" : " " + option->get_type_name();
  }
};

/// CLI11's error message, with the nearest option or verb.
std::string usage_message(const CLI::App& program, const CLI::ParseError& error) {
  const auto verbs = program.get_subcommands();
  const CLI::App& place = verbs.empty() ? program : *verbs.back();
  std::string message = error.what();
  if (const std::vector<std::string> strangers = program.remaining(true); !strangers.empty()) {
    const auto is_option = [](const std::string& text) { return text.size() > 1 && text[0] == '-'; };
    const auto option = std::find_if(strangers.begin(), strangers.end(), is_option);
    if (option != strangers.end()) {
      const std::string name = option->substr(0, option->find('='));
      message = fmt::format("unknown option '{}'.{}", name, did_you_mean(name, option_names(place)));
    } else if (verbs.empty()) {
      message =
          fmt::format("unknown verb '{}'.{}", strangers[0], did_you_mean(strangers[0], verb_names(program)));
    } else {
      message = fmt::format("'{}' is one argument too many.", strangers[0]);
    }
  } else if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    message = message.substr(0, message.find(':')) + " takes one value, once.";
  } else if (verbs.empty()) {
    message = fmt::format("a verb is missing: one of {}.", fmt::join(verb_names(program), ", "));
  }
  const std::string called = verbs.empty() ? "fluxwalk" : "fluxwalk " + place.get_name();
  return fmt::format("{}\nSee '{} --help'.", message, called);
}

}  // namespace

ExitCode command_line(int argc, char** argv) {
  CLI::App program("Monte Carlo random walks on lattices, and whether Fick's law has emerged from them",
                   "fluxwalk");
  program.set_help_flag("-h,--help", "Print this help and exit");
  program.set_version_flag("--version", version_text,
                           "Print version, revision, compiler, build type and CPU");
  program.require_subcommand(1);
  program.formatter(std::make_shared<HelpFormatter>());

  ExitCode code = ExitCode::consistent;
  for (const auto add : {add_run, add_plan, add_analyze, add_report, add_verify, add_new, add_explain,
                         add_info, add_random, add_bench, add_completion, add_help})
    add(program, code);
  program.footer(footer);

  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    print(program.help());
  } catch (const CLI::CallForVersion&) {
    print(version_text());
  } catch (const CLI::ParseError& error) {
    throw UsageError(usage_message(program, error));
  }
  return code;
}

}  // namespace fluxwalk::app
