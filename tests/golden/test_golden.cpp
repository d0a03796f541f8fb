/// \file
/// Tallies of small experiments, kept as text. A difference means that users' results on disk can no longer
/// be reproduced: then the random contract has changed and needs a new version. To accept an intended change,
/// run this program with FLUXWALK_BLESS=1 and review the diff.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/run.hpp"

using namespace fluxwalk;

namespace {

std::string as_text(const BatchTallies& tallies) {
  std::string text = fmt::format("started {}\n", tallies.started);
  for_each_table(tallies, [&](const std::string& name, const Counts& counts) {
    for (std::size_t row = 0; row < counts.rows() && counts.columns() > 0; ++row) {
      text += fmt::format("{}[{}] {}\n", name, row,
                          fmt::join(counts.row(row), counts.row(row) + counts.columns(), " "));
    }
  });
  return text;
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the tallies are those of yesterday") {
  const std::filesystem::path folder = std::filesystem::path(FLUXWALK_SOURCE_DIR) / "tests" / "golden";
  for (const char* name : {"chain", "square", "cubic", "open", "few"}) {
    CAPTURE(std::string(name));
    const Experiment experiment = load_experiment(folder / (std::string(name) + ".toml"));
    const std::string counted = as_text(run(experiment).total());
    const std::filesystem::path golden = folder / (std::string(name) + ".txt");
    if (std::getenv("FLUXWALK_BLESS") != nullptr) std::ofstream(golden) << counted;
    CHECK_MESSAGE(counted == contents(golden), "now counted:\n" << counted);
  }
}
