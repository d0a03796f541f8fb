#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/run.hpp"
#include "laws/walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;

namespace {

const std::string measured =
    "[measure.extent]\naxes = [\"x\"]\nat = [0, 1, 100, 200, 400]\n[analysis]\ntolerance = 0.1\n";

std::string chain(const std::string& rest) {
  return "[lattice]\nkind = \"chain\"\nshape = 160\n[run]\nsteps = 400\nseed = 5\nbatches = 300\n" + rest +
         measured;
}

const std::string point = "[[population]]\nkind = \"point\"\nat = 60\nwalkers = 20_000\n";
const std::string poisson =
    "[[population]]\nkind = \"point\"\nat = 75\nwalkers = 10_000\nnumber = \"poisson\"\n";
const std::string drifting = "[hop]\nx = [0.2, 0.3]\n";

const std::string boxes[] = {
    chain(drifting + point),
    chain("[hop]\nstay = 0.1\n[faces]\nx = [\"reflecting\", \"mirror\"]\n" + point + poisson),
    chain("[hop]\nx = [0.3, 0.2]\n[faces]\nx = [\"absorbing\", \"reflecting\"]\n" + point + poisson),
    chain(drifting + point +
          "[[medium.membrane]]\naxis = \"x\"\nplane = 65\ntransmission = 0.3\n"
          "[[medium.region]]\nfrom = 50\nto = 55\nhop = 0.5\n"),
    // Walkers leave through the faces of another axis.
    "[lattice]\nkind = \"square\"\nshape = [120, 9]\n[run]\nsteps = 400\nseed = 5\nbatches = 300\n"
    "[faces]\ny = { kind = \"partial\", absorption = 0.05 }\n"
    "[[population]]\nkind = \"point\"\nat = [60, 4]\nwalkers = 50_000\n" +
        measured,
};

Analysis analysis_of(const std::string& text) {
  return analyse(run(parse_experiment(text, "f.toml")));
}

const std::vector<double>& drawn(const Analysis& analysis, const char* column) {
  for (const Figure& figure : analysis.figures)
    if (figure.id == "extent_x") return figure.data.numbers(column);
  throw std::out_of_range("there is no figure of the extent");
}

std::string why_not(const std::string& text) {
  return named(analysis_of(text).verdicts, "extent_x").not_applicable;
}

}  // namespace

TEST_CASE("the extent of each box agrees with its exact law, and not with that of a slightly other box") {
  for (const std::string& box : boxes) {
    CAPTURE(box);
    Results results = run(parse_experiment(box, "f.toml"));
    const Analysis analysis = analyse(results);
    const Verdict& verdict = named(analysis.verdicts, "extent_x");
    CHECK(verdict.outcome == Outcome::consistent);
    CHECK(verdict.p_value > 0.01);
    CHECK(verdict.num_compared >= 6);
    HopLaw& law = results.experiment.system.hop_law;
    law.plus[0] += 0.005;
    law.minus[0] -= 0.005;
    CHECK(named(analyse(results).verdicts, "extent_x").outcome == Outcome::inconsistent);
  }
}

TEST_CASE("the exact extent after one step is that of the binomial law") {
  const Analysis analysis = analysis_of(boxes[0]);
  CHECK(drawn(analysis, "highest")[0] == doctest::Approx(60));
  CHECK(drawn(analysis, "exact_lowest")[0] == doctest::Approx(60));
  CHECK(drawn(analysis, "sigma_lowest")[0] == doctest::Approx(0));
  // 66 or 67 walkers, of which each goes up with 0.3 and down with 0.2.
  double highest = 0;
  for (int batch = 0; batch < 300; ++batch) {
    const double walkers = batch < 20'000 % 300 ? 67 : 66;
    highest += (61 - std::pow(0.7, walkers) - std::pow(0.2, walkers)) / 300;
  }
  CHECK(drawn(analysis, "exact_highest")[1] == doctest::Approx(highest).epsilon(1e-12));
}

TEST_CASE("an extent that cannot be judged is drawn, and named with the reason") {
  CHECK(why_not(chain("[faces]\nx = [{ kind = \"reservoir\", concentration = 3 }, \"reflecting\"]\n" + point))
            .find("walkers enter") != std::string::npos);
  std::string zeros;
  for (int layer = 1; layer < 160; ++layer) zeros += ", 0";
  CHECK(why_not(chain("[[population]]\nkind = \"table\"\naxis = \"x\"\nvalues = [600" + zeros + "]\n"))
            .find("table gives the number") != std::string::npos);
  std::string few =
      chain("[faces]\nx = \"absorbing\"\n[[population]]\nkind = \"point\"\nat = 3\nwalkers = 900\n");
  const std::string between = "1, 100, 200, ";
  few.replace(few.find(between), between.size(), "");
  const std::string hardly = "hardly vary from batch to batch";
  CHECK(why_not(few).find(hardly) != std::string::npos);
  const Analysis emptied = analysis_of(few);
  CHECK(drawn(emptied, "lowest")[0] == 3);
  CHECK(std::isnan(drawn(emptied, "lowest")[1]));
  CHECK(std::isnan(drawn(emptied, "exact_lowest")[1]));

  Results results = run(parse_experiment(boxes[3], "f.toml"));
  results.experiment.system.steps = 1'000'000'000;
  end_at(results.experiment.measure.extent_times, results.experiment.system.steps);
  const Analysis costly = analyse(results);
  CHECK(named(costly.verdicts, "extent_x").not_applicable.find("too long") != std::string::npos);
  CHECK(drawn(costly, "highest").size() == 5);
}

TEST_CASE("an extent that no walker of the experiment can have is inconsistent") {
  Results results = run(parse_experiment(boxes[0], "f.toml"));
  for (BatchTallies& batch : results.batches) batch.extent_low[0](2, 0) = nothing_of(Combine::minimum);
  CHECK(named(analyse(results).verdicts, "extent_x").outcome == Outcome::inconsistent);
}
