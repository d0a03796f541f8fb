#include <doctest/doctest.h>

#include <stdexcept>

#include "theory/setup.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

namespace {

Experiment box_experiment(std::vector<std::int32_t> shape, const PerAxis<std::size_t>& choice) {
  const auto faces = all_faces();
  Experiment experiment;
  experiment.system.lattice.dimension = static_cast<int>(shape.size());
  experiment.system.hop_law = {{0.05, 0.11, 0.17}, {0.08, 0.23, 0.13}, 0.23};
  for (std::size_t a = 0; a < max_dimension; ++a) {
    if (a >= shape.size()) {
      experiment.system.hop_law.stay +=
          experiment.system.hop_law.minus[a] + experiment.system.hop_law.plus[a];
      experiment.system.hop_law.minus[a] = experiment.system.hop_law.plus[a] = 0;
      continue;
    }
    experiment.system.lattice.shape[a] = shape[a];
    experiment.system.faces[a] = faces[choice[a] % faces.size()];
    if (shape[a] == 1 && has_mirror(experiment.system.faces[a])) experiment.system.faces[a] = faces[0];
  }
  return experiment;
}

}  // namespace

TEST_CASE("the box is the matrix of its rules, for every pair of faces along every axis") {
  const std::vector<std::vector<std::int32_t>> shapes = {{7},       {2},       {4, 3},    {1, 6},   {6, 1},
                                                         {3, 2, 6}, {2, 5, 1}, {1, 1, 9}, {5, 4, 3}};
  for (std::size_t k = 0; k < 17; ++k)
    for (const auto& shape : shapes) {
      const Experiment experiment = box_experiment(shape, {k, 3 * k + 1, 5 * k + 2});
      const Eigen::MatrixXd matrix = transition_matrix(experiment);
      const auto start = arbitrary(static_cast<std::size_t>(experiment.system.lattice.num_sites()));
      CAPTURE(k);
      CAPTURE(shape.size());
      CHECK(largest_difference(theory::BoxWalk(experiment).advance(start, 3),
                               matrix * (matrix * (matrix * to_eigen(start)))) < 1e-15);
    }
}

TEST_CASE("a layer's share of the box is the chain's, where no walker leaves sideways") {
  Experiment experiment = box_experiment({5, 4, 6}, {0, 0, 0});
  experiment.system.faces[0] = {face(FaceKind::reflecting), face(FaceKind::mirror)};
  experiment.system.faces[2] = {face(FaceKind::absorbing), face(FaceKind::partial, 0.4)};
  Population population = point({1, 2, 0});
  population.along[2] = {1, {3, 0, 2, 1}};
  CHECK(theory::is_autonomous(experiment, 2));
  CHECK_FALSE(theory::is_autonomous(experiment, 0));
  const std::vector<std::int64_t> times = {0, 1, 7, 30};
  const auto sites = theory::histograms(experiment, population, times);
  const auto rows = theory::profiles(experiment, population, 2, times);    // by the chain
  const auto sheets = theory::profiles(experiment, population, 0, times);  // by the box
  for (std::size_t t = 0; t < times.size(); ++t) {
    std::vector<double> along_z(6, 0.0), along_x(5, 0.0);
    for (std::int32_t x = 0; x < 5; ++x)
      for (std::int32_t y = 0; y < 4; ++y)
        for (std::int32_t z = 0; z < 6; ++z) {
          const double value = sites[t][static_cast<std::size_t>(experiment.system.lattice.site({x, y, z}))];
          along_z[static_cast<std::size_t>(z)] += value;
          along_x[static_cast<std::size_t>(x)] += value;
        }
    CHECK(largest_difference(rows[t], along_z) < 1e-15);
    CHECK(largest_difference(sheets[t], along_x) < 1e-15);
  }
  CHECK(rows[0] == std::vector<double>{0, 0.5, 0, 1.0 / 3, 1.0 / 6, 0});
}

TEST_CASE("the square walk is a product along its diagonals, not along its axes") {
  Experiment experiment = box_experiment({21, 21}, {0, 0, 0});
  experiment.system.hop_law = HopLaw::unbiased(2);
  const int steps = 8;
  const auto n = theory::histograms(experiment, point({10, 10, 0}), {steps}).front();
  const auto binomial = [&](int k) {
    return std::exp(std::lgamma(steps + 1.0) - std::lgamma(k + 1.0) - std::lgamma(steps - k + 1.0));
  };
  for (int x = -steps; x <= steps; ++x)
    for (int y = -steps; y <= steps; ++y) {
      const int u = steps + x + y, v = steps + x - y;
      const bool can_reach = u % 2 == 0 && u >= 0 && v >= 0 && u <= 2 * steps && v <= 2 * steps;
      const double expected = can_reach ? binomial(u / 2) * binomial(v / 2) * std::pow(0.25, steps) : 0;
      CHECK(n[static_cast<std::size_t>((10 + x) * 21 + 10 + y)] == near(expected, 1e-13));
    }
}

TEST_CASE("what would take hours is refused") {
  Experiment experiment = box_experiment({200, 200, 200}, {0, 0, 0});
  const Population population = point({0, 0, 0});
  CHECK_THROWS_AS(theory::histograms(experiment, population, {0, 10'000}), theory::TooCostly);
  CHECK(theory::profiles(experiment, population, 0, {0, 10'000}).size() == 2);  // the chain is cheap
  CHECK_THROWS_AS(theory::profiles(experiment, population, 0, {1'000'000'000}), theory::TooCostly);
}
