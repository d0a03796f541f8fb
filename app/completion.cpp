#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fluxwalk/input.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

// The scripts are made from the options that the program declares, so that they are always complete.
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

std::string bash_script(const CLI::App& program) {
  std::string cases, values;
  for (const DeclaredVerb& verb : declared_verbs(program)) {
    std::vector<std::string> options;
    for (const DeclaredOption& option : verb.options)
      for (const std::string& name : option.dashed_names()) {
        options.push_back(name);
        if (const auto list = choices(program, name); !list.empty())
          values += fmt::format("    {}) COMPREPLY=($(compgen -W '{}' -- \"$word\")); return ;;\n", name,
                                fmt::join(list, " "));
        else if (option.takes_value && values.find("    " + name + ")") == std::string::npos)
          values += fmt::format("    {}) return ;;\n", name);
      }
    cases += fmt::format("    {}) words='{}' options='{}' ;;\n", verb.name,
                         fmt::join(choices(program, verb.name), " "), fmt::join(options, " "));
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

/// Square brackets and colons have a meaning in the specifications of zsh.
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
  for (const DeclaredVerb& verb : declared_verbs(program)) {
    verbs += fmt::format("    {}\n", quoted(verb.name + ":" + zsh_escaped(verb.description)));
    cases += fmt::format("    {}) _arguments", verb.name);
    for (const DeclaredOption& option : verb.options)
      for (const std::string& name : option.dashed_names())
        cases += " \\\n      " + quoted(fmt::format("{}[{}]{}", name, zsh_escaped(option.description),
                                                    option.takes_value ? zsh_values(program, name) : ""));
    cases += " \\\n      " + quoted(fmt::format("*{}", zsh_values(program, verb.name))) + " ;;\n";
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
  for (const DeclaredVerb& verb : declared_verbs(program)) {
    const std::string& name = verb.name;
    text += fmt::format("complete -c fluxwalk -n __fish_use_subcommand -f -a {} -d {}\n", name,
                        quoted(verb.description));
    const std::string when = quoted("__fish_seen_subcommand_from " + name);
    if (const auto list = choices(program, name); !list.empty())
      text += fmt::format("complete -c fluxwalk -n {} -f -a '{}'\n", when, fmt::join(list, " "));
    for (const DeclaredOption& option : verb.options) {
      text += fmt::format("complete -c fluxwalk -n {}", when);
      for (const std::string& letter : option.letters) text += " -s " + letter;
      for (const std::string& word : option.words) {
        text += " -l " + word;
        if (const auto list = choices(program, fmt::format("--{}", word)); !list.empty())
          text += fmt::format(" -f -a '{}'", fmt::join(list, " "));
      }
      text += fmt::format("{} -d {}\n", option.takes_value ? " -r" : "", quoted(option.description));
    }
  }
  return text;
}

}  // namespace

void add_completion(CLI::App& program, ExitCode& code) {
  auto shell = std::make_shared<std::string>();
  Verb verb(program, "completion", "Write the completion script of a shell");
  verb.footer("Example: source <(fluxwalk completion bash)");
  verb.add_text("SHELL", *shell, "bash, zsh or fish").required().check(one_of(shells)).type_name("");
  verb.on_call([shell, &program, &code] {
    print(*shell == "bash"  ? bash_script(program)
          : *shell == "zsh" ? zsh_script(program)
                            : fish_script(program));
    code = ExitCode::consistent;
  });
}

}  // namespace fluxwalk::app
