#pragma once
/// \file
/// How a verb declares its options. CLI11 parses them; its header takes seconds to compile, so only
/// options.cpp and command_line.cpp include it.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace fluxwalk::app {

inline constexpr std::int64_t max_threads = 4096;

/// Why the text given for an option is wrong; empty if it is right.
using Complaint = std::function<std::string(const std::string& text)>;

/// An option, a switch or a positional argument of a verb. A handle: the program owns what it refers to.
class Option {
 public:
  Option() = default;
  explicit Option(CLI::Option* option) : option_(option) {}

  Option& required();
  Option& type_name(const std::string& name);  ///< as in `--output FILE`
  Option& check(const Complaint& complaint);
  Option& excludes(const Option& other);
  bool is_given() const;

 private:
  CLI::Option* option_ = nullptr;
};

/// A verb of the program, while it is declared. The variables of its options must outlive the parsing.
class Verb {
 public:
  Verb(CLI::App& program, const std::string& name, const std::string& description);

  Option add_flag(const std::string& name, bool& value, const std::string& description);
  Option add_text(const std::string& name, std::string& value, const std::string& description);
  /// A path; an empty one is refused.
  Option add_path(const std::string& name, std::string& value, const std::string& description);
  /// A whole number in lowest ... highest; anything else is refused with these bounds. (CLI11 alone takes
  /// 2^64 for 2^64 - 1.)
  Option add_whole_number(const std::string& name, std::uint64_t& value, std::uint64_t lowest,
                          std::uint64_t highest, const std::string& description);
  void footer(const std::string& text);
  /// Called when the verb is used, after its options have been read.
  void on_call(const std::function<void()>& act);

 private:
  CLI::App* verb_;
};

/// Refuses values outside the list, and names the list.
Complaint one_of(const std::vector<std::string>& names);

/// ` Did you mean 'X'?` for the candidate nearest to the typed text, or nothing if none is near.
std::string did_you_mean(const std::string& typed, const std::vector<std::string>& candidates);

/// The long options of a verb with their dashes, and the names of the verbs of a program.
std::vector<std::string> option_names(const CLI::App& verb);
std::vector<std::string> verb_names(const CLI::App& program);

/// The help of a verb, or with an empty name that of the whole program.
std::string help_text(const CLI::App& program, const std::string& verb);

/// An option with a dash, as declared.
struct DeclaredOption {
  std::vector<std::string> letters, words;  ///< "o" and "output"
  std::string description;
  bool takes_value = false;

  std::vector<std::string> dashed_names() const;  ///< "-o" and "--output"
};

struct DeclaredVerb {
  std::string name, description;
  std::vector<DeclaredOption> options;
};
std::vector<DeclaredVerb> declared_verbs(const CLI::App& program);

}  // namespace fluxwalk::app
