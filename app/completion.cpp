#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fluxwalk/input.hpp"
#include "kernels.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

// The scripts are made from the very options that the program declares, so that they cannot lag behind.
namespace fluxwalk::app {
namespace {

const std::vector<std::string> shells = {"bash", "zsh", "fish"};

/// Words to choose from after an option or a verb; empty: any file.
std::vector<std::string> choices(const CLI::App& program, const std::string& name) {
  if (name == "--kernel") return kernel_names();
  if (name == "explain") return all_keys();
  if (name == "completion") return shells;
  if (name == "help") return verb_names(program);
  return {};
}

std::vector<const CLI::App*> verbs_of(const CLI::App& program) {
  return program.get_subcommands({});
}

std::vector<const CLI::Option*> options_of(const CLI::App& verb) {
  return verb.get_options([](const CLI::Option* option) { return option->nonpositional(); });
}

/// "-o" and "--output".
std::vector<std::string> dashed_names(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

std::string bash_script(const CLI::App& program) {
  std::string cases, values;
  for (const CLI::App* verb : verbs_of(program)) {
    std::vector<std::string> options;
    for (const CLI::Option* option : options_of(*verb))
      for (const std::string& name : dashed_names(*option)) {
        options.push_back(name);
        if (const auto list = choices(program, name); !list.empty())
          values += fmt::format("    {}) COMPREPLY=($(compgen -W '{}' -- \"$word\")); return ;;\n", name,
                                fmt::join(list, " "));
        else if (takes_value(*option) && values.find("    " + name + ")") == std::string::npos)
          values += fmt::format("    {}) return ;;\n", name);
      }
    cases += fmt::format("    {}) words='{}' options='{}' ;;\n", verb->get_name(),
                         fmt::join(choices(program, verb->get_name()), " "), fmt::join(options, " "));
  }
  return fmt::format(R"(# bash completion for fluxwalk, made by 'fluxwalk completion bash'
_fluxwalk() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} words options
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '{} {}' -- "$word"))
    return
  fi
  case $previous in
{}  esac
  case ${{COMP_WORDS[1]}} in
{}  esac
  if [[ $word == -* ]]; then words=$options; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}}
complete -o bashdefault -o default -F _fluxwalk fluxwalk
)",
                     fmt::join(verb_names(program), " "), fmt::join(option_names(program), " "), values,
                     cases);
}

/// The text in single quotes, for zsh and fish.
std::string quoted(std::string text) {
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 4)
    text.replace(at, 1, "'\\''");
  return "'" + text + "'";
}

/// Square brackets and colons mean something in the specifications of zsh.
std::string zsh_escaped(const std::string& text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '[' || letter == ']' || letter == ':' || letter == '\\') escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

std::string zsh_values(const CLI::App& program, const std::string& name) {
  const auto list = choices(program, name);
  return list.empty() ? ":file:_files" : fmt::format(":value:({})", fmt::join(list, " "));
}

std::string zsh_script(const CLI::App& program) {
  std::string verbs, cases;
  for (const CLI::App* verb : verbs_of(program)) {
    verbs += fmt::format("    {}\n", quoted(verb->get_name() + ":" + zsh_escaped(verb->get_description())));
    cases += fmt::format("    {}) _arguments", verb->get_name());
    for (const CLI::Option* option : options_of(*verb))
      for (const std::string& name : dashed_names(*option))
        cases += " \\\n      " + quoted(name + "[" + zsh_escaped(option->get_description()) + "]" +
                                        (takes_value(*option) ? zsh_values(program, name) : ""));
    cases += " \\\n      " + quoted("*" + zsh_values(program, verb->get_name())) + " ;;\n";
  }
  return fmt::format(R"(#compdef fluxwalk
# zsh completion for fluxwalk, made by 'fluxwalk completion zsh'
_fluxwalk() {{
  local -a verbs=(
{}  )
  if ((CURRENT == 2)); then
    _describe -t verbs verb verbs
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
{}  esac
}}
_fluxwalk "$@"
)",
                     verbs, cases);
}

std::string fish_script(const CLI::App& program) {
  std::string text = "# fish completion for fluxwalk, made by 'fluxwalk completion fish'\n";
  for (const CLI::App* verb : verbs_of(program)) {
    const std::string& name = verb->get_name();
    text += fmt::format("complete -c fluxwalk -n __fish_use_subcommand -f -a {} -d {}\n", name,
                        quoted(verb->get_description()));
    const std::string when = quoted("__fish_seen_subcommand_from " + name);
    if (const auto list = choices(program, name); !list.empty())
      text += fmt::format("complete -c fluxwalk -n {} -f -a '{}'\n", when, fmt::join(list, " "));
    for (const CLI::Option* option : options_of(*verb)) {
      text += fmt::format("complete -c fluxwalk -n {}", when);
      for (const std::string& letter : option->get_snames()) text += " -s " + letter;
      for (const std::string& word : option->get_lnames()) {
        text += " -l " + word;
        if (const auto list = choices(program, "--" + word); !list.empty())
          text += fmt::format(" -f -a '{}'", fmt::join(list, " "));
      }
      text += fmt::format("{} -d {}\n", takes_value(*option) ? " -r" : "", quoted(option->get_description()));
    }
  }
  return text;
}

}  // namespace

void add_completion(CLI::App& program, ExitCode& code) {
  auto shell = std::make_shared<std::string>();
  CLI::App* verb = program.add_subcommand("completion", "Write the completion script of a shell");
  verb->footer("Example: source <(fluxwalk completion bash)");
  verb->add_option("SHELL", *shell, "bash, zsh or fish")->required()->check(one_of(shells))->type_name("");
  verb->callback([shell, &program, &code] {
    print(*shell == "bash"  ? bash_script(program)
          : *shell == "zsh" ? zsh_script(program)
                            : fish_script(program));
    code = ExitCode::consistent;
  });
}

}  // namespace fluxwalk::app
