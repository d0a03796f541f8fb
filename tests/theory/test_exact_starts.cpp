/// \file
/// Walkers with given numbers at the sites: mean, covariance and sums against the matrix of the rules.
#include <doctest/doctest.h>

#include "fluxwalk/occupancy.hpp"
#include "theory/covariance.hpp"
#include "theory/setup.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;
using theory::Occupancy;

namespace {

/// A box that is open along x, with walkers at two sites of three.
Experiment open_box(std::int32_t nx, std::int32_t ny, FaceKind along_y) {
  Experiment e;
  e.system.lattice.dimension = 2;
  e.system.lattice.shape = {nx, ny, 1};
  e.system.hop_law.minus = {0.2, 0.25, 0};
  e.system.hop_law.plus = {0.3, 0.15, 0};
  e.system.hop_law.stay = 0.1;
  e.system.faces[0] = {face(FaceKind::absorbing), face(FaceKind::partial, 0.3)};
  e.system.faces[1] = {face(along_y), face(along_y)};
  e.sampling.num_batches = 5;
  Population& from = e.system.populations.emplace_back();
  from.kind = "table";
  from.is_exact = true;
  for (std::int64_t site = 0; site < e.system.lattice.num_sites(); ++site) {
    if (site % 3 == 1) continue;
    from.table.sites.push_back(site);
    from.table.numbers.push_back(static_cast<std::uint64_t>(1 + site * site % 17));
    from.walkers += 1 + site * site % 17;
  }
  return e;
}

Eigen::VectorXd given(const Experiment& e, const std::vector<std::int64_t>& batches) {
  Eigen::VectorXd n = Eigen::VectorXd::Zero(e.system.lattice.num_sites());
  const auto numbers = e.numbers_at_start(e.system.populations[0], batches);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    n(e.system.populations[0].table.sites[i]) = static_cast<double>(numbers[i]);
  return n;
}

}  // namespace

TEST_CASE("given starts scatter as independent walkers of each site do, in small boxes and in large ones") {
  for (const auto& [nx, ny] : {std::pair{4, 3}, {21, 20}}) {
    for (const double decay : {0.0, 0.2}) {
      const auto shown_nx = nx;
      CAPTURE(shown_nx);
      CAPTURE(decay);
      Experiment e = open_box(nx, ny, FaceKind::reflecting);
      e.system.turnover.decay = decay;
      const std::vector<std::int64_t> batches = {0, 1, 3};  // not all have finished
      const Occupancy occupancy = Occupancy::of_sites(e, batches);
      REQUIRE((occupancy.num_cells() > theory::Covariance::max_cells) == (nx > 4));
      theory::Covariance covariance(occupancy, 20);
      const Eigen::VectorXd n = given(e, batches);
      const Eigen::MatrixXd step = (1 - decay) * transition_matrix(e);
      Eigen::MatrixXd P = Eigen::MatrixXd::Identity(step.rows(), step.cols());  // [to][from]
      std::vector<std::size_t> group_of(occupancy.num_cells());
      Eigen::MatrixXd member = Eigen::MatrixXd::Zero(step.rows(), 4);
      for (std::size_t cell = 0; cell < group_of.size(); ++cell) {
        group_of[cell] = cell * cell % 4;
        member(static_cast<Eigen::Index>(cell), static_cast<Eigen::Index>(group_of[cell])) = 1;
      }
      const std::vector<std::int64_t> times = {0, 1, 2, 3, 4, 5, 6};
      const auto totals = theory::numbers(occupancy, times);
      std::vector<double> now = occupancy.start();
      for (const std::int64_t t : times) {
        CHECK(largest_difference(now, P * n) < 1e-10);
        const Eigen::MatrixXd arrives = P.transpose() * member;
        const Eigen::MatrixXd K = -arrives.transpose() * n.asDiagonal() * arrives;
        CHECK((covariance.summed(group_of, 4) - K).cwiseAbs().maxCoeff() < 1e-9);
        const Eigen::VectorXd alive = P.colwise().sum();
        const auto& total = totals[static_cast<std::size_t>(t)];
        CHECK(total.mean == near(n.dot(alive), 1e-12));
        CHECK(total.variance == doctest::Approx(n.dot(alive - alive.cwiseAbs2())).epsilon(1e-9));
        covariance.advance(now);
        now = occupancy.advance(now, t);
        P = step * P;
      }
    }
  }
}

TEST_CASE("the layers of a table are the sums over its sites") {
  const Experiment e = open_box(7, 4, FaceKind::reflecting);
  const auto batches = theory::all_batches(e);
  const Occupancy sites = Occupancy::of_sites(e, batches);
  const auto layers = Occupancy::of_layers(e, 0, batches);
  REQUIRE(layers);
  theory::Covariance of_sites(sites), of_layers(*layers);
  std::vector<std::size_t> layer_of(sites.num_cells()), same(7);
  for (std::size_t cell = 0; cell < layer_of.size(); ++cell)
    layer_of[cell] = static_cast<std::size_t>(sites.layer(0, cell));
  for (std::size_t i = 0; i < same.size(); ++i) same[i] = i;
  std::vector<double> fine = sites.start(), coarse = layers->start();
  for (std::int64_t t = 0; t < 5; ++t) {
    std::vector<double> summed(7, 0.0);
    for (std::size_t cell = 0; cell < fine.size(); ++cell) summed[layer_of[cell]] += fine[cell];
    CHECK(largest_difference(summed, coarse) < 1e-10);
    CHECK((of_sites.summed(layer_of, 7) - of_layers.summed(same, 7)).cwiseAbs().maxCoeff() < 1e-9);
    of_sites.advance(fine);
    of_layers.advance(coarse);
    fine = sites.advance(fine, t);
    coarse = layers->advance(coarse, t);
  }
}

TEST_CASE("weights of a table are fractions of the walkers, in layers and at sites") {
  Experiment e = open_box(3, 2, FaceKind::reflecting);
  Population& from = e.system.populations[0];
  from.is_exact = false;
  from.table = {{1, 2, 5}, {1, 2, 5}};
  CHECK(theory::start_sites(e, from) == std::vector<double>{0, 0.125, 0.25, 0, 0, 0.625});
  CHECK(theory::start_layers(e, from, 0) == std::vector<double>{0.125, 0.25, 0.625});
  CHECK(theory::start_layers(e, from, 1) == std::vector<double>{0.25, 0.75});
}

TEST_CASE("the mean number of a Poisson population is a real number in the occupancy") {
  Experiment e = open_box(3, 2, FaceKind::reflecting);
  Population& from = e.system.populations[0];
  from.is_exact = false;
  from.is_poisson = true;
  from.walkers = 2;
  from.fraction = 0.75;
  CHECK(sum(Occupancy::of_sites(e, theory::all_batches(e)).start()) == near(2.75, 1e-14));
  CHECK(sum(Occupancy::of_sites(e, {0, 2}).start()) == near(1.1, 1e-14));
  CHECK(e.system.mean_walkers() == 2.75);
}

TEST_CASE("too many given starts for the time there is are refused") {
  const Experiment e = open_box(100, 100, FaceKind::periodic);
  const Occupancy occupancy = Occupancy::of_sites(e, theory::all_batches(e));
  CHECK(theory::Covariance(occupancy, 5000).most_groups() == near(80, 1e-12));
  CHECK_THROWS_AS(theory::Covariance(occupancy, 1e6), theory::TooCostly);
}
