#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "fluxwalk/error.hpp"
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
  check_output_file(file, options.may_replace, "Choose another name, or replace it with --force.");
  std::ofstream stream(file, std::ios::binary);
  stream << new_experiment_text(file.stem().string());
  stream.close();
  if (!stream) throw FileError(file.string() + ": cannot be written");
  print(fmt::format("{} is ready. Read it, change it, then: fluxwalk run {}\n", file.string(),
                    shell_word(file)));
  return ExitCode::consistent;
}

}  // namespace

void add_new(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<NewOptions>();
  CLI::App* verb = program.add_subcommand("new", "Write a commented experiment file to start from");
  add_path(*verb, "NAME", options->name, "Name of the experiment; the file is NAME.toml")->required();
  verb->add_flag("--force", options->may_replace, "Replace a file of that name");
  verb->callback([options, &code] { code = write_new(*options); });
}

}  // namespace fluxwalk::app
