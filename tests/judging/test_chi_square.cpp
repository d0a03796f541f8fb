#include <doctest/doctest.h>

#include <Eigen/Dense>

#include "judging/chi_square.hpp"
#include "laws/walkers.hpp"

using namespace fluxwalk;
using doctest::Approx;

namespace {
constexpr CellPlan every_cell = {0, 1e9};
}

TEST_CASE("one group: Pearson's chi-square with one degree of freedom less than cells") {
  const ChiSquare test = multinomial_chi_square({12, 28, 60}, {100}, {{0.1, 0.3, 0.6}}, every_cell);
  CHECK(test.value == Approx(4.0 / 10 + 4.0 / 30));
  CHECK(test.dof == 2);
  CHECK(test.forbidden == 0);
}

TEST_CASE("two groups: the inverse of the covariance matrix, written out") {
  const std::vector<double> counts = {33, 41, 26, 50};
  const std::vector<std::vector<double>> chances = {{0.2, 0.3, 0.4, 0.1}, {0.3, 0.2, 0.0, 0.5}};
  const std::vector<double> numbers = {60, 90};
  const ChiSquare test = multinomial_chi_square(counts, numbers, chances, every_cell);
  Eigen::Matrix3d covariance =
      Eigen::Matrix3d::Zero();  // of the first three cells: the fourth is the remainder
  Eigen::Vector3d deviation;
  for (int i = 0; i < 3; ++i) {
    double mean = 0;
    for (std::size_t g = 0; g < 2; ++g) {
      const auto k = static_cast<std::size_t>(i);
      mean += numbers[g] * chances[g][k];
      covariance(i, i) += numbers[g] * chances[g][k];
      for (int j = 0; j < 3; ++j)
        covariance(i, j) -= numbers[g] * chances[g][k] * chances[g][static_cast<std::size_t>(j)];
    }
    deviation(i) = counts[static_cast<std::size_t>(i)] - mean;
  }
  CHECK(test.dof == 3);
  CHECK(test.value == Approx(deviation.dot(covariance.inverse() * deviation)).epsilon(1e-9));
}

TEST_CASE("groups that share no cell have a constraint each") {
  const ChiSquare test =
      multinomial_chi_square({6, 4, 11, 9}, {10, 20}, {{0.5, 0.5, 0, 0}, {0, 0, 0.5, 0.5}}, every_cell);
  CHECK(test.dof == 2);
  CHECK(test.value == Approx(1.0 / 5 + 1.0 / 5 + 1.0 / 10 + 1.0 / 10));
}

TEST_CASE("cells of chance nought are counted, not compared; small neighbours are put together") {
  const ChiSquare test =
      multinomial_chi_square({3, 0, 6, 2, 40, 51}, {100}, {{0.04, 0, 0.06, 0, 0.4, 0.5}}, {10, 64});
  CHECK(test.forbidden == 2);
  CHECK(test.dof == 2);  // {3, 6}, {40}, {49}
  CHECK(test.value == Approx(1.0 / 10 + 0 + 1.0 / 50));
  CHECK(multinomial_chi_square({5}, {5}, {{1}}, {10, 64}).dof == 0);
}

TEST_CASE("the plan takes more cells where there are more walkers, and sixteen at least") {
  Results results;
  results.experiment = testing::chain(8, 0.25, 0.25, {}, {}, 4, 1);
  const RunView view(results);
  CHECK(plan_cells(view, 1e3, 1).most_cells == 16);
  const double some = plan_cells(view, 1e6, 1).most_cells, many = plan_cells(view, 1e8, 1).most_cells;
  CHECK(some > 20);
  CHECK(many > 100 * some);
}

TEST_CASE("groups that hardly mix: who strays is too few for a degree of freedom") {
  const auto strayed = [](double chance, double count) {
    return multinomial_chi_square({20000 - count, 20000 + count}, {20000, 20000},
                                  {{1 - chance, chance}, {chance, 1 - chance}}, every_cell);
  };
  CHECK(strayed(3e-7, 1).dof == 0);
  CHECK(strayed(3e-7, 1).value < 1e-3);
  CHECK(strayed(0.01, 1).dof == 1);
  CHECK(strayed(0.01, 20).value == Approx(400 / (40000 * 0.01 * 0.99)));
}

TEST_CASE("those who have left are a cell of their own and take none from the others") {
  const std::vector<double> counts = {14, 6, 12, 8, 960};
  const std::vector<std::vector<double>> chances = {{0.01, 0.01, 0.01, 0.01, 0.96}};
  CHECK(multinomial_chi_square(counts, {1000}, chances, {10, 16}).dof == 0);
  const ChiSquare test = multinomial_chi_square(counts, {1000}, chances, {10, 16, true});
  CHECK(test.dof == 4);
  CHECK(test.value == Approx((16.0 + 16 + 4 + 4) / 10));
  // too few left to compare, or too few gone
  CHECK(multinomial_chi_square({3, 4, 993}, {1000}, {{0.004, 0.004, 0.992}}, {10, 16, true}).dof == 0);
  const ChiSquare few_gone =
      multinomial_chi_square({500, 499, 1}, {1000}, {{0.5, 0.5, next_to_nought}}, {10, 16, true});
  CHECK(few_gone.dof == 1);
  CHECK(few_gone.value == Approx(0));
  CHECK(few_gone.forbidden == 0);
}

TEST_CASE("a fixed number of walkers takes one degree of freedom, however many they are") {
  const double n = 4e18;
  for (const double fifth : {0.2, 0.2 * (1 + 1e-15), 0.2 * (1 - 1e-15)}) {
    const ChiSquare test =
        multinomial_chi_square({0.4 * n - 1e9, 0.4 * n, 0.2 * n + 1e9}, {n}, {{0.4, 0.4, fifth}}, every_cell);
    CHECK(test.dof == 2);
    CHECK(test.value == Approx(1e18 / (0.4 * n) + 1e18 / (0.2 * n)).epsilon(1e-3));
  }
}
