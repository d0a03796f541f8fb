#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "options.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {
namespace {

void help(const CLI::App& program, const std::string& name) {
  const std::vector<std::string> verbs = verb_names(program);
  if (!name.empty() && std::find(verbs.begin(), verbs.end(), name) == verbs.end())
    throw UsageError(
        fmt::format("unknown verb '{}'.{}\nSee 'fluxwalk --help'.", name, did_you_mean(name, verbs)));
  print(help_text(program, name));
}

}  // namespace

void add_help(CLI::App& program, ExitCode& code) {
  auto name = std::make_shared<std::string>();
  Verb verb(program, "help", "Print this help, or that of a verb");
  verb.add_text("VERB", *name, "run, analyze, ... (default: the help of the whole program)").type_name("");
  verb.on_call([name, &program, &code] {
    help(program, *name);
    code = ExitCode::consistent;
  });
}

}  // namespace fluxwalk::app
