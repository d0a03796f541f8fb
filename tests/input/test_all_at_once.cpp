#include <doctest/doctest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "input/sample.hpp"

// No fault of a file may hide another one, be reported twice, or make a correct part of the file look wrong.

namespace {

/// The sample with several replacements.
std::string with_all(const std::vector<std::pair<std::string, std::string>>& changes) {
  std::string text = sample::text;
  for (const auto& [from, to] : changes) text.replace(text.find(from), from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("a number that no computer holds does not hide the other problems") {
  CHECK(
      sample::complaints_about(with_all({{"walkers = 1000", "walkers = 1e400"},
                                         {"steps = 100", "steps = 0"},
                                         {"x = [0.2, 0.3]", "x = [0.2, 1e999]"},
                                         {"every = 10", "evry = 10"}})) ==
      "f.toml:7:16: 1e999 is out of range (numbers go up to 1.8e308, whole ones to 9223372036854775807)\n"
      "f.toml:13:16: 1e400 is out of range (numbers go up to 1.8e308, whole ones to 9223372036854775807)\n"
      "f.toml:16:9: run.steps: 0 is out of range (a run has from 1 to 2^40 steps)\n"
      "f.toml:20:1: measure.flux.evry: unknown key (measure.flux has x, y, z, every, at, net, residence and "
      "turnover) did you mean measure.flux.every?");
}

TEST_CASE("two numbers too large on one line are both told, and in a list of several lines") {
  const std::string told = sample::complaints_about(with_all(
      {{"x = [0.2, 0.3]", "x = [1e400, 99999999999999999999]"}, {"every = 10", "at = [0,\n1e500,\n-4]"}}));
  CHECK(told.find("f.toml:7:11: 1e400 is") == 0);
  CHECK(told.find("f.toml:7:33: 99999999999999999999 is") != std::string::npos);
  CHECK(told.find("f.toml:21:6: 1e500 is") != std::string::npos);
  CHECK(told.ends_with("f.toml:22:1: measure.flux.at: -4 is out of range (the edges are within 0 to 100)"));
}

TEST_CASE("a fault of syntax is told alone: what was read of the rest may not be what was meant") {
  for (const char* kind : {"kind = square", "kind = ", "kind = \"square", "kind = 'sq", "kind = [1, 2",
                           "kind = {", "kind = 07", "kind = 1.e", "kind = \"\\q\"", "kind == \"square\"",
                           "kind", "[lattice", "kind = \"square\"\nkind = \"chain\""}) {
    CAPTURE(kind);
    const std::string told =
        sample::complaints_about(with_all({{"kind = \"square\"", kind}, {"steps = 100", "steps = 0"}}));
    CAPTURE(told);
    CHECK((told.starts_with("f.toml:2:") || told.starts_with("f.toml:3:1: kind is there twice")));
    CHECK(told.find('\n') == std::string::npos);
  }
  for (const char* text :
       {"[lattice\nkind = 3\n", "kind 3\nshape = -1\n", "t = \"\"\"\nx = 1\n", "a = [1,\nb = 2\n"}) {
    CAPTURE(text);
    const std::string told = sample::complaints_about(text);
    CHECK(told.starts_with("f.toml:1:"));
    CHECK(told.find('\n') == std::string::npos);
  }
}

TEST_CASE("of a list the first five wrong entries are told, and how many more there are") {
  CHECK(sample::complaints_about(sample::with("x = \"all\"", "x = [-1, 3, 2, 30, 5, 2.5]")) ==
        "f.toml:19:6: measure.flux.x: -1 is out of range (the planes across x are 0 to 20)\n"
        "f.toml:19:13: measure.flux.x: 2 comes after 3 (plane numbers must increase)\n"
        "f.toml:19:16: measure.flux.x: 30 is out of range (the planes across x are 0 to 20)\n"
        "f.toml:19:23: measure.flux.x: 2.5 is not a whole number (it is counted, and must be exact)");
  CHECK(sample::complaints_about(sample::with("every = 10", "at = [0, 101, 102, 103, 104, 105, 106, 107]")) ==
        "f.toml:20:6: measure.flux.at: has 2 more wrong entries (only the first five are listed)\n"
        "f.toml:20:10: measure.flux.at: 101 is out of range (the edges are within 0 to 100)\n"
        "f.toml:20:15: measure.flux.at: 102 is out of range (the edges are within 0 to 100)\n"
        "f.toml:20:20: measure.flux.at: 103 is out of range (the edges are within 0 to 100)\n"
        "f.toml:20:25: measure.flux.at: 104 is out of range (the edges are within 0 to 100)\n"
        "f.toml:20:30: measure.flux.at: 105 is out of range (the edges are within 0 to 100)");
  std::string weights = "-1";
  for (int i = 1; i < 200; ++i) weights += ", -1";
  const std::string told = sample::complaints_about(
      with_all({{"shape = [20, 10]", "shape = [200, 10]"},
                {"kind = \"point\"", "kind = \"profile\"\naxis = \"x\"\nweights = [" + weights + "]"},
                {"at = [10, 5]", ""},
                {"every = 10", "every = 0"}}));
  CHECK(told.find("population.weights: has 195 more wrong entries") != std::string::npos);
  CHECK(told.find("measure.flux.every: 0 is out of range") != std::string::npos);
}

TEST_CASE("what hangs on a wrong shape, kind or number of steps is not judged by it") {
  CHECK(
      sample::complaints_about(with_all({{"shape = [20, 10]", "shape = [0, 10]"},
                                         {"at = [10, 5]", "at = [-3, 5]"},
                                         {"x = \"all\"", "x = [-1, 3]"}})) ==
      "f.toml:3:10: lattice.shape: 0 is out of range (an axis has from 1 to 2^30 sites)\n"
      "f.toml:14:7: population.at: -3 is out of range (layers are numbered from 0, and no axis has more than "
      "2^30)\n"
      "f.toml:19:6: measure.flux.x: -1 is out of range (planes are numbered from 0, and no axis has more "
      "than 2^30 layers)");
  CHECK(sample::complaints_about(with_all({{"steps = 100", "steps = 0"}, {"every = 10", "at = [0, -5]"}})) ==
        "f.toml:16:9: run.steps: 0 is out of range (a run has from 1 to 2^40 steps)\n"
        "f.toml:20:10: measure.flux.at: -5 is out of range (the edges begin at 0, and no run has more than "
        "2^40 "
        "steps)");
}

TEST_CASE("a misspelt kind of lattice does not hide what is wrong with its shape or elsewhere") {
  const std::string kind =
      "f.toml:2:8: lattice.kind: unknown word \"sqaure\" (it must be one of chain, square and cubic) did you "
      "mean \"square\"?";
  CHECK(sample::complaints_about(sample::with("square", "sqaure")) == kind);
  CHECK(sample::complaints_about(with_all({{"square", "sqaure"},
                                           {"shape = [20, 10]", "shape = [20, -10]"},
                                           {"at = [10, 5]", "at = [10, \"5 ps\"]"}})) ==
        kind + "\nf.toml:3:14: lattice.shape: -10 is out of range (an axis has from 1 to 2^30 sites)\n" +
            "f.toml:14:11: population.at: \"5 ps\" is not a length (\"ps\" has another dimension)");
}

TEST_CASE("a wrong shape does not hide that hops are given for one axis only") {
  CHECK(sample::complaints_about(with_all({{"shape = [20, 10]", "shape = [20, 0]"}, {"y = [0.2, 0.1]", ""}}))
            .find("f.toml:6:1: hop: gives x but not y") != std::string::npos);
}

TEST_CASE("a large whole number with an exponent is told how to be written") {
  CHECK(sample::complaints_about(sample::with("walkers = 1000", "walkers = 1e18")) ==
        "f.toml:13:11: population.walkers: 1e+18 need not be exact (numbers with a point or an exponent are "
        "whole only up to 2^53 = 9.007e15) write all its digits: 1000000000000000000");
  CHECK(sample::complaints_about(sample::with("walkers = 1000", "walkers = 1e30")) ==
        "f.toml:13:11: population.walkers: 1e+30 is out of range (a population has from 1 to 2^62 walkers)");
  CHECK(sample::complaints_about(sample::with("steps = 100", "steps = 100\nseed = 9.3e18"))
            .starts_with("f.toml:17:8: run.seed: 9.3e+18 is out of range"));
}

TEST_CASE("nothing is suggested that would be refused") {
  CHECK(sample::complaints_about(sample::with("shape = [20, 10]", "shape = [20, \"0.4 nm\"]"))
            .find("nearest is \"1 nm\" (1)") != std::string::npos);
  CHECK(sample::complaints_about(sample::with("every = 10", "every = \"1 ps\""))
            .find("nearest is \"2 ps\" (1)") != std::string::npos);
  CHECK(sample::complaints_about(sample::with("at = [10, 5]", "at = [\"19.5 nm\", 5]"))
            .find("nearest is \"19 nm\" (19)") != std::string::npos);
  CHECK(sample::complaints_about(sample::with("at = [10, 5]", "at = [\"25.5 nm\", 5]")).find("nearest") ==
        std::string::npos);
}
