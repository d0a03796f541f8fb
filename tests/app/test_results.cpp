#include "fluxwalk/results.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include "fluxwalk/analysis.hpp"
#include "fluxwalk/results_file.hpp"
#include "program.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

namespace {

/// A folder with tiny.toml and tiny.h5.
class Kept : public Folder {
 public:
  explicit Kept(const std::string& experiment = tiny_experiment) {
    write("tiny.toml", experiment);
    code = run_program(*this, {"run", "tiny.toml", "-q"}).code;
  }
  int code = 0;
};

}  // namespace

TEST_CASE("analyze comes to the same conclusion as run, from the file alone") {
  const Kept folder;
  fs::remove(folder / "tiny.toml");
  const Finished text = run_program(folder, {"analyze", "tiny.h5"});
  CHECK(text.code == folder.code);
  CHECK(text.err.empty());
  CHECK(contains(text.out, "Does it spread?"));
  const Finished json = run_program(folder, {"analyze", "tiny.h5", "--json"});
  CHECK(json.code == folder.code);
  CHECK(is_json(json.out));
  const Finished quiet = run_program(folder, {"analyze", "tiny.h5", "--quiet"});
  CHECK(quiet.code == folder.code);
  CHECK((quiet.out.empty() && quiet.err.empty()));
}

TEST_CASE("analyze writes its findings back, and --dry-run does not") {
  const Kept folder;
  const fs::path file = folder / "tiny.h5";
  const Results results = read_results(file);
  write_results(results, {}, file);
  run_program(folder, {"analyze", "tiny.h5", "--dry-run"});
  CHECK(read_findings(file).empty());
  run_program(folder, {"analyze", "tiny.h5"});
  CHECK(read_findings(file).size() == to_tables(analyse(results)).size());
  CHECK((read_results(file).batches == results.batches));
}

TEST_CASE("a law that does not hold ends with 1") {
  const Kept folder;
  Results results = read_results(folder / "tiny.h5");
  // One walker counted twice at one plane: this breaks a conservation law.
  results.batches[0].forward[0](1, 9) += 1;
  write_results(results, {}, folder / "tiny.h5");
  const Finished done = run_program(folder, {"analyze", "tiny.h5"});
  CHECK(done.code == 1);
  CHECK(contains(done.out, "inconsistent"));
}

TEST_CASE("report draws a page beside the file, or where it is told, and says where") {
  const Kept folder(plain_experiment(10, 4, 512));  // of few figures
  const Finished beside = run_program(folder, {"report", "tiny.h5"});
  CHECK(beside.code == 0);
  CHECK(beside.out == "Report: tiny-report/index.html\n");
  CHECK(fs::exists(folder / "tiny-report/index.html"));
  const Finished elsewhere = run_program(folder, {"report", "tiny.h5", "-o", "a/b", "-q"});
  CHECK(elsewhere.code == 0);
  CHECK(elsewhere.out.empty());
  CHECK(fs::exists(folder / "a/b/index.html"));
  CHECK(run_program(folder, {"report", "tiny.h5", "-o", "tiny.toml"}).code == 4);
}

TEST_CASE("info tells what a file holds, to people and machines") {
  const Kept folder;
  const Finished text = run_program(folder, {"info", "tiny.h5"});
  CHECK(text.code == 0);
  for (const std::string part :
       {"A tiny \"drop\"", "chain, 32 sites", "batches_done      8", "seed              1",
        "tallies/crossings_forward_x     8 x 4 x 33", "tallies/histogram               2 x 32"}) {
    CAPTURE(part);
    CHECK(contains(text.out, part));
  }
  CHECK_FALSE(contains(text.out, "partial"));
  const Finished json = run_program(folder, {"info", "tiny.h5", "--json"});
  CHECK(json.code == 0);
  CHECK(is_json(json.out));
  CHECK(contains(json.out, "\"is_complete\": true"));
  CHECK(contains(json.out, R"("title": "A tiny \"drop\"")"));
}

TEST_CASE("info of a file without findings says how to make them") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  run_program(folder, {"run", "tiny.toml", "-q", "-o", "my results.h5"});
  const fs::path file = folder / "my results.h5";
  CHECK_FALSE(contains(run_program(folder, {"info", "my results.h5"}).out, "no findings"));
  write_results(read_results(file), {}, file);
  const Finished text = run_program(folder, {"info", "my results.h5"});
  CHECK(text.code == 0);
  CHECK(contains(text.out, "no findings stored; they are made by: fluxwalk analyze 'my results.h5'\n"));
  CHECK(is_json(run_program(folder, {"info", "my results.h5", "--json"}).out));
}

TEST_CASE("files that are not results are refused by every verb that reads them") {
  const Folder folder;
  folder.write("text.h5", "not HDF5");
  folder.write("empty.h5", "");
  fs::create_directory(folder / "folder.h5");
  for (const std::string verb : {"analyze", "report", "info"})
    for (const std::string file : {"text.h5", "empty.h5", "folder.h5", "missing.h5"}) {
      const Finished done = run_program(folder, {verb, file});
      CAPTURE(verb);
      CAPTURE(file);
      CHECK(done.code == 4);
      CHECK(done.out.empty());
      CHECK(contains(done.err, file));
    }
  CHECK(folder.names() == std::vector<std::string>{"empty.h5", "folder.h5", "text.h5"});
}
