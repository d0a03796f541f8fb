#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "options.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {
namespace {

void help(const CLI::App& program, const std::string& name) {
  if (name.empty()) {
    // program.help() would be the help of the verb that was called: of this one.
    print(program.get_formatter()->make_help(&program, program.get_name(), CLI::AppFormatMode::Normal));
    return;
  }
  const std::vector<std::string> verbs = verb_names(program);
  if (std::find(verbs.begin(), verbs.end(), name) == verbs.end())
    throw UsageError(
        fmt::format("unknown verb '{}'.{}\nSee 'fluxwalk --help'.", name, did_you_mean(name, verbs)));
  print(program.get_subcommand(name)->help(program.get_name()));
}

}  // namespace

void add_help(CLI::App& program, ExitCode& code) {
  auto name = std::make_shared<std::string>();
  CLI::App* verb = program.add_subcommand("help", "Print this help, or that of a verb");
  verb->add_option("VERB", *name, "run, analyze, ... (default: the help of the whole program)")
      ->type_name("");
  verb->callback([name, &program, &code] {
    help(program, *name);
    code = ExitCode::consistent;
  });
}

}  // namespace fluxwalk::app
