#include <doctest/doctest.h>

#include "calibration/p_values.hpp"
#include "fluxwalk/read_experiment.hpp"

using namespace fluxwalk;
using namespace fluxwalk::calibration;

namespace {

/// The lowest layer is soon the first one, in every batch: only the highest is compared, and only at the end.
Experiment at_the_wall(const std::string& start) {
  return parse_experiment(
      "[lattice]\nkind = \"chain\"\nshape = 120\n[hop]\nx = [0.25, 0.3]\n[faces]\nx = \"reflecting\"\n"
      "[run]\nsteps = 300\nbatches = 16\n[measure.extent]\nat = [300]\n" +
          start,
      "wall.toml");
}

const std::string starts[] = {
    "[[population]]\nkind = \"point\"\nat = 3\nwalkers = 3_000\n",
    "[[population]]\nkind = \"point\"\nat = 3\nwalkers = 2_000\n[[population]]\nkind = \"point\"\nat = 6\n"
    "walkers = 2_000\nnumber = \"poisson\"\n",
};

}  // namespace

TEST_CASE("the p-values of the extent are uniform, and small if the law is slightly false") {
  for (const std::string& start : starts) {
    CAPTURE(start);
    const Experiment experiment = at_the_wall(start);
    const HopLaw law = experiment.system.hop_law;
    const std::vector<double> fair = collect(experiment, law, 1000).at("extent_x");
    CHECK(fair.size() == 1000);
    CHECK(uniformity(fair) > 1e-6);
    HopLaw other = law;
    other.plus[0] += 0.01;
    other.minus[0] -= 0.01;
    const std::vector<double> unfair = collect(experiment, other, 100).at("extent_x");
    CHECK(median(unfair) < 0.01);
    CHECK(uniformity(unfair) < 1e-6);
  }
}
