#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>

#include "fluxwalk/results.hpp"
#include "fluxwalk/results_file.hpp"
#include "program.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

TEST_CASE("a run that is killed, then interrupted, ends where one that was left alone does") {
  const Folder folder;
  folder.write("walk.toml", plain_experiment(2'000, 60, 60 * 5120));
  Program killed(folder, {"run", "walk.toml", "--threads", "1", "--checkpoint", "0", "-q"});
  REQUIRE(killed.wait_until([&] { return fs::exists(folder / "walk.h5"); }));
  killed.send(SIGKILL);
  CHECK(killed.wait().code == -SIGKILL);
  const Results kept = read_results(folder / "walk.h5");
  CHECK_FALSE(kept.is_complete());
  CHECK(kept.batches.size() > 0);

  Program interrupted(folder, {"run", "walk.toml", "--threads", "1", "--resume"}, {.has_terminal = true});
  REQUIRE(interrupted.wait_for_error(" % "));
  interrupted.send(SIGINT);
  const Finished stopped = interrupted.wait();
  CAPTURE(stopped.err);
  CHECK(stopped.code == 5);
  CHECK(contains(stopped.err, "fluxwalk run walk.toml -o walk.h5 --resume"));
  CHECK(
      contains(stopped.err,
               "of 60 batches have run and are kept in walk.h5. Judge them with: fluxwalk analyze walk.h5"));
  CHECK_FALSE(contains(stopped.err, "Conservation of walkers"));
  const Results partial = read_results(folder / "walk.h5");
  CHECK_FALSE(partial.is_complete());
  CHECK(partial.batches.size() > kept.batches.size());
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

TEST_CASE("a checkpoint that cannot be written is told and ends nothing") {
  const Folder folder;
  folder.write("walk.toml", plain_experiment(2'000, 60, 60 * 5120));
  fs::create_directory(folder / "there");
  Program program(folder, {"run", "walk.toml", "-o", "there/walk.h5", "--checkpoint", "0", "-q"});
  REQUIRE(program.wait_until([&] { return fs::exists(folder / "there/walk.h5"); }));
  fs::rename(folder / "there", folder / "away");
  CHECK(program.wait_for_error("there/walk.h5: cannot be written"));
  CHECK(program.wait_for_error("what has finished is not saved yet"));
  fs::rename(folder / "away", folder / "there");
  program.send(SIGINT);
  CHECK(program.wait().code == 5);
  CHECK(read_results(folder / "there/walk.h5").batches.size() > 1);
}

TEST_CASE("a second signal ends a run at once and leaves no file") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Folder folder;
    folder.write("long.toml", plain_experiment(2'000'000'000, 4, 4096));
    Program program(folder, {"run", "long.toml"}, {.has_terminal = true});
    // Enough that the batches have begun: if none is running, the first signal ends the program.
    REQUIRE(program.wait_until([&] { return program.processor_seconds() > 0.5; }));
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
