#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "theory/setup.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;
using theory::Chain;

namespace {

constexpr double pi = std::numbers::pi;

std::vector<double> unit(std::int32_t layers, std::int32_t at) {
  std::vector<double> start(static_cast<std::size_t>(layers), 0.0);
  start[static_cast<std::size_t>(at)] = 1;
  return start;
}

double log_factorial(int n) {
  return std::lgamma(n + 1.0);
}

}  // namespace

TEST_CASE("a free walk has the trinomial distribution") {
  const double minus = 0.2, plus = 0.35, stay = 0.45;
  const int steps = 40, centre = 50;
  const auto n = Chain(minus, plus, 101, face(FaceKind::absorbing), face(FaceKind::absorbing))
                     .advance(unit(101, centre), steps);
  for (int x = -steps; x <= steps; ++x) {
    double expected = 0;
    for (int forward = std::max(0, x); 2 * forward - x <= steps; ++forward) {
      const int backward = forward - x, rest = steps - forward - backward;
      expected += std::exp(log_factorial(steps) - log_factorial(forward) - log_factorial(backward) -
                           log_factorial(rest) + forward * std::log(plus) + backward * std::log(minus) +
                           rest * std::log(stay));
    }
    CHECK(n[static_cast<std::size_t>(centre + x)] == near(expected, 1e-12));
  }
}

TEST_CASE("a walk that never stays is on one parity only") {
  const auto n =
      Chain(0.5, 0.5, 30, face(FaceKind::periodic), face(FaceKind::periodic)).advance(unit(30, 4), 1001);
  for (std::size_t i = 0; i < n.size(); i += 2) CHECK(n[i] == 0.0);
  CHECK(sum(n) == near(1, 1e-14));
}

TEST_CASE("walls and rings have their eigenfunction sums") {
  const std::int32_t layers = 9, start = 2;
  const int steps = 37;
  for (const double p : {0.5, 0.31}) {
    CAPTURE(p);
    const auto answer = [&](FaceKind kind) {
      return Chain(p, p, layers, face(kind), face(kind)).advance(unit(layers, start), steps);
    };
    const auto factor = [&](double theta) { return std::pow(1 - 2 * p * (1 - std::cos(theta)), steps); };
    const auto ring = answer(FaceKind::periodic), reflecting = answer(FaceKind::reflecting),
               mirror = answer(FaceKind::mirror), absorbing = answer(FaceKind::absorbing);
    for (int i = 0; i < layers; ++i) {
      const auto at = static_cast<std::size_t>(i);
      double around = 0, between = 1.0 / layers, folded = 0, lost = 0;
      for (int k = 0; k < layers; ++k) {
        const double theta = 2 * pi * k / layers;
        around += factor(theta) * std::cos(theta * (i - start)) / layers;
      }
      for (int k = 1; k < layers; ++k) {
        const double theta = pi * k / layers;
        between +=
            2.0 / layers * factor(theta) * std::cos(theta * (i + 0.5)) * std::cos(theta * (start + 0.5));
      }
      for (int k = 0; k < layers; ++k) {  // end layers and end modes weigh half
        const double theta = pi * k / (layers - 1), weight = k == 0 || k == layers - 1 ? 1 : 2;
        folded += weight / (layers - 1) * factor(theta) * std::cos(theta * i) * std::cos(theta * start) *
                  (i == 0 || i == layers - 1 ? 0.5 : 1.0);
      }
      for (int k = 1; k <= layers; ++k) {
        const double theta = pi * k / (layers + 1);
        lost +=
            2.0 / (layers + 1) * factor(theta) * std::sin(theta * (i + 1)) * std::sin(theta * (start + 1));
      }
      CHECK(std::abs(ring[at] - around) < 2e-15);
      CHECK(std::abs(reflecting[at] - between) < 2e-15);
      CHECK(std::abs(mirror[at] - folded) < 2e-15);
      CHECK(std::abs(absorbing[at] - lost) < 2e-15);
    }
  }
}

TEST_CASE("the chain is the matrix of its rules, forwards and backwards, for every pair of faces") {
  for (const auto& faces : all_faces())
    for (const std::int32_t layers : {1, 2, 3, 7}) {
      if (layers == 1 && has_mirror(faces)) continue;
      CAPTURE(layers);
      CAPTURE(to_string(faces[low].kind));
      CAPTURE(to_string(faces[high].kind));
      const Experiment experiment = chain_experiment(layers, 0.27, 0.41, faces);
      const Chain chain(experiment, 0);
      Eigen::MatrixXd power = Eigen::MatrixXd::Identity(layers, layers);
      for (int t = 0; t < 5; ++t) power = transition_matrix(experiment) * power;
      const auto n = arbitrary(static_cast<std::size_t>(layers)), f = arbitrary(n.size(), 0.11);
      CHECK(largest_difference(chain.advance(n, 5), power * to_eigen(n)) < 1e-15);
      CHECK(largest_difference(chain.expect(f, 5), power.transpose() * to_eigen(f)) < 1e-15);
      CHECK(to_eigen(f).dot(to_eigen(chain.advance(n, 50))) ==
            near(to_eigen(chain.expect(f, 50)).dot(to_eigen(n)), 1e-14));
    }
}

TEST_CASE("what a layer gains is what crosses its two planes") {
  for (const auto& faces : all_faces())
    for (const std::int32_t layers : {1, 2, 3, 8}) {
      if (layers == 1 && has_mirror(faces)) continue;
      CAPTURE(layers);
      CAPTURE(to_string(faces[low].kind));
      CAPTURE(to_string(faces[high].kind));
      const Chain chain(0.27, 0.41, layers, faces[low], faces[high]);
      const auto before = arbitrary(static_cast<std::size_t>(layers));
      const auto after = chain.advance(before);
      const auto [forward, backward] = chain.crossings(before);
      REQUIRE(forward.size() == before.size() + 1);
      for (std::size_t i = 0; i < before.size(); ++i)
        CHECK(std::abs((after[i] - before[i]) -
                       (forward[i] - backward[i] - forward[i + 1] + backward[i + 1])) < 5e-16);
      if (faces[low].kind == FaceKind::periodic) {
        CHECK(forward.front() == 0.41 * before.back());
        CHECK(forward.front() == forward.back());
        CHECK(backward.front() == 0.27 * before.front());
        CHECK(backward.front() == backward.back());
      } else {
        CHECK(forward.front() == 0.0);
        CHECK(backward.back() == 0.0);
      }
      if (faces[low].kind == FaceKind::mirror) CHECK(forward[1] >= (0.41 + 0.27) * before[0]);
      if (faces[low].kind == FaceKind::partial) CHECK(backward[0] == near(0.3 * 0.27 * before[0], 1e-14));
    }
}

TEST_CASE("closed faces keep every walker, and let the right distribution rest") {
  for (const auto& faces : all_faces()) {
    const Experiment experiment = chain_experiment(20, 0.3, 0.3, faces);
    if (!experiment.system.is_closed()) continue;
    const Chain chain(experiment, 0);
    auto start = arbitrary(20);
    const double total = sum(start);
    CHECK(sum(chain.advance(start, 1000)) == near(total, 1e-14));
    std::vector<double> resting(20, 1.0);
    if (faces[low].kind == FaceKind::mirror) resting.front() = 0.5;
    if (faces[high].kind == FaceKind::mirror) resting.back() = 0.5;
    CHECK(largest_difference(chain.advance(resting), resting) < 1e-15);
  }
}

TEST_CASE("a mirror needs a second layer") {
  CHECK_THROWS_AS(Chain(0.5, 0.5, 1, face(FaceKind::mirror), face(FaceKind::reflecting)),
                  std::invalid_argument);
  CHECK_THROWS_AS(Chain(0.5, 0.5, 3, {}, {}).advance({1, 0}), std::invalid_argument);
}
