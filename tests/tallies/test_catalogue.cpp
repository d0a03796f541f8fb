#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "input/keys.hpp"
#include "tallies/catalogue.hpp"
#include "tallies/dimensions.hpp"

using namespace fluxwalk;

namespace {

/// Asks for every table, each with a different number of rows.
Experiment everything(int dimension) {
  Experiment made;
  made.system.lattice.dimension = dimension;
  made.system.hop_law = HopLaw::unbiased(dimension);
  made.system.steps = 40;
  Measurements& measure = made.measure;
  std::int64_t rows = 2;
  for (const Dimension& dimension_of_tables : dimensions())
    if (dimension_of_tables.schedule != nullptr)
      measure.*dimension_of_tables.schedule = Schedule::every(1, ++rows);
  for (int a = 0; a < dimension; ++a) {
    made.system.lattice.shape[a] = 5 + a;
    measure.planes[a] = {0, 2 + a};
    measure.has_profile[a] = measure.has_propagator[a] = measure.has_extent[a] = true;
    made.system.faces[a] = {Face{FaceKind::reservoir}, Face{FaceKind::reflecting}};
  }
  measure.has_residence = measure.has_turnover = true;
  measure.propagator_range = 4;
  measure.first_passage_targets.resize(3);
  return made;
}

}  // namespace

TEST_CASE("each table has a name, a member and a section of its own, and known dimensions") {
  BatchTallies tallies;
  std::set<std::string> names;
  std::set<const Counts*> members;
  for (const TallyTable& table : tally_tables()) {
    CAPTURE(table.name);
    CHECK(names.insert(table.name).second);
    CHECK(members.insert(&table.of(tallies)).second);
    if (!table.kind->key.empty()) CHECK(input::find_key(std::string(table.kind->key)) != nullptr);
    for (const std::string& dimension : table.dimensions(everything(3).system.lattice))
      if (dimension != "batch") CHECK_NOTHROW(dimension_named(dimension));
  }
  // Whatever is counted is in the catalogue: the tables and `started` are all that tallies consist of.
  constexpr std::size_t of_one_axis = 10, others = 9;
  CHECK(sizeof(BatchTallies) == sizeof(std::int64_t) + (3 * of_one_axis + others) * sizeof(Counts));
  CHECK(members.size() == 3 * of_one_axis + others);
}

TEST_CASE("a zero table has the lengths of its dimensions, and its coordinates have them too") {
  for (int dimension = 1; dimension <= 3; ++dimension) {
    for (const bool only_net : {false, true}) {
      Experiment experiment = everything(dimension);
      experiment.measure.only_net = only_net;
      const BatchTallies zero = BatchTallies::zero(experiment);
      for (const TallyTable& table : tally_tables()) {
        CAPTURE(table.name);
        const Counts& counts = table.of(zero);
        CHECK(counts.empty() != table.is_asked(experiment));
        if (counts.empty()) continue;
        std::size_t size = 1;
        for (const std::string& name : table.dimensions(experiment.system.lattice)) {
          if (name == "batch") continue;
          const std::vector<Variable> coordinates = coordinates_of(name, experiment, {});
          CHECK(coordinates.front().size() == size_of_dimension(name, experiment));
          size *= size_of_dimension(name, experiment);
        }
        CHECK(counts.rows() * counts.columns() == size);
      }
    }
  }
}

TEST_CASE("the manual has each table with its dimensions, and each dimension") {
  std::ifstream file(FLUXWALK_SOURCE_DIR "/docs/results-file.md");
  std::stringstream stream;
  stream << file.rdbuf();
  const std::string manual = stream.str();
  for (const TallyTable& table : tally_tables()) {
    if (table.axis > 0) continue;
    std::string row = "| `" + table.name + "` | [";
    const std::vector<std::string> names = table.dimensions(everything(3).system.lattice);
    for (std::size_t i = 0; i < names.size(); ++i) row += (i > 0 ? ", " : "") + names[i];
    CHECK_MESSAGE(manual.find(row + "] | ") != std::string::npos, row, "] is not in docs/results-file.md");
    for (const std::string& name : names)
      if (name != "y" && name != "z")
        CHECK_MESSAGE(manual.find("| `" + name + "` | [" + name + "] | ") != std::string::npos, name);
  }
}
