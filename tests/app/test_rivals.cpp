#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "fluxwalk/output_file.hpp"
#include "fluxwalk/results.hpp"
#include "fluxwalk/results_file.hpp"
#include "program.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

namespace {

/// An experiment that would run for days, in batches of some hundredths of a second.
std::string endless_experiment() {
  return plain_experiment(20'000, 1'000'000, 1'000'000 * 8192L);
}

}  // namespace

TEST_CASE(
    "a second run of one name is refused at once and told who has it, and an analysis changes nothing") {
  const Folder folder;
  folder.write("walk.toml", endless_experiment());
  Program first(folder, {"run", "walk.toml", "--checkpoint", "0", "-q", "--threads", "1"});
  REQUIRE(first.wait_until([&] { return fs::exists(folder / "walk.h5"); }));
  // Each waits some time for the lock, so all three wait together.
  Program second(folder, {"run", "walk.toml"}), third(folder, {"run", "walk.toml", "--resume"}),
      fourth(folder, {"run", "walk.toml", "--force"});
  for (Program* rival : {&second, &third, &fourth}) {
    const Finished done = rival->wait();
    CHECK(done.code == 4);
    CHECK(contains(done.err, "walk.h5: another fluxwalk is writing it: process "));
    CHECK(contains(done.err, "run walk.toml --checkpoint 0 -q --threads 1. Wait until it has ended"));
  }
  const std::size_t before = read_results(folder / "walk.h5").batches.size();
  const Finished analysis = run_program(folder, {"analyze", "walk.h5"});
  CHECK(analysis.code == 5);
  CHECK(contains(analysis.err, "The findings are not stored in the file"));
  CHECK(contains(analysis.out, "Conservation of walkers"));
  CHECK(read_results(folder / "walk.h5").batches.size() >= before);
  CHECK(read_findings(folder / "walk.h5").empty());

  first.send(SIGTERM);
  CHECK(first.wait().code == 5);
  CHECK(folder.names() == std::vector<std::string>{"walk.h5", "walk.toml"});
  CHECK(run_program(folder, {"analyze", "walk.h5", "-q"}).code == 5);
  CHECK_FALSE(read_findings(folder / "walk.h5").empty());
}

TEST_CASE("a file that another program has replaced is left alone, and the results get a name of their own") {
  const Folder folder;
  folder.write("walk.toml", endless_experiment());
  Program program(folder, {"run", "walk.toml", "--checkpoint", "0", "-q"});
  REQUIRE(program.wait_until([&] { return fs::exists(folder / "walk.h5"); }));
  folder.write("new", "theirs");
  fs::rename(folder / "new", folder / "walk.h5");
  folder.write("walk-2.h5", "not free");
  REQUIRE(program.wait_for_error(
      "walk.h5: another program has replaced or changed it, and it is left as it is. The "
      "results of this run go to walk-3.h5 instead."));
  REQUIRE(program.wait_until([&] { return fs::exists(folder / "walk-3.h5"); }));
  program.send(SIGINT);
  CHECK(program.wait().code == 4);
  CHECK(read_text(folder / "walk.h5") == "theirs");
  CHECK(read_text(folder / "walk-2.h5") == "not free");
  CHECK(read_results(folder / "walk-3.h5").batches.size() > 0);
}

TEST_CASE("a read-only file and one of several names are refused before anything is done") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  const int code = run_program(folder, {"run", "tiny.toml", "-q"}).code;
  const std::string before = read_text(folder / "tiny.h5");
  const auto complaint = [&](const std::vector<std::string>& arguments) {
    const Finished done = run_program(folder, arguments);
    CHECK(done.code == 4);
    CHECK(done.out.empty());
    CHECK(read_text(folder / "tiny.h5") == before);
    return done.err;
  };
  REQUIRE(chmod((folder / "tiny.h5").c_str(), 0444) == 0);
  CHECK(contains(complaint({"analyze", "tiny.h5"}),
                 "is read-only (mode 444) and is left as it is. Leave the file"));
  CHECK(contains(complaint({"run", "tiny.toml", "--resume"}), "is read-only (mode 444)"));
  CHECK(contains(complaint({"run", "tiny.toml", "--force"}), "is read-only (mode 444)"));
  CHECK(run_program(folder, {"analyze", "tiny.h5", "--dry-run", "-q"}).code == code);

  REQUIRE(chmod((folder / "tiny.h5").c_str(), 0600) == 0);
  fs::create_hard_link(folder / "tiny.h5", folder / "other.h5");
  CHECK(contains(complaint({"analyze", "tiny.h5"}), "tiny.h5: has 2 names (hard links)"));
  CHECK(contains(complaint({"run", "tiny.toml", "--resume"}), "tiny.h5: has 2 names (hard links)"));
  CHECK(run_program(folder, {"analyze", "tiny.h5", "--dry-run", "-q"}).code == code);
  CHECK(run_program(folder, {"run", "tiny.toml", "--force", "-q"}).code == code);
  CHECK(read_text(folder / "other.h5") == before);
  CHECK((fs::status(folder / "tiny.h5").permissions() & fs::perms::all) ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(num_links(folder / "tiny.h5") == 1);
}

TEST_CASE("a run writes through a link whose target does not exist yet") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  fs::create_directory(folder / "far");
  fs::create_symlink("far/there.h5", folder / "tiny.h5");
  CHECK(run_program(folder, {"run", "tiny.toml", "-q"}).code != 4);
  CHECK(fs::is_symlink(folder / "tiny.h5"));
  CHECK(read_results(folder / "far/there.h5").is_complete());
  fs::create_symlink("loop.h5", folder / "loop.h5");
  const Finished done = run_program(folder, {"run", "tiny.toml", "-o", "loop.h5"});
  CHECK(done.code == 4);
  CHECK(contains(done.err, "loop.h5: "));
}

TEST_CASE("new --force replaces a file whole, or leaves it as it was") {
  const Folder folder;
  folder.write("drop.toml", "mine");
  REQUIRE(chmod((folder / "drop.toml").c_str(), 0600) == 0);
  CHECK(run_program(folder, {"new", "drop"}).code == 4);
  CHECK(read_text(folder / "drop.toml") == "mine");
  Setting full;
  full.largest_file = 500;  // room for the complaint
  const Finished refused = run_program(folder, {"new", "drop", "--force"}, full);
  CHECK(refused.code == 4);
  CHECK(contains(refused.err, "drop.toml: cannot be written (File too large)"));
  CHECK(read_text(folder / "drop.toml") == "mine");
  CHECK(run_program(folder, {"new", "drop", "--force"}).code == 0);
  CHECK(contains(read_text(folder / "drop.toml"), "[lattice]"));
  CHECK((fs::status(folder / "drop.toml").permissions() & fs::perms::all) ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(folder.names() == std::vector<std::string>{"drop.toml"});
}

TEST_CASE(
    "a report that finds no room names the cause, leaves no half folder, and leaves an earlier one whole") {
  const Folder folder;
  folder.write("tiny.toml", plain_experiment(10, 4, 512));  // of few figures
  run_program(folder, {"run", "tiny.toml", "-q"});
  Setting full;
  full.largest_file = 1000;
  const Finished refused = run_program(folder, {"report", "tiny.h5", "-o", "a/b"}, full);
  CHECK(refused.code == 4);
  CHECK(contains(refused.err, "fluxwalk: a/b/"));
  CHECK(contains(refused.err, "cannot be written (File too large)"));
  CHECK(folder.names() == std::vector<std::string>{"tiny.h5", "tiny.toml"});

  REQUIRE(run_program(folder, {"report", "tiny.h5", "-o", "page", "-q"}).code == 0);
  folder.write("page/notes.txt", "mine");
  const auto contents = [&] {
    std::string all;
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "page"))
      if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) all += file.string() + read_text(file);
    return all;
  };
  const std::string before = contents();
  CHECK(run_program(folder, {"report", "tiny.h5", "-o", "page", "-q"}, full).code == 4);
  CHECK((contents() == before));
  CHECK(run_program(folder, {"report", "tiny.h5", "-o", "page", "-q"}).code == 0);
  CHECK((contents() == before));
}
