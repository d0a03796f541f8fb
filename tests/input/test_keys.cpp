#include "input/keys.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

#include "fluxwalk/input.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "input/sample.hpp"
#include "input/text.hpp"

using namespace fluxwalk;

namespace {

std::string manual() {
  std::ifstream stream(FLUXWALK_SOURCE_DIR "/docs/experiment-file.md");
  REQUIRE(stream.is_open());
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Calls visit(line, the keys in its first column) for each line of the manual's tables of keys.
template <class Visit>
void for_each_row(Visit visit) {
  std::istringstream lines(manual());
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    const std::string cell = line.substr(2, line.find(" | ") - 2);
    const std::regex key("`([^`]+)`");
    std::vector<std::string> paths;
    for (std::sregex_iterator i(cell.begin(), cell.end(), key), end; i != end; ++i) paths.push_back((*i)[1]);
    visit(line, paths);
  }
}

}  // namespace

TEST_CASE(
    "every key has its line in the manual with its default and example, and the manual knows no other") {
  std::set<std::string> written;
  for_each_row([&](const std::string& line, const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      CHECK_MESSAGE(written.insert(path).second, path, " has two lines");
      const input::Key* key = input::find_key(path);
      REQUIRE_MESSAGE(key != nullptr, path, " is in docs/experiment-file.md, and is no key");
      CHECK_MESSAGE(line.find("| " + key->fallback + " |") != std::string::npos, line, " should say ",
                    key->fallback);
    }
    const std::string& example = input::find_key(paths.front())->example;
    CHECK_MESSAGE(line.find("`" + example + "`") != std::string::npos, line, " should say ", example);
  });
  const std::string text = manual();
  for (const input::Key& key : input::keys()) {
    if (key.is_section()) {
      CHECK_MESSAGE(text.find("[" + key.path + "]") != std::string::npos, key.path, " has no heading");
    } else {
      CHECK_MESSAGE(written.contains(key.path), key.path, " is not in docs/experiment-file.md");
    }
  }
}

TEST_CASE("the example of the manual parses") {
  const std::string text = manual();
  const auto begin = text.find("```toml\n") + 8;
  CHECK(sample::complaints_about(text.substr(begin, text.find("```", begin) - begin)) == "");
}

TEST_CASE("the defaults told are those of the structs") {
  const auto fallback = [](const char* path) { return input::find_key(path)->fallback; };
  const Experiment e;
  CHECK(fallback("lattice.spacing") == "1");
  CHECK(e.system.lattice.spacing == 1);
  CHECK(fallback("lattice.step") == "1");
  CHECK(e.system.lattice.step == 1);
  CHECK(fallback("run.batches") == std::to_string(e.sampling.num_batches));
  CHECK(fallback("run.seed") == std::to_string(e.sampling.seed));
  CHECK(fallback("run.threads") == std::to_string(e.settings.threads));
  CHECK(fallback("run.kernel") == input::in_quotes(to_string(e.sampling.kernel)));
  for (const char* face : {"faces.x", "faces.y", "faces.z"})
    CHECK(fallback(face) == input::in_quotes(to_string(Face().kind)));
  CHECK(fallback("population.number") == "\"fixed\"");
  CHECK_FALSE(Population().is_poisson);
  CHECK(fallback("measure.flux.residence") == (e.measure.has_residence ? "true" : "false"));
  CHECK(std::stod(fallback("analysis.tolerance")) == e.settings.analysis.tolerance);
  CHECK(std::stod(fallback("analysis.confidence")) == e.settings.analysis.confidence);
  CHECK(fallback("analysis.ladder") == std::to_string(e.settings.analysis.ladder_rungs));
}

TEST_CASE("a file that leaves all defaults out has them") {
  const Experiment bare = parse_experiment(
      "[lattice]\nkind = \"cubic\"\nshape = [4, 4, 4]\n[[population]]\nkind = \"uniform\"\nwalkers = 100\n"
      "[run]\nsteps = 10\n[measure.profile]\nevery = 1\n",
      "f.toml");
  const Experiment e;
  CHECK(bare.system.lattice.spacing == e.system.lattice.spacing);
  CHECK(bare.system.lattice.length_unit.empty());
  CHECK(bare.system.lattice.step == e.system.lattice.step);
  CHECK(bare.system.lattice.time_unit.empty());
  CHECK(bare.system.hop_law.plus == HopLaw::unbiased(3).plus);
  CHECK(bare.system.hop_law.minus == HopLaw::unbiased(3).minus);
  CHECK(bare.system.hop_law.stay == 0);
  for (const auto& faces : bare.system.faces) {
    for (const Face& face : faces) CHECK(face.kind == FaceKind::periodic);
  }
  CHECK(bare.sampling.num_batches == e.sampling.num_batches);
  CHECK(bare.sampling.seed == e.sampling.seed);
  CHECK(bare.settings.threads == e.settings.threads);
  CHECK(bare.sampling.kernel == e.sampling.kernel);
  CHECK(bare.measure.has_profile == PerAxis<bool>{true, true, true});
  CHECK(bare.settings.analysis.tolerance == e.settings.analysis.tolerance);
  CHECK(bare.settings.analysis.confidence == e.settings.analysis.confidence);
  CHECK(bare.settings.analysis.ladder_rungs == e.settings.analysis.ladder_rungs);
  CHECK_FALSE(bare.settings.analysis.continuum_tolerance);
}

TEST_CASE("explain tells meaning, unit, default and example") {
  CHECK(explain("lattice.spacing") ==
        "lattice.spacing\n"
        "  Distance of neighbouring sites. With a unit, lengths may be given with units.\n"
        "  unit:    length\n"
        "  default: 1\n"
        "  example: spacing = \"1 nm\"\n");
  CHECK(explain("run") ==
        "run\n  How long, and how it is computed.\n  example: [run]\n"
        "  keys:    steps, batches, per_batch, seed, threads, kernel\n");
  CHECK(explain("batches") == explain("run.batches"));
  for (const std::string& key : all_keys()) CHECK(explain(key).starts_with(key + "\n"));
}

TEST_CASE("explain guesses what was meant") {
  const auto complaint = [](const std::string& key) {
    try {
      return explain(key);
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
  };
  CHECK(complaint("run.bathces") == "unknown key \"run.bathces\"; did you mean run.batches?");
  CHECK(complaint("lattice.batches") == "unknown key \"lattice.batches\"; did you mean run.batches?");
  CHECK(complaint("mesure.flux.x") == "unknown key \"mesure.flux.x\"; did you mean measure.flux.x?");
  CHECK(complaint("entropi") == "unknown key \"entropi\"; did you mean measure.entropy?");
  CHECK(complaint("frobnicate") == "unknown key \"frobnicate\"; list all keys with: fluxwalk explain");
  CHECK(complaint(std::string(100'000, 'x')).size() < 200);
}
