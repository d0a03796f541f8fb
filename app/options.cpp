#include "options.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <functional>

#include "fluxwalk/spelling.hpp"

namespace fluxwalk::app {
Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Option& Option::check(const Complaint& complaint) {
  option_->check(CLI::Validator([complaint](const std::string& text) { return complaint(text); }, ""));
  return *this;
}

Option& Option::excludes(const Option& other) {
  option_->excludes(other.option_);
  return *this;
}

bool Option::is_given() const {
  return !option_->empty();
}

Verb::Verb(CLI::App& program, const std::string& name, const std::string& description)
    : verb_(program.add_subcommand(name, description)) {}

Option Verb::add_flag(const std::string& name, bool& value, const std::string& description) {
  return Option(verb_->add_flag(name, value, description));
}

Option Verb::add_text(const std::string& name, std::string& value, const std::string& description) {
  return Option(verb_->add_option(name, value, description)->type_name(""));
}

Option Verb::add_path(const std::string& name, std::string& value, const std::string& description) {
  return add_text(name, value, description).check([](const std::string& text) {
    return text.empty() ? std::string("the path is empty") : "";
  });
}

Option Verb::add_whole_number(const std::string& name, std::uint64_t& value, std::uint64_t lowest,
                              std::uint64_t highest, const std::string& description) {
  const auto read = [&value, name, lowest, highest](const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < lowest || number > highest)
      throw CLI::ValidationError(
          name, fmt::format("'{}' is not a whole number in {} ... {}", text, lowest, highest));
    value = number;
  };
  return Option(verb_->add_option_function<std::string>(name, read, description)->type_name("N"));
}

void Verb::footer(const std::string& text) {
  verb_->footer(text);
}

void Verb::on_call(const std::function<void()>& act) {
  verb_->callback(act);
}

Complaint one_of(const std::vector<std::string>& names) {
  return [names](const std::string& text) {
    if (std::find(names.begin(), names.end(), text) != names.end()) return std::string();
    return fmt::format("'{}' is none of {}.{}", text, fmt::join(names, ", "), did_you_mean(text, names));
  };
}

std::string did_you_mean(const std::string& typed, const std::vector<std::string>& candidates) {
  const std::string meant = nearest(typed, candidates);
  return meant.empty() ? "" : " Did you mean '" + meant + "'?";
}

std::vector<std::string> option_names(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> verb_names(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* verb : program.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

std::string help_text(const CLI::App& program, const std::string& verb) {
  // program.help() would be the help of the verb `help`.
  if (verb.empty())
    return program.get_formatter()->make_help(&program, program.get_name(), CLI::AppFormatMode::Normal);
  return program.get_subcommand(verb)->help(program.get_name());
}

std::vector<std::string> DeclaredOption::dashed_names() const {
  std::vector<std::string> names;
  for (const std::string& letter : letters) names.push_back(fmt::format("-{}", letter));
  for (const std::string& word : words) names.push_back(fmt::format("--{}", word));
  return names;
}

std::vector<DeclaredVerb> declared_verbs(const CLI::App& program) {
  std::vector<DeclaredVerb> verbs;
  for (const CLI::App* verb : program.get_subcommands({})) {
    DeclaredVerb declared{verb->get_name(), verb->get_description(), {}};
    for (const CLI::Option* option :
         verb->get_options([](const CLI::Option* each) { return each->nonpositional(); }))
      declared.options.push_back({option->get_snames(), option->get_lnames(), option->get_description(),
                                  option->get_items_expected_max() > 0});
    verbs.push_back(std::move(declared));
  }
  return verbs;
}

}  // namespace fluxwalk::app
