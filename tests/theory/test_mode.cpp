#include <doctest/doctest.h>

#include <cmath>

#include "theory/setup.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

TEST_CASE("the slowest mode falls by its eigenvalue, the slowest of all that fall") {
  const double p = 0.2;  // even and odd sites mix faster than any slow mode decays
  for (const auto& faces : all_faces())
    for (const std::int32_t layers : {2, 3, 12}) {
      CAPTURE(layers);
      CAPTURE(to_string(faces[low].kind));
      CAPTURE(to_string(faces[high].kind));
      const Experiment experiment = chain_experiment(layers, p, p, faces);
      const auto mode = theory::slowest_mode(experiment, 0);
      const bool is_partial = faces[low].kind == FaceKind::partial || faces[high].kind == FaceKind::partial;
      REQUIRE(mode.has_value() == !is_partial);
      if (is_partial) continue;
      auto after = theory::Chain(experiment, 0).expect(mode->function);
      for (double& value : after) value /= mode->eigenvalue(p);
      CHECK(largest_difference(after, mode->function) < 1e-14);

      const auto eigenvalues = transition_matrix(experiment).eigenvalues();
      std::vector<double> falling;
      for (Eigen::Index k = 0; k < eigenvalues.size(); ++k)
        if (eigenvalues(k).real() < 1 - 1e-9) falling.push_back(eigenvalues(k).real());
      CHECK(mode->eigenvalue(p) == near(*std::max_element(falling.begin(), falling.end()), 1e-9));
    }
}

TEST_CASE("on a ring the crest stands where the walkers start") {
  const Experiment experiment =
      chain_experiment(12, 0.3, 0.3, {face(FaceKind::periodic), face(FaceKind::periodic)});
  const auto mode = theory::slowest_mode(experiment, 0);
  REQUIRE(mode);
  CHECK(mode->function[4] == near(1, 1e-14));  // where chain_experiment puts its point
  CHECK(mode->function[10] == near(-1, 1e-14));
}

TEST_CASE("no mode where there is drift, loss sideways, or but one closed layer") {
  const std::array<Face, 2> closed = {face(FaceKind::reflecting), face(FaceKind::reflecting)};
  CHECK_FALSE(theory::slowest_mode(chain_experiment(12, 0.2, 0.3, closed), 0));
  CHECK_FALSE(theory::slowest_mode(chain_experiment(12, 0.0, 0.0, closed), 0));
  CHECK_FALSE(theory::slowest_mode(chain_experiment(1, 0.2, 0.2, closed), 0));
  CHECK_FALSE(theory::slowest_mode(chain_experiment(1, 0.2, 0.2, {}), 0));
  Experiment experiment = chain_experiment(12, 0.2, 0.2, closed);
  CHECK(theory::slowest_mode(experiment, 0));
  experiment.system.lattice.dimension = 2;
  experiment.system.faces[1][high].kind = FaceKind::absorbing;
  CHECK(theory::slowest_mode(experiment, 0));  // no hop leads there
  experiment.system.hop_law.plus[1] = 0.1;
  experiment.system.hop_law.stay -= 0.1;
  CHECK_FALSE(theory::slowest_mode(experiment, 0));
}
