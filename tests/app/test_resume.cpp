#include <doctest/doctest.h>

#include <string>

#include "fluxwalk/results.hpp"
#include "fluxwalk/results_file.hpp"
#include "program.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

/// Without the histogram, which is kept as a sum over all batches.
const std::string experiment = replaced(tiny_experiment, "[measure.histogram]\nat = [0, 40]\n", "");

/// Writes tiny.toml, and its results with only two of the batches.
void write_part(const Folder& folder) {
  folder.write("tiny.toml", experiment);
  run_program(folder, {"run", "tiny.toml", "-q"});
  Results part = read_results(folder / "tiny.h5");
  part.batch_numbers = {1, 4};
  part.batches = {part.batches[1], part.batches[4]};
  write_results(part, {}, folder / "tiny.h5");
}

}  // namespace

TEST_CASE("--resume goes on where the text differs and the meaning does not, and says so") {
  const Folder folder;
  write_part(folder);
  const Results whole = [&] {
    run_program(folder, {"run", "tiny.toml", "-o", "whole.h5", "-q"});
    return read_results(folder / "whole.h5");
  }();
  std::string other = "# A comment\n" + replaced(experiment, "4096", "4_096");
  other = replaced(other, "steps = 40\nbatches = 8", "batches = 8.0 # as many as before\nsteps = 40");
  std::string windows;
  for (const char c : other) windows += c == '\n' ? "\r\n" : std::string(1, c);
  folder.write("other.toml", windows);
  const Finished done = run_program(folder, {"run", "other.toml", "-o", "tiny.h5", "--resume"});
  CAPTURE(done.err);
  CHECK(done.code != 3);
  CHECK(contains(done.err,
                 "other.toml is the experiment of tiny.h5, except for comments, the order of keys, the names "
                 "of tables or the way in which values are written. No count depends on that"));
  CHECK((read_results(folder / "tiny.h5").batches == whole.batches));
  CHECK(read_results(folder / "tiny.h5").experiment.heading.text == windows);
}

TEST_CASE("--resume takes a new title and tolerance, and names them") {
  const Folder folder;
  write_part(folder);
  folder.write("other.toml", replaced(experiment, "A tiny", "My tiny") + "[analysis]\ntolerance = 0.5\n");
  const Finished done = run_program(folder, {"run", "other.toml", "-o", "tiny.h5", "--resume"});
  CHECK(done.code != 3);
  CHECK(contains(done.err, "except for title and analysis.tolerance. No count depends on that"));
  const Results now = read_results(folder / "tiny.h5");
  CHECK(now.is_complete());
  CHECK(now.experiment.heading.title == "My tiny \"drop\"");
  CHECK(now.experiment.settings.analysis.tolerance == 0.5);
  CHECK(run_program(folder, {"run", "tiny.toml", "--resume", "-q"}).err.empty());
}

TEST_CASE("--resume refuses another experiment, says all that differs, and leaves the file as it is") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  run_program(folder, {"run", "tiny.toml", "-q"});
  const std::string before = read_text(folder / "tiny.h5");

  const Finished other_seed = run_program(folder, {"run", "tiny.toml", "--seed", "9", "--resume"});
  CHECK(other_seed.code == 3);
  CHECK(contains(other_seed.err, "tiny.toml: run.seed: is 1 there, 9 now"));

  std::string other = replaced(tiny_experiment, "steps = 40", "steps = 50");
  other = replaced(other, "shape = 32", "shape = 40");
  other = replaced(other, "\"absorbing\"", "\"mirror\"");
  folder.write("other.toml", replaced(other, "batches = 8", "batches = 4"));
  const Finished done = run_program(folder, {"run", "other.toml", "-o", "tiny.h5", "--resume"});
  CHECK(done.code == 3);
  CHECK(done.out.empty());
  CAPTURE(done.err);
  CHECK(contains(done.err, "tiny.h5: holds another experiment than other.toml"));
  for (const char* line : {"\nother.toml:6:9: lattice.shape: is 32 there, 40 now\n",
                           "\nother.toml:8:20: faces.x[2]: is \"absorbing\" there, \"mirror\" now\n",
                           "\nother.toml:14:9: run.steps: is 40 there, 50 now\n",
                           "\nother.toml:15:11: run.batches: is 8 there, 4 now\n"})
    CHECK(contains(done.err, line));

  folder.write("notes.h5", "not a results file");
  CHECK(run_program(folder, {"run", "tiny.toml", "-o", "notes.h5", "--resume"}).code == 4);
  CHECK((read_text(folder / "tiny.h5") == before));
}
