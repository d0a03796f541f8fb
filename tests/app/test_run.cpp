#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/results_file.hpp"
#include "fluxwalk/run.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "fluxwalk/results.hpp"
#include "program.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

namespace {

const std::set<int> verdict_codes = {0, 1, 5};

bool have_same_tallies(const Results& a, const Results& b) {
  return a.batch_numbers == b.batch_numbers && a.batches == b.batches && a.histogram == b.histogram;
}

}  // namespace

TEST_CASE("run keeps what the library computes, and says where") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  const Finished done = run_program(folder, {"run", "tiny.toml"});
  CAPTURE(done.err);
  CHECK(verdict_codes.count(done.code) == 1);
  CHECK(done.err.empty());
  CHECK(contains(done.out, "Results: tiny.h5"));
  CHECK(contains(done.out, "A tiny \"drop\"\nDoes it spread?\n"));
  CHECK_FALSE(contains(done.out, "\033"));
  CHECK(folder.names() == std::vector<std::string>{"tiny.h5", "tiny.toml"});
  CHECK(have_same_tallies(read_results(folder / "tiny.h5"), run(load_experiment(folder / "tiny.toml"))));
}

TEST_CASE(
    "a table in a file is kept with the results, which then need it no more, and must be the same to "
    "resume") {
  const Folder folder;
  folder.write("tiny.toml", std::string(tiny_experiment) + "\n[medium]\nhop_table = \"hop.csv\"\n");
  std::string table = "1";
  for (int i = 1; i < 32; ++i) table += ",0.5";
  folder.write("hop.csv", table);
  REQUIRE(verdict_codes.count(run_program(folder, {"run", "tiny.toml"}).code) == 1);
  const Results kept = read_results(folder / "tiny.h5");
  CHECK(kept.experiment.system.medium.hop == load_experiment(folder / "tiny.toml").system.medium.hop);

  folder.write("hop.csv", "0.9" + table.substr(1));
  const Finished resumed = run_program(folder, {"run", "tiny.toml", "--resume"});
  CHECK(resumed.code == 3);
  CHECK(contains(resumed.err, "tiny.toml: \"hop.csv\": holds other numbers now than there"));
  fs::remove(folder / "hop.csv");
  CHECK(verdict_codes.count(run_program(folder, {"analyze", "tiny.h5"}).code) == 1);
  CHECK(have_same_tallies(read_results(folder / "tiny.h5"), kept));
}

TEST_CASE("a kernel that cannot do it is refused, and threads that find no work are said before the run") {
  const Folder folder;
  folder.write("tiny.toml", plain_experiment(5, 2, 10) + "\n[[medium.region]]\nhop = 0.5\n");
  const Finished refused = run_program(folder, {"run", "tiny.toml", "--kernel", "walkers"});
  CHECK(refused.code == 3);
  CHECK(contains(refused.err, "run.kernel: the walkers kernel knows no medium"));
  const Finished done = run_program(folder, {"run", "tiny.toml", "--threads", "5"});
  CAPTURE(done.err);
  CHECK(verdict_codes.count(done.code) == 1);
  CHECK(contains(done.err, "fluxwalk: tiny.toml: 5 threads are asked for and 2 used"));
  CHECK(run_program(folder, {"run", "tiny.toml", "--threads", "5", "--quiet", "--force"}).err.empty());
}

TEST_CASE("plan tells kernel, memory, batches and time, and runs nothing") {
  const Folder folder;
  folder.write("tiny.toml", plain_experiment(5, 2, 10) + "\n[[medium.region]]\nhop = 0.5\n");
  const Finished text = run_program(folder, {"plan", "tiny.toml"});
  CHECK(text.code == 0);
  for (const char* part : {"kernel    occupation: in a medium", "not walkers: ", "memory    ",
                           "lattice.shape: ", "batches   2 on ", "time      about "})
    CHECK_MESSAGE(contains(text.out, part), text.out);
  const Finished json = run_program(folder, {"plan", "tiny.toml", "--json", "--kernel", "reference"});
  CHECK(is_json(json.out));
  CHECK(contains(json.out, "\"kernel\": \"reference\""));
  CHECK(contains(json.out, "\"automatic\": \"occupation\""));
  const Finished slower = run_program(folder, {"plan", "tiny.toml", "--kernel", "reference"});
  CHECK_MESSAGE(contains(slower.out, "\"auto\" would take occupation: in a medium it is the fastest"),
                slower.out);
  CHECK(folder.names() == std::vector<std::string>{"tiny.toml"});
  CHECK(run_program(folder, {"plan", "tiny.toml", "--kernel", "walkers"}).code == 3);
}

TEST_CASE("the tallies are the same for 1, 2 and 7 threads, and for either kernel") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  const std::vector<std::vector<std::string>> ways = {{"--threads", "1"},        {"--threads", "2"},
                                                      {"--threads", "7"},        {"--threads", "0"},
                                                      {"--kernel", "reference"}, {"--kernel", "walkers"}};
  REQUIRE(verdict_codes.count(run_program(folder, {"run", "tiny.toml", "-o", "first.h5"}).code) == 1);
  const Results first = read_results(folder / "first.h5");
  for (const auto& way : ways) {
    std::vector<std::string> arguments = {"run", "tiny.toml", "-o", "next.h5", "--force", "--quiet"};
    arguments.insert(arguments.end(), way.begin(), way.end());
    const Finished done = run_program(folder, arguments);
    CHECK(verdict_codes.count(done.code) == 1);
    CHECK(done.out.empty());
    CHECK(done.err.empty());
    CHECK(have_same_tallies(first, read_results(folder / "next.h5")));
  }
  const std::string largest_seed = "18446744073709551615";
  run_program(folder, {"run", "tiny.toml", "-o", "seed.h5", "--seed", largest_seed});
  const Results other = read_results(folder / "seed.h5");
  CHECK(std::to_string(other.experiment.sampling.seed) == largest_seed);
  CHECK_FALSE(have_same_tallies(first, other));
}

TEST_CASE("run --json prints one JSON object and nothing else") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  const Finished done = run_program(folder, {"run", "tiny.toml", "--json"});
  CHECK(done.err.empty());
  CHECK(is_json(done.out));
  const std::string word = done.code == 0 ? "consistent" : done.code == 1 ? "inconsistent" : "inconclusive";
  CHECK(contains(done.out, "\"outcome\": \"" + word + "\""));
}

TEST_CASE("run --report draws the page as well") {
  const Folder folder;
  folder.write("tiny.toml", plain_experiment(10, 4, 512));  // of few figures
  const Finished done = run_program(folder, {"run", "tiny.toml", "--report", "page"});
  CHECK(verdict_codes.count(done.code) == 1);
  CHECK(contains(done.out, "Report: page/index.html\n"));
  CHECK(fs::exists(folder / "page/index.html"));
}

TEST_CASE("an existing results file is left alone unless --force says otherwise") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  folder.write("tiny.h5", "precious");
  const Finished refused = run_program(folder, {"run", "tiny.toml"});
  CHECK(refused.code == 4);
  CHECK(refused.out.empty());
  CHECK(contains(refused.err, "tiny.h5: exists already. Give another one with -o, replace it with --force"));
  CHECK(read_text(folder / "tiny.h5") == "precious");
  CHECK(verdict_codes.count(run_program(folder, {"run", "tiny.toml", "--force"}).code) == 1);
  CHECK(read_text(folder / "tiny.h5") != "precious");
}

TEST_CASE("a results file that cannot be written is found out before the simulation") {
  const Folder folder;
  // It would run for days.
  folder.write("long.toml", plain_experiment(1'000'000'000, 2, 1'000'000));
  fs::create_directory(folder / "sub");
  const auto complaint = [&](const std::string& output) {
    const Finished done = run_program(folder, {"run", "long.toml", "-o", output, "--force"});
    CHECK(done.code == 4);
    return done.err;
  };
  CHECK(contains(complaint("nowhere/x.h5"), "there is no folder 'nowhere'"));
  CHECK(contains(complaint("sub"), "is a folder, not a file"));
  CHECK(contains(complaint("/proc/x.h5"), "cannot write into '/proc'"));
  CHECK(contains(complaint("long.toml/x.h5"), "there is no folder"));
}

TEST_CASE("a report that cannot be drawn is found out before the simulation") {
  const Folder folder;
  folder.write("long.toml", plain_experiment(1'000'000'000, 2, 1'000'000));
  const auto complaint = [&](const std::string& report) {
    const Finished done = run_program(folder, {"run", "long.toml", "-o", "x.h5", "--report", report});
    CHECK(done.code == 4);
    CHECK(done.out.empty());
    return done.err;
  };
  CHECK(complaint("long.toml") == "fluxwalk: long.toml: is a file, not a folder\n");
  CHECK(complaint("long.toml/a/b") ==
        "fluxwalk: long.toml/a/b: cannot be made, as 'long.toml' is no folder\n");
  CHECK(contains(complaint("/proc/page"), "/proc/page: cannot write into '/proc': "));
  CHECK(contains(complaint(std::string(300, 'a')), "File name too long"));
  for (const std::string inside : {"x.h5", "./x.h5/page"})
    CHECK(contains(complaint(inside), "is the results file. Give another folder"));
  CHECK(folder.names() == std::vector<std::string>{"long.toml"});
}

TEST_CASE("all problems of an experiment file are told at once, with code 3") {
  const Folder folder;
  folder.write("bad.toml",
               "[lattice]\nkind = \"chian\"\nshape = 8\nspacing = -1\n[run]\nsteps = -1\nbaches = 3\n");
  const Finished done = run_program(folder, {"run", "bad.toml"});
  CHECK(done.code == 3);
  CHECK(done.out.empty());
  for (const std::string part :
       {"bad.toml:2:", "chain", "bad.toml:4:", "bad.toml:6:", "bad.toml:7:", "batches"}) {
    CAPTURE(part);
    CHECK(contains(done.err, part));
  }
  CHECK(folder.names() == std::vector<std::string>{"bad.toml"});
}

TEST_CASE("an experiment file that is missing, empty or a folder is bad input") {
  const Folder folder;
  folder.write("empty.toml", "");
  fs::create_directory(folder / "folder.toml");
  const Finished missing = run_program(folder, {"run", "missing.toml"});
  CHECK(missing.code == 3);
  CHECK(missing.err == "missing.toml: there is no such file\n");
  CHECK(run_program(folder, {"run", "empty.toml"}).code == 3);
  const Finished is_folder = run_program(folder, {"run", "folder.toml"});
  CHECK(is_folder.code == 3);
  CHECK(contains(is_folder.err, "folder.toml: "));
  CHECK(folder.names() == std::vector<std::string>{"empty.toml", "folder.toml"});
}

TEST_CASE("a terminal gets a progress line and colours, unless it asks for quiet or NO_COLOR") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  const std::vector<std::string> arguments = {"run", "tiny.toml", "--force"};
  const std::string shown = run_program(folder, arguments, {.has_terminal = true}).err;
  CHECK(contains(shown, "tiny.toml [###"));
  CHECK(contains(shown, "hops/s"));
  CHECK(contains(shown, "\033["));
  const std::string colourless =
      run_program(folder, arguments, {.has_terminal = true, .environment = {"NO_COLOR=1"}}).err;
  CHECK_FALSE(contains(colourless, "\033[1m"));
  CHECK_FALSE(contains(colourless, "\033[3"));
  const Finished quiet = run_program(folder, {"run", "tiny.toml", "--force", "-q"}, {.has_terminal = true});
  CHECK(quiet.err.empty());
}

#ifndef __clang__  // LLVM's OpenMP aborts
TEST_CASE("threads that the system refuses are a system error, not a verdict") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  const Finished done =
      run_program(folder, {"run", "tiny.toml", "--threads", "2"}, {.environment = {"OMP_STACKSIZE=200000G"}});
  CHECK(done.code == 4);
  CHECK(contains(done.err, "the system refuses this many threads"));
  CHECK(folder.names() == std::vector<std::string>{"tiny.toml"});
}
#endif
