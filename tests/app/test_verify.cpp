#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>

#include "program.hpp"

using namespace fluxwalk::test;

namespace {

/// Two small experiments in a folder "gallery".
class Gallery : public Folder {
 public:
  Gallery() {
    fs::create_directory(*this / "gallery");
    write("gallery/1-tiny.toml", tiny_experiment);
    write("gallery/2-plain.toml", plain_experiment(20, 8, 4096));
    write("gallery/notes.txt", "not an experiment");
  }
};

}  // namespace

TEST_CASE("verify runs every experiment of a folder and keeps nothing unasked") {
  const Gallery folder;
  const Finished done = run_program(folder, {"verify", "gallery"});
  CAPTURE(done.out);
  CHECK((done.code == 0 || done.code == 1 || done.code == 5));
  CHECK(done.err.empty());
  CHECK(done.out.find("1-tiny.toml") < done.out.find("2-plain.toml"));
  CHECK(contains(done.out, " of 2 consistent)"));
  CHECK(folder.names() == std::vector<std::string>{"gallery"});
  CHECK(run_program(folder, {"verify", "--examples", "gallery", "-q"}).code == done.code);
}

TEST_CASE("verify --json prints one object, --keep keeps the results") {
  const Gallery folder;
  const Finished done =
      run_program(folder, {"verify", "gallery", "--json", "--keep", "a/b", "--threads", "2"});
  CHECK(is_json(done.out));
  CHECK(contains(done.out, "\"1-tiny.toml\": {"));
  CHECK(contains(done.out, "\"is_complete\": true"));
  CHECK(fs::exists(folder / "a/b/1-tiny.h5"));
  CHECK(run_program(folder, {"info", "a/b/2-plain.h5"}).code == 0);
  const Finished again = run_program(folder, {"verify", "gallery", "--keep", "a/b"});
  CHECK(again.code == 4);
  CHECK(contains(again.err, "exists already"));
}

TEST_CASE("verify tells the problems of all experiments before it runs one") {
  const Gallery folder;
  folder.write("gallery/3-bad.toml", "[lattice]\nkind = \"chian\"\n");
  folder.write("gallery/4-bad.toml", "steps = 3\n");
  const Finished done = run_program(folder, {"verify", "gallery"});
  CHECK(done.code == 3);
  CHECK(done.out.empty());
  CHECK(contains(done.err, "3-bad.toml:2:"));
  CHECK(contains(done.err, "4-bad.toml:1:"));
  CHECK(run_program(folder, {"verify", "nowhere"}).code == 4);
  fs::create_directory(folder / "bare");
  CHECK(run_program(folder, {"verify", "bare"}).code == 4);
}

TEST_CASE("verify says at once where it cannot keep results") {
  const Gallery folder;
  for (const std::string kept : {"gallery/notes.txt", "gallery/notes.txt/a", "/proc/kept"}) {
    const Finished done = run_program(folder, {"verify", "gallery", "--keep", kept});
    CHECK(done.code == 4);
    CHECK(done.out.empty());
    CHECK(done.err.starts_with("fluxwalk: " + kept + ": "));
  }
}

TEST_CASE("verify that is interrupted is inconclusive and says so") {
  const Folder folder;
  fs::create_directory(folder / "gallery");
  folder.write("gallery/long.toml", plain_experiment(20'000, 200, 200 * 512));
  Program program(folder, {"verify", "gallery"}, {.has_terminal = true});
  REQUIRE(program.wait_for_error(" % "));
  program.send(SIGTERM);
  const Finished stopped = program.wait();
  CHECK(stopped.code == 5);
  CHECK(contains(stopped.err, "Overall: inconclusive (0 of 1 consistent; interrupted)"));
}
