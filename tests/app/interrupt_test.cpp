#include <doctest/doctest.h>

#include <csignal>

#include "fluxwalk/results.hpp"
#include "program.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

TEST_CASE("an interrupted run keeps its batches, and --resume ends where an uninterrupted one does") {
  const Folder folder;
  folder.write("walk.toml", plain_experiment(20'000, 200, 200 * 512));
  Program program(folder, {"run", "walk.toml", "--threads", "1"}, {.has_terminal = true});
  REQUIRE(program.wait_for_error(" % "));
  program.send(SIGINT);
  const Finished stopped = program.wait();
  CAPTURE(stopped.err);
  CHECK(stopped.code == 5);
  CHECK(contains(stopped.err, "fluxwalk run walk.toml -o walk.h5 --resume"));
  CHECK(contains(stopped.err, "of 200 batches have run"));

  const Results partial = read_results(folder / "walk.h5");
  CHECK_FALSE(partial.is_complete());
  CHECK(partial.batches.size() > 0);
  CHECK(contains(run_program(folder, {"info", "walk.h5"}).out, "partial"));
  CHECK(run_program(folder, {"analyze", "walk.h5", "-q"}).code == 5);

  run_program(folder, {"run", "walk.toml", "--resume", "-q"});
  run_program(folder, {"run", "walk.toml", "-o", "whole.h5", "-q"});
  const Results resumed = read_results(folder / "walk.h5"), whole = read_results(folder / "whole.h5");
  CHECK(resumed.is_complete());
  CHECK(resumed.batch_numbers == whole.batch_numbers);
  CHECK((resumed.batches == whole.batches));
  CHECK((resumed.histogram == whole.histogram));
}

TEST_CASE("a second signal ends a run at once and leaves no file") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Folder folder;
    folder.write("long.toml", plain_experiment(2'000'000'000, 4, 4096));
    Program program(folder, {"run", "long.toml"}, {.has_terminal = true});
    REQUIRE(program.wait_for_error("long.toml ..."));
    program.send(signal);
    REQUIRE(program.wait_for_error("again to stop at once"));
    program.send(signal);
    CHECK(program.wait().code == 130);
    CHECK(folder.names() == std::vector<std::string>{"long.toml"});
  }
}

TEST_CASE(
    "--resume starts from the beginning where there is no file, and has nothing to do where all is done") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  const int code = run_program(folder, {"run", "tiny.toml", "--resume", "-q"}).code;
  const Results first = read_results(folder / "tiny.h5");
  CHECK(first.is_complete());
  CHECK(run_program(folder, {"run", "tiny.toml", "--resume", "-q"}).code == code);
  CHECK((read_results(folder / "tiny.h5").batches == first.batches));
}

TEST_CASE("--resume refuses the file of another experiment and says what differs") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  run_program(folder, {"run", "tiny.toml", "-q"});
  const std::string before = read_text(folder / "tiny.h5");

  const Finished other_seed = run_program(folder, {"run", "tiny.toml", "--seed", "9", "--resume"});
  CHECK(other_seed.code == 3);
  CHECK(contains(other_seed.err, "tiny.h5: run.seed: is 1 there, 9 now"));

  folder.write("other.toml", plain_experiment(10, 4, 512));
  const Finished other = run_program(folder, {"run", "other.toml", "-o", "tiny.h5", "--resume"});
  CHECK(other.code == 3);
  CHECK(contains(other.err, "holds another experiment than other.toml"));
  CHECK(contains(other.err, "run.batches: is 8 there, 4 now"));

  folder.write("notes.h5", "not a results file");
  CHECK(run_program(folder, {"run", "tiny.toml", "-o", "notes.h5", "--resume"}).code == 4);
  CHECK((read_text(folder / "tiny.h5") == before));
}
