#include <doctest/doctest.h>

#include <string>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/run.hpp"
#include "laws/walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;

namespace {

const std::string measured = "[measure.propagator]\nrange = 12\nat = [0, 1, 2, 10, 40]\n";

std::string chain(const std::string& rest) {
  return "[lattice]\nkind = \"chain\"\nshape = 16\n[run]\nsteps = 40\nseed = 5\n" + rest + measured;
}

const std::string point = "[[population]]\nkind = \"point\"\nat = 3\nwalkers = 40_000\n";
const std::string uniform_start = "[[population]]\nkind = \"uniform\"\nwalkers = 30_000\n";
const std::string drifting = "[hop]\nx = [0.2, 0.3]\n";
const std::string medium =
    "[[medium.membrane]]\naxis = \"x\"\nplane = 8\ntransmission = 0.3\n"
    "[[medium.region]]\nfrom = 10\nto = 12\nhop = 0.5\n[[medium.potential]]\nkind = \"ramp\"\naxis = \"x\"\n"
    "from = 2\nto = 6\nheight = 0.7\n";

/// Boxes for each way to compute the exact law: the same from every site, layer by layer, and site by site.
const std::string boxes[] = {
    chain(drifting + point),
    chain(drifting + "[faces]\nx = [\"reflecting\", \"mirror\"]\n" + point + uniform_start),
    chain(drifting + "[faces]\nx = [\"absorbing\", \"reflecting\"]\n" + uniform_start),
    chain(medium + point + uniform_start),
    chain(
        drifting + medium +
        "[[population]]\nkind = \"table\"\naxis = \"x\"\nvalues = [900, 0, 70, 0, 5000, 1, 2, 3, 4, 5, 6, 7, "
        "8, 9, 1000, 2000]\n"),
    "[lattice]\nkind = \"square\"\nshape = [6, 5]\n[run]\nsteps = 40\nseed = 3\n"
    "[faces]\ny = { kind = \"partial\", absorption = 0.3 }\n" +
        uniform_start + measured,
};

const std::vector<double>& shares(const Analysis& analysis, const char* column) {
  for (const Figure& figure : analysis.figures)
    if (figure.id == "propagator_x") return figure.data.numbers(column);
  throw std::out_of_range("there is no figure of the propagator");
}

}  // namespace

TEST_CASE("the exact propagator of a free walk is that of the first steps, counted by hand") {
  const Analysis analysis = analyse(run(parse_experiment(boxes[0], "f.toml")));
  const auto at = [&](const char* column, int r) {
    return shares(analysis, column)[static_cast<std::size_t>(r + 12)];
  };
  CHECK(at("exact_0", 0) == 1);
  for (const auto& [r, p] : {std::pair(-1, 0.2), std::pair(0, 0.5), std::pair(1, 0.3)})
    CHECK(at("exact_1", r) == doctest::Approx(p));
  const double twice[] = {0.04, 0.2, 0.37, 0.3, 0.09};
  for (int r = -2; r <= 2; ++r) CHECK(at("exact_2", r) == doctest::Approx(twice[r + 2]));
  double sum = 0;
  for (const double p : shares(analysis, "exact_40")) sum += p;
  CHECK(sum == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("the propagator of each box agrees with its exact law, and not with that of a slightly other box") {
  for (const std::string& box : boxes) {
    CAPTURE(box);
    Results results = run(parse_experiment(box, "f.toml"));
    const Analysis analysis = analyse(results);
    const Verdict& verdict = named(analysis.verdicts, "propagator_x");
    CHECK(verdict.is_judged());
    CHECK(verdict.p_value > 0.01);
    CHECK(named(analysis.verdicts, "displacements_out_of_reach").outcome == Outcome::consistent);
    HopLaw& law = results.experiment.system.hop_law;
    law.plus[0] += 0.02;
    law.minus[0] -= 0.02;
    CHECK(named(analyse(results).verdicts, "propagator_x").outcome == Outcome::inconsistent);
  }
}

TEST_CASE("one walker at a displacement that no walker can have is found") {
  Results results =
      run(parse_experiment(chain("[hop]\nx = [0.5, 0.5]\n[faces]\nx = \"reflecting\"\n" + point), "f.toml"));
  CHECK(named(analyse(results).verdicts, "displacements_out_of_reach").outcome == Outcome::consistent);
  Counts& counts = results.batches[0].propagator[0];
  --counts(1, 12 + 1);
  ++counts(1, 12 + 2);  // two sites in one step
  CHECK(named(analyse(results).verdicts, "displacements_out_of_reach").outcome == Outcome::inconsistent);
}

TEST_CASE("a propagator whose exact law costs too much is drawn, and not judged") {
  std::string text = chain(medium + uniform_start);
  const Experiment experiment = parse_experiment(text, "f.toml");
  Results results = run(experiment);
  results.experiment.system.steps = 1'000'000'000;
  end_at(results.experiment.measure.propagator_times, results.experiment.system.steps);
  const Analysis analysis = analyse(results);
  CHECK_FALSE(named(analysis.verdicts, "propagator_x").is_judged());
  CHECK(shares(analysis, "share_10").size() == 25);
}

TEST_CASE(
    "walkers of a table of exact numbers between walls, beside other populations, start where they do") {
  // Each site of such a table is a group of its own: the shares of a group do not refer to the list in the
  // file.
  const std::string table = "[[population]]\nkind = \"table\"\naxis = \"x\"\nvalues = [1000, 0, 0, 2000]\n";
  const std::string others[] = {
      "[[population]]\nkind = \"point\"\nat = 2\nwalkers = 3000\n",
      "[[population]]\nkind = \"point\"\nat = 2\nwalkers = 3000\nnumber = \"poisson\"\n", ""};
  for (const std::string& other : others) {
    for (const char* face : {"\"reflecting\"", "\"mirror\"", "[\"absorbing\", \"reflecting\"]"}) {
      CAPTURE(other);
      CAPTURE(face);
      const std::string text =
          "[lattice]\nkind = \"chain\"\nshape = 4\n[hop]\nstay = 0.2\n[run]\nsteps = 20\n"
          "[measure.propagator]\nrange = 3\nat = [1, 5, 20]\n[measure.moments]\nat = [1, 5, 20]\n"
          "[faces]\nx = " +
          std::string(face) + "\n" + table + other;
      const Analysis analysis = analyse(run(parse_experiment(text, "f.toml")));
      for (const Verdict& verdict : analysis.verdicts) {
        CAPTURE(verdict.name);
        CHECK(verdict.outcome != Outcome::inconsistent);
      }
      CHECK(named(analysis.verdicts, "propagator_x").is_judged());
    }
  }
}
