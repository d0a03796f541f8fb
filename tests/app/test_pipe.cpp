#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

#include "fluxwalk/results.hpp"
#include "fluxwalk/results_file.hpp"
#include "program.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

namespace {

/// Writes a text that fits into a pipe, and closes the pipe.
void write_and_close(int descriptor, const std::string& text) {
  REQUIRE(write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  close(descriptor);
}

}  // namespace

TEST_CASE("run - reads the experiment from standard input, and its tables from the current folder") {
  const Folder folder;
  folder.write("hop.csv", "1\n0.5\n1\n1\n");
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  write_and_close(
      ends[1],
      "[lattice]\nkind = \"chain\"\nshape = 4\n[medium]\nhop_table = \"hop.csv\"\n[[population]]\nkind = "
      "\"uniform\"\nwalkers = 1000\n[run]\nsteps = 10\nbatches = 4\n[measure.survivors]\nevery = 5\n");
  const Finished done = run_program(folder, {"run", "-", "-q"}, {.in = ends[0]});
  close(ends[0]);
  CAPTURE(done.err);
  CHECK(done.err.empty());
  CHECK(folder.names() == std::vector<std::string>{"hop.csv", "stdin.h5"});
  CHECK(read_results(folder / "stdin.h5").experiment.system.medium.hop.size() == 4);
}

TEST_CASE("problems of an experiment from standard input are those of stdin") {
  const Folder folder;
  folder.write("bad.toml", "title = Perfume\n");
  const int file = open((folder / "bad.toml").c_str(), O_RDONLY | O_CLOEXEC);
  const Finished done = run_program(folder, {"run", "-"}, {.in = file});
  close(file);
  CHECK(done.code == 3);
  CHECK(done.err.starts_with("stdin:1:9: Perfume has no quotes"));
}

TEST_CASE("a named pipe is read, however late and in however many pieces it is written to") {
  const Folder folder;
  const std::string pipe = (folder / "pipe").string();
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  Program program(folder, {"run", "pipe", "-q"});
  CHECK(program.wait_for_error(
      "fluxwalk: waiting for an experiment to be written to pipe (Ctrl-C ends this)\n"));
  const std::string text = tiny_experiment;
  const int end = open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
  REQUIRE(write(end, text.data(), 100) == 100);
  write_and_close(end, text.substr(100));
  const Finished done = program.wait();
  CHECK(done.err.find("waiting") == done.err.rfind("waiting"));
  CHECK(read_results(folder / "pipe.h5").experiment.heading.text == text);
}

TEST_CASE("waiting for a pipe is ended by Ctrl-C") {
  const Folder folder;
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  Program program(folder, {"run", "pipe"});
  REQUIRE(program.wait_for_error("waiting for an experiment"));
  program.send(SIGINT);
  CHECK(program.wait().code == -SIGINT);
  CHECK(folder.names() == std::vector<std::string>{"pipe"});
}

TEST_CASE("an experiment and a results file that stand in each other's place say what they are") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  run_program(folder, {"run", "tiny.toml", "-q"});
  const Finished results = run_program(folder, {"run", "tiny.h5", "-o", "x.h5"});
  CHECK(results.code == 3);
  CHECK(results.err ==
        "tiny.h5: is a results file, not an experiment (it holds what a run has counted) `fluxwalk analyze "
        "tiny.h5` judges "
        "it again, `fluxwalk report tiny.h5` draws it, and `fluxwalk run EXPERIMENT -o tiny.h5 --resume` "
        "runs what is "
        "missing\n");
  for (const char* verb : {"analyze", "report", "info"}) {
    const Finished experiment = run_program(folder, {verb, "tiny.toml"});
    CHECK(experiment.code == 4);
    CHECK(contains(experiment.err,
                   "tiny.toml: is an experiment, not a results file: run it first, with fluxwalk run "
                   "tiny.toml"));
  }
  CHECK(folder.names() == std::vector<std::string>{"tiny.h5", "tiny.toml"});
}
