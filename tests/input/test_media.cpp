#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "fluxwalk/read_experiment.hpp"
#include "input/sample.hpp"

using namespace fluxwalk;

namespace {

const std::string& box = sample::fed;

Experiment variant(std::string text, const std::string& from, const std::string& to) {
  return parse_experiment(text.replace(text.find(from), from.size(), to), "f.toml");
}

/// U of a chain of 6 sites with these potentials.
std::vector<double> potential(const std::string& sections) {
  return parse_experiment(
             "[lattice]\nkind = \"chain\"\nshape = 6\nspacing = \"2 nm\"\n[[population]]\nkind = "
             "\"uniform\"\nwalkers = 100\n[run]\nsteps = 5\n[measure.profile]\nevery = 1\n" +
                 sections,
             "f.toml")
      .system.medium.potential;
}

}  // namespace

TEST_CASE("reservoirs, media, turnover and sources reach the experiment") {
  const Experiment e = parse_experiment(box, "f.toml");
  const Reservoir& left = e.system.faces[0][low].reservoir;
  CHECK(e.system.faces[0][low].kind == FaceKind::reservoir);
  CHECK(left.concentration == 1000.5);
  CHECK_FALSE(left.is_deterministic);
  CHECK_FALSE(left.is_half_cell);
  CHECK(left.potential == 0.5);
  const Reservoir& right = e.system.faces[0][high].reservoir;
  CHECK(right.concentration == 200);
  CHECK(right.is_deterministic);
  CHECK(right.is_half_cell);
  CHECK_FALSE(right.potential.has_value());

  const Medium& medium = e.system.medium;
  const auto site = [&](std::int32_t x, std::int32_t y) {
    return static_cast<std::size_t>(e.system.lattice.site({x, y, 0}));
  };
  CHECK(medium.acceptance == Acceptance::glauber);
  REQUIRE(medium.hop.size() == 24);
  CHECK(medium.hop[site(0, 0)] == 0.5);
  CHECK(medium.hop[site(1, 1)] == 0.25);
  CHECK(medium.hop[site(3, 2)] == 0.25);
  CHECK(medium.hop[site(4, 2)] == 0.5);
  REQUIRE(medium.obstacles.size() == 24);
  CHECK(std::count(medium.obstacles.begin(), medium.obstacles.end(), 1) == 1);
  CHECK(medium.obstacles[site(5, 3)] == 1);
  REQUIRE(medium.potential.size() == 24);
  CHECK(medium.potential[site(0, 0)] == 0);
  CHECK(medium.potential[site(2, 1)] == 1.5);            // the region alone
  CHECK(medium.potential[site(3, 2)] == 1.5 + 2 - 1.5);  // region, step and half of the ramp
  CHECK(medium.potential[site(5, 3)] == 2 - 3);
  REQUIRE(medium.transmission[0].size() == 28);
  const auto bond = [&](std::int32_t x, std::int32_t y) {
    return medium.transmission[0][static_cast<std::size_t>(e.system.lattice.bond(0, {x, y, 0}))];
  };
  CHECK(bond(3, 0) == 0.1);
  CHECK(bond(3, 1) == 0.1);
  CHECK(bond(3, 2) == 0.7);
  CHECK(bond(3, 3) == 0.7);
  CHECK(std::count(medium.transmission[0].begin(), medium.transmission[0].end(), 1.0) == 24);
  CHECK(medium.transmission[1].empty());

  CHECK(e.system.turnover.decay == 0.01);
  CHECK(e.system.turnover.reproduction == 0.005);
  REQUIRE(e.system.sources.size() == 3);
  CHECK(e.system.sources[0].kind == "box");
  CHECK(e.system.sources[0].sites.size() == 20);
  CHECK(std::is_sorted(e.system.sources[0].sites.begin(), e.system.sources[0].sites.end()));
  CHECK(e.system.sources[0].rates == std::vector<double>(20, 0.25));
  CHECK(e.system.sources[1].sites == std::vector<std::int64_t>{e.system.lattice.site({1, 2, 0})});
  CHECK(e.system.sources[1].rates == std::vector<double>{20});
  CHECK(e.system.sources[1].begin == 5);
  CHECK(e.system.sources[1].end == 50);
  CHECK(e.system.sources[2].sites.size() == 12);
  CHECK(e.system.sources[2].sites[1] == e.system.lattice.site({0, 2, 0}));
  CHECK(e.system.sources[2].rates[1] == 2);
  CHECK(e.system.sources[2].begin == 0);
  CHECK(e.system.sources[2].end == 100);
  CHECK(e.sampling.kernel == KernelKind::occupation);
  CHECK(e.measure.has_turnover);
}

TEST_CASE("sources of every kind list the sites they should") {
  const auto source = [](const std::string& lines) {
    const std::string whole = "kind = \"box\"\nfrom = [0, 0]\nto = [4, 3]\nrate = 0.25\n";
    return variant(box, whole, lines).system.sources[0];
  };
  // All but the site 23, which is an obstacle.
  const Source uniform = source("kind = \"uniform\"\nrate = 3\n");
  CHECK(uniform.sites.size() == 23);
  CHECK(uniform.sites.back() == 22);
  CHECK(uniform.rates == std::vector<double>(23, 3));
  const Source plane = source("kind = \"plane\"\naxis = \"y\"\nlayer = 3\nrate = 3\n");
  CHECK(plane.sites == std::vector<std::int64_t>{3, 7, 11, 15, 19});
  CHECK(plane.rates == std::vector<double>(5, 3));
  CHECK(source("kind = \"box\"\nfrom = [4, 2]\nto = [5, 3]\nrate = 3\n").sites ==
        std::vector<std::int64_t>{18, 19, 22});
}

TEST_CASE("a source leaves out the obstacles of regions that stand after it") {
  const Experiment e =
      parse_experiment(sample::and_also("[[source]]\nkind = \"box\"\nfrom = [1, 1]\nto = [2, 2]\nrate = 3\n"
                                        "[[medium.region]]\nfrom = [1, 2]\nto = [9, 9]\nobstacle = true\n"),
                       "f.toml");
  CHECK(e.system.sources[0].sites ==
        std::vector<std::int64_t>{e.system.lattice.site({1, 1, 0}), e.system.lattice.site({2, 1, 0})});
}

TEST_CASE("potentials have the shapes that they say, and add up") {
  const std::string section = "[[medium.potential]]\naxis = \"x\"\n";
  using Values = std::vector<double>;
  CHECK(potential(section + "kind = \"step\"\nat = 4\nheight = -2\n") == Values{0, 0, 0, 0, -2, -2});
  CHECK(potential(section + "kind = \"ramp\"\nfrom = 1\nto = 5\nheight = 2\n") ==
        Values{0, 0, 0.5, 1, 1.5, 2});
  CHECK(potential(section + "kind = \"harmonic\"\ncenter = 2.5\nstiffness = 8\n") ==
        Values{25, 9, 1, 1, 9, 25});
  const Values bump = potential(section + "kind = \"gaussian\"\ncenter = 2\nwidth = \"4 nm\"\nheight = 3\n");
  for (std::size_t i = 0; i < 6; ++i) {
    const double x = (static_cast<double>(i) - 2) / 2;
    CHECK(std::abs(bump[i] - 3 * std::exp(-x * x / 2)) < 1e-15);
  }
  const std::string table = section + "kind = \"table\"\nvalues = [1, 2, 3, 4, 5, -6.5]\n";
  CHECK(potential(table) == Values{1, 2, 3, 4, 5, -6.5});
  CHECK(potential(table + table) == Values{2, 4, 6, 8, 10, -13});
  CHECK(potential("[[medium.potential]]\nkind = \"table\"\nvalues = [1, 2, 3, 4, 5, 6]\n") ==
        Values{1, 2, 3, 4, 5, 6});
  CHECK(potential("[[medium.region]]\npotential = 7\n[[medium.region]]\nfrom = 1\nto = 2\npotential = 1\n" +
                  section + "kind = \"step\"\nat = 5\nheight = 0.5\n") == Values{7, 1, 1, 7, 7, 7.5});
}

TEST_CASE("mobilities of regions override each other, and say nothing about hop factors") {
  const Experiment made = parse_experiment(
      sample::and_also("[[medium.region]]\nmobility = 0.5\n"
                       "[[medium.region]]\nfrom = [1, 2]\nto = [3, 4]\nmobility = 0.2\nhop = 0.7\n"),
      "f.toml");
  const auto site = [&](std::int32_t x, std::int32_t y) {
    return static_cast<std::size_t>(made.system.lattice.site({x, y, 0}));
  };
  REQUIRE(made.system.medium.mobility.size() == 200);
  CHECK(made.system.medium.mobility[site(0, 0)] == 0.5);
  CHECK(made.system.medium.mobility[site(1, 2)] == 0.2);
  CHECK(made.system.medium.mobility[site(3, 4)] == 0.2);
  CHECK(made.system.medium.mobility[site(4, 4)] == 0.5);
  CHECK(made.system.medium.hop[site(0, 0)] == 1);
  CHECK(made.system.medium.hop[site(1, 2)] == 0.7);
  CHECK_FALSE(made.system.medium.is_uniform());
  CHECK(sample::complaints_about(sample::and_also("[[medium.region]]\nmobility = 1.5\n"))
            .find("medium.region.mobility: 1.5 is out of range") != std::string::npos);
}

TEST_CASE("places of a potential may be lengths") {
  const auto ramp = [](const std::string& from, const std::string& to) {
    return potential("[[medium.potential]]\naxis = \"x\"\nkind = \"ramp\"\nheight = 1\nfrom = " + from +
                     "\nto = " + to + "\n");
  };
  const std::vector<double> lengths = ramp("\"3 nm\"", "\"9 nm\""), sites = ramp("1.5", "4.5");
  for (std::size_t i = 0; i < 6; ++i) CHECK(std::abs(lengths[i] - sites[i]) < 1e-9);
}

TEST_CASE("who appears and vanishes is counted where there is a turnover, unless it is not wanted") {
  const std::string end = "every = 10\n";
  CHECK_FALSE(variant(box, end, end + "turnover = false\n").measure.has_turnover);
  CHECK_FALSE(parse_experiment(sample::text, "f.toml").measure.has_turnover);
  CHECK(parse_experiment(sample::and_also("[turnover]\ndecay = 0.5\n"), "f.toml").measure.has_turnover);
  CHECK(parse_experiment(sample::and_also("turnover = true\n"), "f.toml").measure.has_turnover);
  const std::string reservoir = "x = { kind = \"reservoir\", concentration = 7 }\ny =";
  const Experiment fed = parse_experiment(sample::with("y = \"ref", reservoir + " \"ref"), "f.toml");
  CHECK(fed.system.faces[0][high].reservoir.concentration == 7);
  CHECK_FALSE(fed.measure.has_turnover);
}

TEST_CASE("what fills itself need hold no walkers at first") {
  const std::string walkers = "[[population]]\nkind = \"point\"\nwalkers = 1000\nat = [10, 5]\n";
  const auto complaints = [&](const std::string& lines) {
    return sample::complaints_about(sample::with(walkers, "") + lines);
  };
  CHECK(complaints("[[source]]\nkind = \"uniform\"\nrate = 1\n") == "");
  CHECK(complaints("[turnover]\nreproduction = 0.1\n").find("population: is missing") != std::string::npos);
  std::string text = sample::with(walkers, "");
  text.replace(text.find("y = \"ref"), 3, "x = { kind = \"reservoir\", concentration = 0 }\ny =");
  CHECK(sample::complaints_about(text).find("population: is missing") != std::string::npos);
  text.replace(text.find("concentration = 0"), 17, "concentration = 1");
  CHECK(sample::complaints_about(text) == "");
}

TEST_CASE("the patch of a membrane lies across its axis, whatever is said along it") {
  const auto patch = [](const std::string& corners) {
    const Experiment made = parse_experiment(
        sample::and_also("[[medium.membrane]]\naxis = \"x\"\nplane = 5\ntransmission = 0.1\n" + corners),
        "f.toml");
    return made.system.medium.transmission[0];
  };
  CHECK(patch("from = [9, 2]\nto = [0, 6]\n") == patch("from = [5, 2]\nto = [5, 6]\n"));
  CHECK(sample::complaints_about(sample::and_also("[[medium.membrane]]\naxis = \"y\"\nplane = 5\n"
                                                  "transmission = 0.1\nfrom = [9, 2]\nto = [0, 6]\n"))
            .find("0 along x comes before 9") != std::string::npos);
}
