#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "input/sample.hpp"
#include "input/syntax_advice.hpp"

using namespace fluxwalk;

namespace {

std::string advice_on(const std::string& value) {
  const input::SyntaxAdvice advice = input::advise_on_value(value);
  if (advice.problem.empty()) return "";
  return advice.problem + " (" + advice.reason + ") " + advice.suggestion;
}

}  // namespace

TEST_CASE("a value that is written out of habit is told how TOML has it") {
  for (const auto& [value, advice] : std::vector<std::pair<const char*, const char*>>{
           {"Perfume", "Perfume has no quotes (a text stands in quotes) write \"Perfume\""},
           {"A drop spreading",
            "A drop spreading has no quotes (a text stands in quotes) write \"A drop spreading\""},
           {"True", "True is not a value (true and false are written in small letters) write true"},
           {"FALSE", "FALSE is not a value (true and false are written in small letters) write false"},
           {"None",
            "None is not a value (a key without a value is left out) remove the line for the default"},
           {"1,000,000", "1,000,000 is not a number (only _ may stand between digits) write 1_000_000"},
           {"1.000.000", "1.000.000 is not a number (only _ may stand between digits) write 1_000_000"},
           {"1 000 000", "1 000 000 is not a number (only _ may stand between digits) write 1_000_000"},
           {"1'000", "1'000 is not a number (only _ may stand between digits) write 1_000"},
           {"100,000",
            "100,000 is not a number (only _ may stand between digits) write 100_000, or 100.000 if the "
            "comma is a decimal one"},
           {"0,125", "0,125 is not a number (the decimal sign is a point) write 0.125"},
           {"2,5e-3", "2,5e-3 is not a number (the decimal sign is a point) write 2.5e-3"},
           {".5", ".5 is not a number (a digit stands on either side of the point) write 0.5"},
           {"-5.", "-5. is not a number (a digit stands on either side of the point) write -5.0"},
           {"1.e5", "1.e5 is not a number (a digit stands on either side of the point) write 1.0e5"},
           {"007", "007 is not a number (a number does not begin with 0) write 7"},
           {"1__0", "1__0 is not a number (one _ may stand between two digits, and nowhere else) write 10"},
           {"50%", "50% is not a number (a percentage is written as a fraction of 1) write 0.5"},
           {"1/3",
            "1/3 is not a number (nothing is computed in an experiment file) write 0.3333333333333333"},
           {"10^6", "10^6 is not a number (nothing is computed in an experiment file) write 1000000"},
           {"2*10", "2*10 is not a number (nothing is computed in an experiment file) write 20"},
           {"1/0", "1/0 is not a number (nothing is computed in an experiment file) write the number itself"},
           {"1 nm", "1 nm has no quotes (a number with a unit is a text) write \"1 nm\""},
           {"2ps", "2ps has no quotes (a number with a unit is a text) write \"2ps\""},
           {"(10, 10)", "a list stands in square brackets ((10, 10) does not) write [10, 10]"},
           {"20, 10",
            "20, 10 is not a value (a list stands in square brackets, with commas between) write [20, 10]"},
           {"20 x 10",
            "20 x 10 is not a value (a list stands in square brackets, with commas between) write [20, 10]"},
           {"NaN", "NaN is not a value (numbers are finite) write a number"},
           {"100;", "; follows the value (a line ends without a sign) write 100"},
           // Nothing to say.
           {"", ""},
           {"100", ""},
           {"0.5", ""},
           {"1e6", ""},
           {"1_000", ""},
           {"\"text\"", ""},
           {"[1, 2]", ""},
           {"%%%", ""}}) {
    const std::string shown = value;
    CAPTURE(shown);
    CHECK(advice_on(value) == advice);
  }
  CHECK(advice_on(std::string(100'000, '1')) == "");
}

TEST_CASE("a fault of syntax is told alone, at the place where it is, and in plain words") {
  const auto complaints = [](const std::string& from, const std::string& to) {
    return sample::complaints_about(sample::with(from, to));
  };
  for (const auto& [from, to, complaint] : std::vector<std::array<const char*, 3>>{
           {"[lattice]", "title = Perfume\n[lattice]",
            "f.toml:1:9: Perfume has no quotes (a text stands in quotes) write \"Perfume\""},
           {"walkers = 1000", "walkers = 100,000",
            "f.toml:13:11: 100,000 is not a number (only _ may stand between digits) write 100_000, or "
            "100.000 if "
            "the comma is a decimal one"},
           {"shape = [20, 10]", "shape = [100,000]",
            "f.toml:3:14: 000 is not a number (a number does not begin with 0) write 0, or 100_000 if the "
            "two are one "
            "number"},
           {"spacing = \"1 nm\"", "spacing = 1 nm  # a comment",
            "f.toml:4:11: 1 nm has no quotes (a number with a unit is a text) write \"1 nm\""},
           {"x = [0.2, 0.3]", "x = [.2, .3]",
            "f.toml:7:6: .2 is not a number (a digit stands on either side of the point) write 0.2"},
           {"y = \"reflecting\"", "y = { kind = reflecting }",
            "f.toml:10:14: reflecting has no quotes (a text stands in quotes) write \"reflecting\""},
           {"kind = \"square\"", "kind = \u201Csquare\u201D",
            "f.toml:2:8: a curly quote stands here (a word processor may have put it there) write a plain "
            "\""},
           {"kind = \"square\"", "kind\u00A0= \"square\"",
            "f.toml:2:5: a blank that does not break stands here (a word processor may have put it there) "
            "write a "
            "plain blank"},
           {"kind = \"square\"", "kind = \"square",
            "f.toml:2:8: the text that begins here is not closed (its closing quote is missing) add \""},
           {"kind = \"square\"", "kind = 'square",
            "f.toml:2:8: the text that begins here is not closed (its closing quote is missing) add '"},
           {"kind = \"square\"", "kind = \"\"\"square",
            "f.toml:2:8: the text that begins here is not closed (a text in triple quotes goes on to the "
            "next triple "
            "quotes)"},
           {"kind = \"square\"", "kind = \"square\" 2d",
            "f.toml:2:16: \"2d\" follows the text (a line holds one value) put all of it in one pair of "
            "quotes, or a # "
            "before a comment"},
           {"kind = \"square\"", "kind \"square\"",
            "f.toml:2:1: there is no = (a line is key = value) write kind = \"square\""},
           {"steps = 100", "steps: 100",
            "f.toml:16:1: there is no = (a line is key = value) write steps = 100"},
           {"steps = 100", "steps := 100",
            "f.toml:16:1: a colon stands before the = (a line is key = value) write steps = 100"},
           {"steps = 100", "steps == 100",
            "f.toml:16:7: there are two = signs (a line is key = value) write one"},
           {"steps = 100", "steps =",
            "f.toml:16:7: there is no value after the = (a line is key = value) write a value, or remove the "
            "line for "
            "the default"},
           {"steps = 100", "steps = # many",
            "f.toml:16:7: there is no value after the = (what follows # is a comment) put a value before the "
            "#, or all "
            "of it in quotes"},
           {"steps = 100", "= 100", "f.toml:16:1: there is no key before the = (a line is key = value)"},
           {"steps = 100", "number of steps = 100",
            "f.toml:16:1: \"number of steps\" is not the name of a key (a key has letters, digits, _ and -)"},
           {"steps = 100", "// many\nsteps = 100",
            "f.toml:16:1: this is no comment of TOML (a comment begins with #) put # before it"},
           {"shape = [20, 10]", "shape = [20, 10",
            "f.toml:3:9: the list that begins here is not closed (its ] is missing) add ]"},
           {"every = 10", "at = [0,\n50,\n",
            "f.toml:20:6: the list that begins here is not closed (its ] is missing) add ]"},
           {"y = \"reflecting\"", "y = { kind = \"mirror\"",
            "f.toml:10:5: the table that begins here is not closed (a table in braces stands on one line) "
            "close it with "
            "} on this line, with commas between its keys"},
           {"[run]", "[run",
            "f.toml:15:1: the heading is not closed as it was opened (or something follows it) write [run] "
            "on a line "
            "of its own"},
           {"[[population]]", "[[population]",
            "f.toml:11:1: the heading is not closed as it was opened (or something follows it) write "
            "[[population]] on "
            "a line of its own"},
           {"[run]", "[run time]",
            "f.toml:15:1: this is no heading of a section (a name has letters, digits, _ and -, with dots "
            "between) such "
            "as [measure.flux]"},
           {"batches = 10", "batches = 10\nbatches = 11",
            "f.toml:18:1: batches is there twice (the first is in line 17) keep one of the two"},
           {"[measure.flux]", "[run]\n[measure.flux]",
            "f.toml:18:1: [run] is there twice (the first is in line 15) put all its keys under one heading; "
            "where "
            "there are several such sections, each has double brackets, as in [[population]]"},
           {"steps = 100", "steps = 100 batches = 3",
            "f.toml:16:21: there is a second = (a line sets one key) put each key on a line of its own"},
           {"[lattice]", "title = \"C:\\data\"\n[lattice]",
            "f.toml:1:12: \"\\d\" is no escape of TOML (in double quotes a backslash begins an escape) write "
            "\\\\, or "
            "put the text in single quotes"}}) {
    const std::string shown = to;
    CAPTURE(shown);
    CHECK(complaints(from, to) == complaint);
  }
}

TEST_CASE("a control character in a text is named") {
  CHECK(sample::complaints_about("title = \"a\x1b[2J\"\n" + std::string(sample::text)) ==
        "f.toml:1:11: the control character U+001B stands here (a text holds none but tabs) leave it out, or "
        "write \\u001B in double quotes");
}

TEST_CASE("several faults of syntax are told together, and nothing besides") {
  std::string text = sample::with("walkers = 1000", "walkers = 1,000,000");
  text.replace(text.find("every = 10"), 10, "evry = ten");
  text.replace(text.find("steps = 100"), 11, "steps = 0");
  CHECK(sample::complaints_about("title = Perfume\n" + text) ==
        "f.toml:1:9: Perfume has no quotes (a text stands in quotes) write \"Perfume\"\n"
        "f.toml:14:11: 1,000,000 is not a number (only _ may stand between digits) write 1_000_000\n"
        "f.toml:21:8: ten has no quotes (a text stands in quotes) write \"ten\"");
}

TEST_CASE("lines may end as those of Windows, and tabs may stand between") {
  std::string text;
  for (const char c : sample::text) text += c == '\n' ? "\r\n" : c == ' ' ? "\t" : std::string(1, c);
  text.replace(text.find("1\tnm"), 4, "1 nm").replace(text.find("2\tps"), 4, "2 ps");
  CHECK(sample::complaints_about(text) == "");
  CHECK(sample::complaints_about("title = Perfume\r\n" + text) ==
        "f.toml:1:9: Perfume has no quotes (a text stands in quotes) write \"Perfume\"");
}
