#include <doctest/doctest.h>
#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "house/includes.hpp"

namespace fs = std::filesystem;
using namespace fluxwalk::house;

namespace {

struct OneInclude {
  std::string file, included;
};

/// A source tree of one file with one #include, gone with this object.
class PlantedTree {
 public:
  explicit PlantedTree(const OneInclude& one)
      : root_(fs::temp_directory_path() / fmt::format("fluxwalk-house-{}", getpid())) {
    fs::create_directories((root_ / one.file).parent_path());
    std::ofstream(root_ / one.file) << "#pragma once\n#include " << one.included << "\n";
  }
  ~PlantedTree() { fs::remove_all(root_); }
  PlantedTree(const PlantedTree&) = delete;
  PlantedTree& operator=(const PlantedTree&) = delete;
  std::vector<std::string> violations() const { return include_violations(root_); }

 private:
  fs::path root_;
};

}  // namespace

TEST_CASE("the layers depend on each other one way") {
  REQUIRE(sources(FLUXWALK_SOURCE_DIR).size() > 20);
  for (const std::string& violation : include_violations(FLUXWALK_SOURCE_DIR)) FAIL_CHECK(violation);
}

TEST_CASE("a planted violation is caught") {
  const OneInclude planted[] = {
      {"engine/model/a.hpp", "\"tallies/tally.hpp\""},
      {"engine/model/a.hpp", "\"fluxwalk/results.hpp\""},
      {"engine/model/a.hpp", "\"../store/file.hpp\""},
      {"engine/random/a.cpp", "\"kernels/kernel.hpp\""},
      {"engine/tallies/a.cpp", "\"random/lanes.hpp\""},
      {"engine/kernels/walkers/a.cpp", "\"store/file.hpp\""},
      {"engine/kernels/walkers/a.cpp", "\"fluxwalk/run.hpp\""},
      {"engine/kernels/walkers/a.cpp", "<toml++/toml.h>"},
      {"engine/kernels/walkers/a.cpp", "<omp.h>"},
      {"engine/run/a.cpp", "  <hdf5.h>  // why not"},
      {"engine/run/a.cpp", "\"input/reader.hpp\""},
      {"engine/store/a.cpp", "\"fluxwalk/run.hpp\""},
      {"engine/input/a.cpp", "\"store/stack.hpp\""},
      {"engine/input/a.cpp", "<hdf5.h>"},
      {"engine/files/a.cpp", "\"store/stack.hpp\""},
      {"engine/include/fluxwalk/experiment.hpp", "\"fluxwalk/run.hpp\""},
      {"engine/include/fluxwalk/new_thing.hpp", "<vector>"},
      {"engine/elsewhere/a.cpp", "<vector>"},
      {"analysis/theory/a.cpp", "\"fluxwalk/run.hpp\""},
      {"analysis/theory/a.cpp", "\"tallies/tally.hpp\""},
      {"analysis/theory/a.cpp", "\"sample/a.hpp\""},
      {"analysis/sample/a.cpp", "\"judging/a.hpp\""},
      {"analysis/judging/a.cpp", "\"laws/a.hpp\""},
      {"analysis/report/a.cpp", "\"laws/a.hpp\""},
      {"analysis/report/a.cpp", "<Eigen/Dense>"},
      {"analysis/elsewhere/a.cpp", "<vector>"},
      {"analysis/report/a.cpp", "<hdf5.h>"},
      {"app/a.cpp", "\"store/file.hpp\""},
      {"app/a.cpp", "\"fluxwalk/new_thing.hpp\""},
  };
  for (const OneInclude& one : planted) {
    INFO(one.file, " includes ", one.included);
    CHECK(PlantedTree(one).violations().size() == 1);
  }
}

TEST_CASE("what the design allows is allowed") {
  const OneInclude allowed[] = {
      {"engine/kernels/walkers/a.cpp", "\"random/lanes.hpp\""},
      {"engine/kernels/walkers/a.cpp", "\"block.hpp\""},
      {"engine/run/a.cpp", "<omp.h>"},
      {"engine/store/a.cpp", "\"fluxwalk/results.hpp\""},
      {"engine/input/a.cpp", "<toml++/toml.h>"},
      {"engine/input/a.cpp", "\"fluxwalk/array_file.hpp\""},
      {"engine/store/a.cpp", "\"files/hdf5.hpp\""},
      {"analysis/theory/a.cpp", "\"fluxwalk/results.hpp\""},
      {"analysis/laws/flux/a.cpp", "<Eigen/Dense>"},
      {"analysis/laws/flux/a.cpp", "\"theory/a.hpp\""},
      {"analysis/judging/a.cpp", "\"sample/a.hpp\""},
      {"app/a.cpp", "\"fluxwalk/run.hpp\""},
  };
  for (const OneInclude& one : allowed) {
    INFO(one.file, " includes ", one.included);
    CHECK(PlantedTree(one).violations().empty());
  }
}
