#include "fluxwalk/transitions.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kernels/open_experiment.hpp"

using namespace fluxwalk;

namespace {

/// A closed box with everything that keeps detailed balance: a potential, membranes, mobilities, hop factors,
/// obstacles and walls of any kind.
Experiment closed_box(Acceptance acceptance, const std::array<Face, 2>& along_x, double depth) {
  Experiment made;
  made.system.lattice.dimension = 2;
  made.system.lattice.shape = {4, 3, 1};
  made.system.hop_law.minus = made.system.hop_law.plus = {0.02, 0.03, 0};
  made.system.hop_law.stay = 0.9;
  made.system.faces[0] = along_x;
  made.system.faces[1] = {Face{FaceKind::periodic}, Face{FaceKind::periodic}};
  Medium& medium = made.system.medium;
  medium.acceptance = acceptance;
  for (int site = 0; site < 12; ++site) {
    medium.potential.push_back(depth * ((site * 7) % 12) / 12);
    medium.hop.push_back(0.2 + 0.05 * site);
    medium.mobility.push_back(1 - 0.07 * ((site * 5) % 12));
    medium.obstacles.push_back(site == 5);
  }
  for (int axis = 0; axis < 2; ++axis)
    for (std::int64_t bond = 0; bond < made.system.lattice.num_bonds(axis); ++bond)
      medium.transmission[axis].push_back(0.3 + 0.02 * static_cast<double>(bond));
  return made;
}

/// Weight of a site in equilibrium: a site with a wall on it has half the weight.
double weight(const Experiment& experiment, std::int64_t site) {
  const auto index = static_cast<std::size_t>(site);
  const std::int32_t x = experiment.system.lattice.position(site)[0];
  double weight = std::exp(-experiment.system.medium.potential[index]) / experiment.system.medium.hop[index];
  if (x == 0 && experiment.system.faces[0][low].kind == FaceKind::mirror) weight /= 2;
  if (x == 3 && experiment.system.faces[0][high].kind == FaceKind::mirror) weight /= 2;
  return weight;
}

double chance(const Transitions& transitions, std::int64_t from, std::int64_t to) {
  double sum = 0;
  for (int k = 0; k < transitions.num_directions(); ++k)
    if (transitions.target(from, k) == to) sum += transitions.hop(from, k);
  return sum;
}

}  // namespace

TEST_CASE("every pair of sites is in detailed balance, to the last digits, on the steepest bonds too") {
  const Face mirror{FaceKind::mirror}, reflecting{FaceKind::reflecting}, periodic{FaceKind::periodic};
  for (const Acceptance acceptance : {Acceptance::metropolis, Acceptance::glauber, Acceptance::exponential}) {
    for (const auto& faces : {std::array{mirror, mirror}, std::array{mirror, reflecting},
                              std::array{periodic, periodic}, std::array{reflecting, reflecting}}) {
      const double depth = acceptance == Acceptance::exponential ? 3 : 40;
      const Experiment experiment = closed_box(acceptance, faces, depth);
      const Transitions transitions(experiment);
      for (std::int64_t i = 0; i < transitions.num_sites(); ++i) {
        CHECK(transitions.stay(i) >= 0);
        for (std::int64_t j = 0; j < i; ++j) {
          const double there = weight(experiment, i) * chance(transitions, i, j);
          const double back = weight(experiment, j) * chance(transitions, j, i);
          CAPTURE(i);
          CAPTURE(j);
          CHECK(std::abs(there - back) <= 1e-12 * back);
        }
      }
    }
  }
}

TEST_CASE("a region of low mobility is a membrane on each of its bonds") {
  Experiment region;
  region.system.lattice.shape = {40, 1, 1};
  region.system.hop_law = HopLaw::unbiased(1, 0.2);
  for (const FaceKind kind :
       {FaceKind::reflecting, FaceKind::periodic, FaceKind::absorbing, FaceKind::reservoir}) {
    region.system.faces[0] = {Face{kind}, Face{kind}};
    region.system.faces[0][high].reservoir.is_half_cell = true;
    Experiment membranes = region;
    region.system.medium.mobility.assign(40, 1.0);
    for (std::size_t site = 20; site < 40; ++site) region.system.medium.mobility[site] = 0.2;
    membranes.system.medium = {};
    std::vector<double>& bonds = membranes.system.medium.transmission[0];
    bonds.assign(41, 1.0);
    for (std::size_t plane = 21; plane <= 40; ++plane) bonds[plane] = 0.2;
    bonds[20] = 1 / 3.0;  // 2 · 1 · 0.2/(1 + 0.2)
    if (kind == FaceKind::periodic) bonds[40] = 1 / 3.0;
    const Transitions one(region), other(membranes);
    for (std::int64_t site = 0; site < 40; ++site) {
      CAPTURE(site);
      // Exactly the same, but where a harmonic mean is rounded.
      const bool is_border = site == 19 || site == 20 || (kind == FaceKind::periodic && site % 39 == 0);
      for (int k = 0; k < 2; ++k) {
        CHECK(std::abs(one.hop(site, k) - other.hop(site, k)) <= (is_border ? 1e-16 : 0));
        CHECK(one.target(site, k) == other.target(site, k));
      }
      CHECK(std::abs(one.stay(site) - other.stay(site)) <= (is_border ? 1e-15 : 0));
    }
    REQUIRE(one.entries().size() == other.entries().size());
    for (std::size_t i = 0; i < one.entries().size(); ++i)
      CHECK(one.entries()[i].probability == other.entries()[i].probability);
  }
}

TEST_CASE("a bond of two mobilities has their harmonic mean, the same both ways, down to zero") {
  Experiment made;
  made.system.lattice.shape = {6, 1, 1};
  made.system.hop_law = HopLaw::unbiased(1, 0.5);
  made.system.faces[0] = {Face{FaceKind::reflecting}, Face{FaceKind::reflecting}};
  made.system.medium.mobility = {0.3, 0.3, 0.7, 0, 1e-200, 3e-200};
  const Transitions transitions(made);
  const double expected[] = {0.3, 2 * 0.3 * 0.7 / (0.3 + 0.7), 0, 0, 1.5e-200};
  for (std::int64_t site = 0; site < 5; ++site) {
    CAPTURE(site);
    CHECK(transitions.hop(site, 1) == doctest::Approx(0.25 * expected[site]).scale(1e-300));
    CHECK(transitions.hop(site, 1) == transitions.hop(site + 1, 0));
  }
  CHECK(transitions.hop(0, 1) == 0.25 * 0.3);
}

TEST_CASE("sites of a uniform region draw alike, beside a wall and an obstacle too") {
  Experiment made;
  made.system.lattice.shape = {8, 1, 1};
  made.system.hop_law = HopLaw::unbiased(1, 0.2);
  made.system.faces[0] = {Face{FaceKind::reflecting}, Face{FaceKind::reflecting}};
  made.system.medium.mobility.assign(8, 0.5);
  made.system.medium.obstacles = {0, 0, 0, 0, 0, 1, 0, 0};
  const Transitions transitions(made);
  for (const std::int64_t site : {0, 1, 2, 3, 4, 6, 7})
    CHECK(transitions.drawn(site) == transitions.drawn(1));
}

TEST_CASE("to hop out through an absorbing face is as likely as to hop to an empty reservoir") {
  for (const Acceptance acceptance : {Acceptance::metropolis, Acceptance::glauber, Acceptance::exponential}) {
    const Experiment sink = closed_box(acceptance, {Face{FaceKind::reservoir}, Face{FaceKind::reservoir}}, 1);
    const Experiment absorbing =
        closed_box(acceptance, {Face{FaceKind::absorbing}, Face{FaceKind::partial, 0.25}}, 1);
    const Transitions expected(sink), got(absorbing);
    for (const std::int64_t low_end : {0, 1, 2}) {
      const std::int64_t high_end = 9 + low_end;
      CHECK(got.hop(low_end, 0) == expected.hop(low_end, 0));
      CHECK(got.hop(high_end, 2) == doctest::Approx(0.25 * expected.hop(high_end, 2)));
    }
  }
}
