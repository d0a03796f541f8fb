#include <doctest/doctest.h>

#include <filesystem>
#include "files/hdf5.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "input/in_folder.hpp"
#include "input/sample.hpp"
#include "store/folder.hpp"

using namespace fluxwalk;

namespace {

/// A lattice with tables for its sites.
std::string experiment(const std::string& kind, const std::string& shape, const std::string& lines) {
  return "[lattice]\nkind = \"" + kind + "\"\nshape = " + shape +
         "\n[[population]]\nkind = \"uniform\"\nwalkers = 100\n[run]\nsteps = 5\n[measure.profile]\nevery = "
         "1\n" +
         lines;
}

using Numbers = std::vector<double>;

const std::string mobility = "[medium]\nhop_table = \"t.csv\"\n";

}  // namespace

TEST_CASE("a text has a row for each layer along x, or is a row or a column of a chain") {
  const Folder folder;
  const auto hop = [&](const std::string& kind, const std::string& shape, const std::string& table) {
    folder.put("t.csv", table);
    return parse_experiment(experiment(kind, shape, mobility), (folder / "f.toml").string())
        .system.medium.hop;
  };
  CHECK(hop("chain", "3", "0.1,0.2,0.3") == Numbers{0.1, 0.2, 0.3});
  CHECK(hop("chain", "3", "0.1\n0.2\n0.3\n") == Numbers{0.1, 0.2, 0.3});
  CHECK(hop("square", "[2, 3]", "0 .1 .2\n.3 .4 .5") == Numbers{0, 0.1, 0.2, 0.3, 0.4, 0.5});
  folder.put("t.csv", "0.1 0.2 0.3");
  CHECK(parse_experiment(experiment("chain", "3", "[medium]\nmobility_table = \"t.csv\"\n"),
                         (folder / "f.toml").string())
            .system.medium.mobility == Numbers{0.1, 0.2, 0.3});
  CHECK(hop("cubic", "[2, 2, 2]", "0 .1\n.2 .3\n\n.4 .5\n.6 1") ==
        Numbers{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1});
}

TEST_CASE("tables of obstacles, potentials and sources are read from texts and HDF5 files, each once") {
  const Folder folder;
  {
    const files::Handle file(H5Fcreate((folder / "t.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                             H5Fclose, "create");
    files::write_dataset<std::int64_t>(file, "solid", {2, 3}, {0, 1, 0, 0, 0, 1});
    files::write_dataset<double>(file, "u", {2, 3}, {1, 2, 3, 4, 5, 6.5});
    files::write_dataset<double>(file, "along", {3}, {10, 20, 30});
  }
  folder.put("rates.csv", "0 2\n");
  const std::string text = experiment("square", "[2, 3]", R"([medium]
obstacle_table = { file = "t.h5", dataset = "solid" }
[[medium.region]]
from = [0, 1]
to = [0, 1]
obstacle = false
[[medium.potential]]
kind = "table"
file = "t.h5"
dataset = "u"
[[medium.potential]]
kind = "table"
axis = "y"
file = "t.h5"
dataset = "along"
[[medium.potential]]
kind = "table"
file = "t.h5"
dataset = "u"
[[source]]
kind = "table"
axis = "x"
file = "rates.csv"
[[medium.region]]
from = [1, 2]
to = [1, 2]
obstacle = false
)");
  const Experiment e = parse_experiment(text, (folder / "f.toml").string());
  CHECK(e.system.medium.obstacles == std::vector<std::uint8_t>(6, 0));
  CHECK(e.system.medium.potential == Numbers{12, 24, 36, 18, 30, 43});
  CHECK(e.system.sources.at(0).sites == std::vector<std::int64_t>{3, 4, 5});
  CHECK(e.system.sources.at(0).rates == Numbers{2, 2, 2});
  REQUIRE(e.heading.attachments.size() == 4);
  CHECK(e.heading.attachments[0].name == "t.h5:solid");
  CHECK(e.heading.attachments[1] == Attachment{"t.h5:u", {2, 3}, {1, 2, 3, 4, 5, 6.5}});
  CHECK(e.heading.attachments[3] == Attachment{"rates.csv", {1, 2}, {0, 2}});

  // With the attachments the files are not needed.
  std::filesystem::remove(folder / "t.h5");
  std::filesystem::remove(folder / "rates.csv");
  const Experiment again = parse_stored_experiment(text, "f.toml", e.heading.attachments);
  CHECK(again.system.medium.potential == e.system.medium.potential);
  CHECK(again.system.sources.at(0).rates == e.system.sources.at(0).rates);
  CHECK(again.heading.attachments == e.heading.attachments);
  try {
    parse_stored_experiment(text, "f.toml",
                            {e.heading.attachments[0], e.heading.attachments[1], e.heading.attachments[3]});
    FAIL("a table is missing");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()) ==
          "f.toml:24:8: medium.potential.file: \"t.h5:along\" is not there (it was not stored with the "
          "results)");
  }
}

TEST_CASE("obstacles of a table stand where it has 1") {
  const Folder folder;
  folder.put("t.csv", "0,1,0");
  const std::string text = experiment("chain", "3", "[medium]\nobstacle_table = \"t.csv\"\n");
  CHECK(parse_experiment(text, (folder / "f.toml").string()).system.medium.obstacles ==
        std::vector<std::uint8_t>{0, 1, 0});
}

TEST_CASE("a table that does not fit, or holds what cannot be, is refused with what is needed") {
  const Folder folder;
  const auto told = [&](const std::string& table, const std::string& lines) {
    folder.put("t.csv", table);
    return complaints(folder, experiment("square", "[2, 3]", lines));
  };
  CHECK(told("1 1\n1 1\n1 1", mobility) ==
        "f.toml:12:13: medium.hop_table: \"t.csv\" has 3 rows of 2 numbers (one number for each of the 2 x 3 "
        "sites is needed) its axes are in reverse "
        "order, as MATLAB and Fortran write them: transpose the table");
  CHECK(told("1 1 1\n", mobility) ==
        "f.toml:12:13: medium.hop_table: \"t.csv\" has 1 row of 3 numbers (one number for each of the 2 x 3 "
        "sites is needed)");
  CHECK(told("1 1 1\n1 1 1.5\n", mobility) ==
        "f.toml:12:13: medium.hop_table: \"t.csv\" holds 1.5 (number 6 of it; a probability is from 0 to 1)");
  CHECK(told("1 1 1\n1 1 nan\n", mobility) ==
        "f.toml:12:13: medium.hop_table: \"t.csv\" holds nan (number 6 of it; numbers are finite)");
  CHECK(told("0 0 0\n0 0.5 0\n", "[medium]\nobstacle_table = \"t.csv\"\n") ==
        "f.toml:12:18: medium.obstacle_table: holds 0.5 (1 is an obstacle, 0 is none)");
  CHECK(told("1 1 1 1 1 1 1", mobility) ==
        "f.toml:12:13: medium.hop_table: t.csv: holds 7 numbers where at most 6 are needed");
  CHECK(told("1 1 1\n1 x 1\n", mobility) ==
        "f.toml:12:13: medium.hop_table: t.csv: line 2: \"x\" is not a number");
  CHECK(told("1", "[medium]\nhop_table = { file = \"t.csv\", dataset = \"u\" }\n") ==
        "f.toml:12:22: medium.hop_table.file: t.csv: is not in the HDF5 format, so it has no datasets");
  CHECK(told("1", "[[medium.potential]]\nkind = \"table\"\naxis = \"y\"\nfile = \"t.csv\"\n") ==
        "f.toml:14:8: medium.potential.file: \"t.csv\" has 1 row of 1 number (one number for each of the 3 "
        "layers along y is needed)");
  CHECK(told("0 0 0\n0 0 0\n", "[[source]]\nkind = \"table\"\nfile = \"t.csv\"\n") ==
        "f.toml:11:1: source: all rates are 0 (a source brings walkers) leave the source out");
  CHECK(told("1 1 1\n1 1 -1\n", "[[source]]\nkind = \"table\"\nfile = \"t.csv\"\n") ==
        "f.toml:13:8: source.file: \"t.csv\" holds -1 (number 6 of it; a rate is from 0 to 1e18 walkers per "
        "step "
        "and site)");
  CHECK(told("1", "[medium]\nhop_table = \"u.csv\"\n") ==
        "f.toml:12:13: medium.hop_table: u.csv: cannot be read (there is no such file) a table is a text "
        "of "
        "numbers, or a dataset of an HDF5 file; its name is relative to the folder of the experiment file");
  CHECK(told("1", "[medium]\nhop_table = \".\"\n") ==
        "f.toml:12:13: medium.hop_table: .: cannot be read (it is a folder)");
}

TEST_CASE("a table is looked at though the lattice is wrong, and never larger than memory") {
  const Folder folder;
  const std::string wrong = experiment("square", "[2, 0]", mobility);
  CHECK(complaints(folder, wrong).find("medium.hop_table: t.csv: cannot be read") != std::string::npos);
  folder.put("t.csv", "1 x");
  CHECK(complaints(folder, wrong).find("line 1: \"x\" is not a number") != std::string::npos);
  folder.put("t.csv", "1 1");
  CHECK(complaints(folder, wrong).find("hop_table") == std::string::npos);
  CHECK(complaints(folder, experiment("square", "[1_000_000, 1_000_000]", mobility))
            .find("medium.hop_table: does not fit into memory (one number for each of the 1000000 x 1000000 "
                  "sites is needed) use a smaller lattice") != std::string::npos);
}
