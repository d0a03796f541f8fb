#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <set>

#include "program.hpp"

using namespace fluxwalk::test;

namespace {

/// "--seed" and the like in a help text.
std::set<std::string> options_in(const std::string& help) {
  std::set<std::string> options;
  const std::regex option("(^|[\\s,`])(--[a-z][a-z-]*)");
  for (std::sregex_iterator at(help.begin(), help.end(), option), end; at != end; ++at)
    options.insert((*at)[2]);
  return options;
}

/// The part of a text from `first` to the next `next`.
std::string section(const std::string& text, const std::string& first, const std::string& next) {
  const std::size_t begin = text.find(first);
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find(next, begin + first.size()) - begin);
}

}  // namespace

TEST_CASE("every verb and every option of --help stands in the manual and in the man page") {
  const fs::path docs = fs::path(FLUXWALK_SOURCE_DIR) / "docs";
  const std::string manual = read_text(docs / "command-line.md");
  const std::string page = std::regex_replace(read_text(docs / "fluxwalk.1"), std::regex(R"(\\-)"), "-");
  const Folder folder;
  for (const std::string verb : {"run", "analyze", "report", "verify", "new", "explain", "info", "random",
                                 "bench", "completion", "help"}) {
    const std::string in_manual = section(manual, "\n## " + verb + "\n", "\n## ");
    const std::string in_page = section(page, "\n.SS " + verb + "\n", "\n.S");
    for (const std::string& option : options_in(run_program(folder, {verb, "--help"}).out)) {
      if (option == "--help") continue;
      CAPTURE(verb);
      CAPTURE(option);
      CHECK(contains(in_manual, "`" + option));
      CHECK(contains(in_page, option));
    }
    // The manual must not promise options that a verb does not take.
    const std::set<std::string> taken = options_in(run_program(folder, {verb, "--help"}).out);
    const std::regex row("\n\\| [^|]*`(--[a-z-]+)");
    for (std::sregex_iterator at(in_manual.begin(), in_manual.end(), row), end; at != end; ++at) {
      CAPTURE(verb);
      CHECK(taken.count((*at)[1]) == 1);
    }
  }
  for (const std::string& option : options_in(run_program(folder, {"--help"}).out)) {
    CAPTURE(option);
    CHECK(contains(manual, option));
    CHECK(contains(page, option));
  }
}

TEST_CASE("every exit code stands in the manual") {
  const std::string manual = read_text(fs::path(FLUXWALK_SOURCE_DIR) / "docs" / "command-line.md");
  for (const char* code : {"0", "1", "2", "3", "4", "5", "70", "130"})
    CHECK(contains(manual, std::string("\n| ") + code + " | "));
}
