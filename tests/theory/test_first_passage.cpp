#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <utility>

#include "theory/setup.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

namespace {

constexpr std::array<Face, 2> sinks = {{{FaceKind::absorbing, 1.0}, {FaceKind::absorbing, 1.0}}};
constexpr std::array<Face, 2> ring = {{{FaceKind::periodic, 1.0}, {FaceKind::periodic, 1.0}}};

}  // namespace

TEST_CASE("the gambler's ruin: chance, mean and variance of the duration") {
  // The gambler's ruin has sinks at 0 and N; here they are at -1 and L, so that N = L + 1 and k = i + 1.
  const std::int32_t layers = 14, start = 3;
  const int n = layers + 1, k = start + 1;
  for (const auto& [minus, plus] : {std::pair{0.5, 0.5}, {0.2, 0.2}, {0.3, 0.37}, {0.4, 0.15}}) {
    const double speed = plus - minus;
    CAPTURE(speed);
    const Experiment experiment = chain_experiment(layers, minus, plus, sinks);
    const std::int64_t steps = 20'000;
    const auto rates = theory::exit_rates(experiment, point({start, 0, 0}), steps);
    const auto alive = theory::survival(experiment, point({start, 0, 0}), steps);
    double low_exits = 0, high_exits = 0, mean = 0, square = 0;
    for (std::size_t t = 0; t < rates.size(); ++t) {
      low_exits += rates[t][0];
      high_exits += rates[t][1];
      mean += alive[t];
      square += static_cast<double>(2 * t + 1) * alive[t];
      CHECK(std::abs(alive[t] - alive[t + 1] - rates[t][0] - rates[t][1]) < 1e-15);
    }
    const bool is_fair = minus == plus;
    const double r = minus / plus;
    const double win = is_fair ? double(k) / n : (1 - std::pow(r, k)) / (1 - std::pow(r, n));
    CHECK(high_exits == near(win, 1e-12));
    CHECK(low_exits == near(1 - win, 1e-12));
    CHECK(mean == near(is_fair ? k * (n - k) / (2 * plus) : (n * win - k) / (plus - minus), 1e-12));
    if (plus == 0.5)
      CHECK(square - mean * mean == near(k * (n - k) * (k * k + (n - k) * (n - k) - 2) / 3.0, 1e-11));
  }
}

TEST_CASE("a partly absorbing wall: mean exit time against the sum of resistances") {
  const std::int32_t layers = 10, start = 4;
  const double p = 0.3, a = 0.25;
  const Experiment experiment =
      chain_experiment(layers, p, p, {face(FaceKind::reflecting), face(FaceKind::partial, a)});
  double expected = layers / a;
  for (int j = start; j <= layers - 2; ++j) expected += j + 1;
  CHECK(sum(theory::survival(experiment, point({start, 0, 0}), 30'000)) == near(expected / p, 1e-12));
}

TEST_CASE("the ballot theorem: first passage on the half line") {
  const int distance = 5, steps = 60;
  const double minus = 0.35, plus = 0.4;
  const Experiment experiment = chain_experiment(200, minus, plus, ring);
  const Population population = point({100, 0, 0});
  const auto arrivals = theory::first_passage(experiment, population, {0, 100 + distance}, steps);
  std::vector<std::int64_t> times;
  for (int t = 0; t <= steps; ++t) times.push_back(t);
  const auto free = theory::profiles(experiment, population, 0, times);
  CHECK(arrivals[0] == 0.0);
  for (std::size_t t = 1; t < arrivals.size(); ++t)
    CHECK(arrivals[t] == near(distance / static_cast<double>(t) * free[t][100 + distance], 1e-12));
}

TEST_CASE("Kac: the mean recurrence time is the number of layers") {
  const std::int32_t layers = 12;
  for (const auto& faces : {ring, std::array{face(FaceKind::reflecting), face(FaceKind::reflecting)}}) {
    const double minus = 0.2, plus = 0.2, stay = 0.6;
    const Experiment experiment = chain_experiment(layers, minus, plus, faces);
    const std::int32_t home = 5;
    const auto mean_time_from = [&](std::int32_t layer) {
      const auto arrivals = theory::first_passage(experiment, point({layer, 0, 0}), {0, home}, 20'000);
      double mean = 0;
      for (std::size_t t = 0; t < arrivals.size(); ++t) mean += static_cast<double>(t) * arrivals[t];
      return mean;
    };
    CHECK(mean_time_from(home) == 0.0);
    CHECK(stay + minus * (1 + mean_time_from(home - 1)) + plus * (1 + mean_time_from(home + 1)) ==
          near(layers, 1e-11));
  }
}

TEST_CASE("in a box open on two axes, exits and arrivals are those of its matrix") {
  Experiment experiment =
      chain_experiment(4, 0.1, 0.2, {face(FaceKind::absorbing), face(FaceKind::reflecting)});
  experiment.system.lattice.dimension = 3;
  experiment.system.lattice.shape = {4, 3, 2};
  experiment.system.hop_law = {{0.1, 0.15, 0.05}, {0.2, 0.1, 0.1}, 0.3};
  experiment.system.faces[1] = {face(FaceKind::mirror), face(FaceKind::partial, 0.6)};
  const Population population = point({2, 1, 0});
  const FirstPassageTarget target{1, 2};
  const std::size_t steps = 25;

  const auto alive = theory::survival(experiment, population, steps);
  const auto rates = theory::exit_rates(experiment, population, steps);
  const auto arrivals = theory::first_passage(experiment, population, target, steps);
  const Eigen::MatrixXd matrix = transition_matrix(experiment);
  const auto start = to_eigen(theory::start_sites(experiment, population));
  Eigen::VectorXd n = start, seeking = start;
  for (std::size_t t = 0; t <= steps; ++t) {
    CHECK(alive[t] == near(n.sum(), 1e-14));
    double low_x = 0, high_y = 0, arrived = 0;
    for (std::int32_t x = 0; x < 4; ++x)
      for (std::int32_t y = 0; y < 3; ++y)
        for (std::int32_t z = 0; z < 2; ++z) {
          const auto site = experiment.system.lattice.site({x, y, z});
          if (x == 0) low_x += 0.1 * n(site);
          if (y == 2) {
            high_y += 0.1 * 0.6 * n(site);
            arrived += seeking(site);
            seeking(site) = 0;
          }
        }
    CHECK(arrivals[t] == near(arrived, 1e-14));
    if (t < steps) {
      CHECK(rates[t][0] == near(low_x, 1e-14));
      CHECK(rates[t][3] == near(high_y, 1e-14));
      for (const std::size_t face_number : {1U, 2U, 4U, 5U}) CHECK(rates[t][face_number] == 0.0);
    }
    n = matrix * n;
    seeking = matrix * seeking;
  }
}

TEST_CASE("the simple walk on the line first returns at 2n with the chance C(2n, n)/((2n - 1) 4^n)") {
  const FirstPassageTarget home{0, 0, TargetKind::own_start};
  const Experiment experiment = chain_experiment(200, 0.5, 0.5, ring);  // longer than it can go round
  const auto returns = theory::first_passage(experiment, point({17, 0, 0}), home, 60);
  CHECK(returns[0] == 0.0);
  double central = 1;  // C(2n, n)/4^n
  for (std::size_t n = 1; 2 * n < returns.size(); ++n) {
    const auto m = static_cast<double>(n);
    central *= (2 * m - 1) / (2 * m);
    CHECK(returns[2 * n] == near(central / (2 * m - 1), 1e-12));
    CHECK(returns[2 * n - 1] == 0.0);
  }
}

TEST_CASE("the chance to return: certain on a ring, |p+ - p-| less than certain in a wind that leads out") {
  const FirstPassageTarget home{0, 0, TargetKind::own_start};
  const Experiment closed = chain_experiment(12, 0.25, 0.15, ring);
  const auto returns = theory::first_passage(closed, point({5, 0, 0}), home, 5000);
  CHECK(sum(returns) == near(1, 1e-12));
  double mean = 0;  // Kac: as many steps as there are sites, staying included
  for (std::size_t t = 0; t < returns.size(); ++t) mean += static_cast<double>(t) * returns[t];
  CHECK(mean == near(12, 1e-11));
  // So far from both sinks that a walker that gets there would not have come back: ruin with r = p-/p+ .
  const double minus = 0.1, plus = 0.4;
  const Experiment windy = chain_experiment(240, minus, plus, sinks);
  CHECK(sum(theory::first_passage(windy, point({120, 0, 0}), home, 4000)) == near(1 - (plus - minus), 1e-12));
}

TEST_CASE("arrivals at boxes and returns are those of the matrix, walls, wind and uneven starts included") {
  for (const auto& along_y : {ring, std::array{face(FaceKind::mirror), face(FaceKind::partial, 0.6)}}) {
    Experiment experiment =
        chain_experiment(5, 0.1, 0.2, {face(FaceKind::absorbing), face(FaceKind::reflecting)});
    experiment.system.lattice.dimension = 2;
    experiment.system.lattice.shape = {5, 4, 1};
    experiment.system.hop_law = {{0.1, 0.15, 0}, {0.2, 0.15, 0}, 0.4};
    experiment.system.faces[1] = along_y;
    Population population = point({0, 0, 0});
    population.along[0] = {1, {3, 0, 1}};
    population.along[1] = {1, {1, 2, 4}};
    const std::size_t steps = 20;
    const Eigen::MatrixXd matrix = transition_matrix(experiment);
    const Eigen::VectorXd start = to_eigen(theory::start_sites(experiment, population));

    FirstPassageTarget box{0, 0, TargetKind::box, {2, 1, 0}, {4, 2, 0}};
    const auto arrivals = theory::first_passage(experiment, population, box, steps);
    Eigen::VectorXd seeking = start;
    for (std::size_t t = 0; t <= steps; ++t) {
      double arrived = 0;
      for (std::int32_t x = 2; x <= 4; ++x)
        for (std::int32_t y = 1; y <= 2; ++y)
          arrived += std::exchange(seeking(experiment.system.lattice.site({x, y, 0})), 0);
      CHECK(arrivals[t] == near(arrived, 1e-13));
      seeking = matrix * seeking;
    }

    const auto returns = theory::first_passage(experiment, population, {0, 0, TargetKind::own_start}, steps);
    std::vector<double> expected(steps + 1, 0.0);
    for (Eigen::Index home = 0; home < start.size(); ++home) {
      Eigen::VectorXd out = Eigen::VectorXd::Zero(start.size());
      out(home) = start(home);
      for (std::size_t t = 1; t <= steps; ++t) {
        out = matrix * out;
        expected[t] += std::exchange(out(home), 0);
      }
    }
    for (std::size_t t = 0; t <= steps; ++t) CHECK(returns[t] == near(expected[t], 1e-13));
  }
}

TEST_CASE("returns to too many unlike sites are refused") {
  Experiment experiment =
      chain_experiment(100'000, 0.3, 0.2, {face(FaceKind::reflecting), face(FaceKind::reflecting)});
  Population everywhere = point({0, 0, 0});
  everywhere.along[0].weights.assign(100'000, 1);
  const FirstPassageTarget home{0, 0, TargetKind::own_start};
  CHECK_THROWS_AS(theory::first_passage(experiment, everywhere, home, 3), theory::TooCostly);
  experiment.system.faces[0] = ring;  // one target stands for all
  // A sum of 100 000 rounded shares.
  CHECK(theory::first_passage(experiment, everywhere, home, 3)[1] == near(0.5, 1e-11));
}

TEST_CASE("nobody leaves a closed box") {
  const Experiment experiment = chain_experiment(5, 0.3, 0.2, ring);
  CHECK(theory::survival(experiment, point({0, 0, 0}), 3) == std::vector<double>(4, 1.0));
  for (const auto& rate : theory::exit_rates(experiment, point({0, 0, 0}), 3))
    for (const double value : rate) CHECK(value == 0.0);
}
