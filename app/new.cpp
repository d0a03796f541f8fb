#include <fmt/core.h>

#include <filesystem>
#include <memory>

#include "fluxwalk/input.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "shell_word.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {
namespace {

struct NewOptions {
  std::string name;
  bool may_replace = false;
};

ExitCode write_new(const NewOptions& options) {
  std::filesystem::path file = options.name;
  if (file.extension() != ".toml") file += ".toml";
  const Claim claim{options.may_replace, true, "Choose another name, or replace it with --force."};
  claim_output(file, claim).replace(new_experiment_text(file.stem().string()));
  print(fmt::format("{} is ready. Read it, change it, then: fluxwalk run {}\n", file.string(),
                    shell_word(file)));
  return ExitCode::consistent;
}

}  // namespace

void add_new(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<NewOptions>();
  Verb verb(program, "new", "Write a commented experiment file to start from");
  verb.add_path("NAME", options->name, "Name of the experiment; the file is NAME.toml").required();
  verb.add_flag("--force", options->may_replace, "Replace a file of that name");
  verb.on_call([options, &code] { code = write_new(*options); });
}

}  // namespace fluxwalk::app
