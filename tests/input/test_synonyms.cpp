#include "input/synonyms.hpp"

#include <doctest/doctest.h>

#include <set>
#include <sstream>
#include <string>

#include "input/keys.hpp"
#include "input/sample.hpp"

using namespace fluxwalk;

namespace {

std::set<std::string> words_in(const char* text) {
  std::istringstream stream(text);
  std::set<std::string> words;
  for (std::string word; stream >> word;) words.insert(word);
  return words;
}

}  // namespace

TEST_CASE("everything that a synonym stands for is a key") {
  for (const input::KeyName& known : input::key_names()) {
    const std::string section = known.section;
    CAPTURE(section);
    CAPTURE(known.names);
    const bool is_pattern = section.find('*') != std::string::npos;
    CHECK((is_pattern || section.empty() || input::find_key(section) != nullptr));
    CHECK((*known.keys != '\0' || *known.advice != '\0'));
    for (const std::string& key : words_in(known.keys)) {
      CAPTURE(key);
      bool is_known = input::find_key(key) != nullptr;
      for (const input::Key& other : input::keys()) is_known = is_known || other.path.ends_with("." + key);
      CHECK(is_known);
      if (!is_pattern && !section.empty() && key.find('.') == key.npos)
        CHECK((input::find_key(section + "." + key) != nullptr || input::find_key(key) != nullptr));
    }
  }
}

TEST_CASE("a key is known by the name that it has in other programs") {
  for (const auto& [path, advice] : std::vector<std::pair<const char*, const char*>>{
           {"population.sigma", "did you mean population.width?"},
           {"medium.potential.sigma", "did you mean medium.potential.width?"},
           {"population.position",
            "did you mean population.at or population.center? a point has at, a gaussian has center"},
           {"source.position", "did you mean source.at?"},
           {"population.mean", "did you mean population.center?"},
           {"population.count", "did you mean population.walkers?"},
           {"run.time", "did you mean run.steps?"},
           {"run.T_max", "did you mean run.steps?"},
           {"run.dt", "did you mean lattice.step?"},
           {"lattice.time", "did you mean lattice.step?"},
           {"time", "run.steps is how long it runs, lattice.step how long one step lasts"},
           {"lattice.size", "did you mean lattice.shape?"},
           {"lattice.constant", "did you mean lattice.spacing?"},
           {"hop.rate",
            "a walker hops or stays once in each step: for a rate k write the probability k times the step, "
            "such as "
            "hop.stay = 1 - k step"},
           {"faces.left",
            "did you mean faces.x? both faces of an axis stand in one list: x = [\"reflecting\", "
            "\"absorbing\"]"},
           {"boundary", "did you mean faces?"},
           {"measure.msd", "did you mean measure.moments?"},
           {"measure.flux.planes",
            "did you mean measure.flux.x? x = \"all\" watches each plane across x, x = [1, 50] these two"},
           {"measure.profile.interval", "did you mean measure.profile.every?"},
           {"measure.moments.times",
            "did you mean measure.moments.at or measure.moments.every? every = 10 counts each ten steps, at "
            "= [0, 10, "
            "100] at these times"},
           {"turnover.death", "did you mean turnover.decay? it is a probability in a step"},
           {"analysis.alpha",
            "did you mean analysis.confidence? a significance of 0.001 is confidence = 0.999"},
           {"medium.temperature", "energies are given in kT, so that no temperature is needed"},
           {"sigma", "did you mean population.width?"},
           // Typing errors come first, and no suggestion is better than a wrong one.
           {"population.widht", "did you mean population.width?"},
           {"measure.first_passage.targets.layers", "did you mean measure.first_passage.targets.layer?"},
           {"measure.first_passage.targets.frobnicate", ""},
           {"lattice.frobnicate", ""}}) {
    const std::string shown = path;
    CAPTURE(shown);
    CHECK(input::advice_on_unknown_key(path).text == advice);
  }
}

TEST_CASE("a word is known by the name that it has in other programs") {
  const auto complaint = [](const char* from, const char* to) {
    const std::string told = sample::complaints_about(sample::with(from, to));
    const std::size_t end = told.find('\n');
    return told.substr(told.rfind(") ", end) + 2, end == told.npos ? end : end - told.rfind(") ", end) - 2);
  };
  const auto face = [&](const char* word) {
    return complaint("y = \"reflecting\"", (std::string("y = \"") + word + "\"").c_str());
  };
  for (const char* word : {"closed", "wall", "no-flux", "Neumann", "reflect"}) {
    CAPTURE(word);
    CHECK(face(word) == "did you mean \"reflecting\"?");
  }
  for (const char* word : {"open", "sink", "Dirichlet", "absorb"}) {
    CAPTURE(word);
    CHECK(face(word) == "did you mean \"absorbing\"?");
  }
  CHECK(face("pbc") == "did you mean \"periodic\"?");
  CHECK(face("Periodic") == "did you mean \"periodic\"?");
  CHECK(face("bath") == "did you mean \"reservoir\"?");
  CHECK(complaint("kind = \"point\"", "kind = \"gauss\"") == "did you mean \"gaussian\"?");
  CHECK(complaint("kind = \"point\"", "kind = \"delta\"") == "did you mean \"point\"?");
  CHECK(complaint("kind = \"square\"", "kind = \"2D\"") == "did you mean \"square\"?");
  CHECK(complaint("kind = \"square\"", "kind = \"triangular\"") ==
        "fluxwalk has no lattice of this kind; chain, square and cubic have an axis for each pair of "
        "directions");
}

TEST_CASE("the keys of a table in a list are told, and not the key of the list") {
  const std::string told = sample::complaints_about(sample::and_also(
      "[measure.first_passage]\nevery = 1\ntargets = [{ quux = 3, axis = \"x\", layer = 2 }]\n"));
  CHECK(told.find("measure.first_passage.targets.quux: unknown key (measure.first_passage.targets has ") !=
        std::string::npos);
  CHECK(told.find("did you mean") == std::string::npos);
}
