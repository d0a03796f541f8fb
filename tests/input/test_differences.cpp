#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>

#include "fluxwalk/input.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "input/sample.hpp"

using namespace fluxwalk;

namespace {

/// "key what", one per line; in brackets if no count depends on the key.
std::string differences_of(const Experiment& before, const Experiment& now) {
  std::string text;
  for (const Difference& difference : differences(before, now)) {
    const std::string line = difference.key + " " + difference.what;
    text += (difference.changes_counts ? line : "[" + line + "]") + "\n";
  }
  return text;
}

std::string differences_of(const std::string& before, const std::string& now) {
  return differences_of(parse_experiment(before, "f.toml"), parse_experiment(now, "f.toml"));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("what means the same is the same experiment") {
  CHECK(differences_of(sample::text, sample::text) == "");
  CHECK(differences_of(sample::fed, sample::fed) == "");
  for (const auto& [from, to] : std::vector<std::pair<const char*, const char*>>{
           {"[lattice]\n", "# a comment\n\n[lattice] # another\n"},
           {"walkers = 1000", "walkers = 1_000"},
           {"walkers = 1000", "walkers = 1e3"},
           {"spacing = \"1 nm\"\nstep = \"2 ps\"", "step = \"0.002 ns\"\nspacing = \"1e-9 m\""},
           {"spacing = \"1 nm\"", "spacing = \"1nm\""},
           {"steps = 100", "steps = \"200 ps\""},
           {"every = 10", "every = \"0.02 ns\""},
           {"every = 10", "every = 10\nresidence = false\nnet = false"},
           {"every = 10", "at = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]"},
           {"at = [10, 5]", "at = [\"10 nm\", \"0.005 um\"]"},
           {"at = [10, 5]", "at = [10, 5]\nnumber = \"fixed\""},
           {"y = \"reflecting\"", "x = \"periodic\"\ny = [\"reflecting\", { kind = \"reflecting\" }]"},
           {"x = [0.2, 0.3]", "stay = 0.2\nx = [2e-1, 0.3]"},
           {"shape = [20, 10]", "shape = [\"20 nm\", 10]"},
           {"[[population]]", "[population]"},
           {"batches = 10", "batches = 10\nseed = 1\nthreads = 2\nkernel = \"reference\""},
           {"x = \"all\"",
            "x = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]"}}) {
    const std::string later = to;  // a lambda of CAPTURE may not see a structured binding
    CAPTURE(later);
    const std::string other = sample::with(from, to);
    CHECK(differences_of(sample::text, other) == "");
    CHECK(differences_of(other, sample::text) == "");
  }
  std::string windows;
  for (const char c : sample::text) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(differences_of(sample::text, windows) == "");
}

TEST_CASE("title, question and analysis differ without changing a count") {
  const std::string other = "title = \"New\"\n" + sample::text + "[analysis]\ntolerance = 0.02\n";
  CHECK(differences_of(sample::text, other) ==
        "[title is \"\" there, \"New\" now]\n[analysis.tolerance is 0.01 there, 0.02 now]\n");
}

TEST_CASE("what means something else is named, all at once, in the order of the file") {
  for (const auto& [from, to, what] : std::vector<std::array<const char*, 3>>{
           {"steps = 100", "steps = 200", "run.steps is 100 there, 200 now\n"},
           {"steps = 100", "steps = \"400 ps\"", "run.steps is 100 there, \"400 ps\" now\n"},
           {"shape = [20, 10]", "shape = [30, 10]", "lattice.shape is [20, 10] there, [30, 10] now\n"},
           {"spacing = \"1 nm\"", "spacing = \"2 nm\"", "lattice.spacing is \"1 nm\" there, \"2 nm\" now\n"},
           {"step = \"2 ps\"\n", "", "lattice.step is \"2 ps\" there, 1 now\n"},
           {"y = \"reflecting\"", "y = \"mirror\"", "faces.y is \"reflecting\" there, \"mirror\" now\n"},
           {"y = \"reflecting\"", "y = [\"reflecting\", \"absorbing\"]",
            "faces.y[2] is \"reflecting\" there, \"absorbing\" now\n"},
           {"y = \"reflecting\"", "y = [\"reflecting\", { kind = \"partial\", absorption = 0.1 }]",
            "faces.y[2].absorption is not given there, 0.1 now\nfaces.y[2].kind is \"reflecting\" there, "
            "\"partial\" "
            "now\n"},
           {"x = [0.2, 0.3]", "x = [0.3, 0.2]", "hop.x is [0.2, 0.3] there, [0.3, 0.2] now\n"},
           {"walkers = 1000", "walkers = 2000", "population.walkers is 1000 there, 2000 now\n"},
           {"batches = 10", "batches = 20\nseed = 3",
            "run.batches is 10 there, 20 now\nrun.seed is 1 there, 3 now\n"},
           {"[run]", "[[population]]\nkind = \"uniform\"\nwalkers = 1000\n[run]",
            "population has 1 entry there, 2 now\n"},
           {"[measure.flux]", "[measure.survivors]\nevery = 10\n[measure.flux]",
            "measure.survivors.every is not given there, 10 now\n"}}) {
    const std::string later = to;  // a lambda of CAPTURE may not see a structured binding
    CAPTURE(later);
    CHECK(differences_of(sample::text, sample::with(from, to)) == what);
  }
  const std::string other =
      replaced(replaced(sample::fed, "height = 2\n", "height = 3\n"), "rate = 20\n", "rate = 2e1\n");
  CHECK(differences_of(sample::fed, other) == "medium.potential[1].height is 2 there, 3 now\n");
}

TEST_CASE("the place is that of the later text") {
  const std::string later = fmt::format("\n{}", sample::with("steps = 100", "steps = 7"));
  const auto list = differences(parse_experiment(sample::text, "f.toml"), parse_experiment(later, "f.toml"));
  REQUIRE(list.size() == 1);
  CHECK(list[0].line == 17);
  CHECK(list[0].column == 9);
}

TEST_CASE("the command line may have set seed and number of batches") {
  const Experiment before = parse_experiment(sample::text, "f.toml");
  Experiment now = before;
  now.sampling.seed = 9;
  CHECK(differences_of(before, now) == "run.seed is 1 there, 9 now\n");
  Experiment written = parse_experiment(sample::with("batches = 10", "batches = 10\nseed = 9"), "f.toml");
  CHECK(differences_of(now, written) == "");
}

TEST_CASE("tables are compared by their content") {
  Experiment before = parse_experiment(sample::text, "f.toml"), now = before;
  before.heading.attachments = {{"a.csv", {1, 2}, {1, 2}}};
  now.heading.attachments = {{"a.csv", {1, 2}, {1, 3}}};
  CHECK(differences_of(before, now) == "\"a.csv\" holds other numbers now than there\n");
  now.heading.attachments = before.heading.attachments;
  CHECK(differences_of(before, now) == "");
}
