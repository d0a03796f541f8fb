/// Whether one axis can lose walkers through another: one answer, compared with the walk on all sites.
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "fluxwalk/occupancy.hpp"
#include "theory/setup.hpp"

using namespace fluxwalk;

namespace {

/// Two axes: along x anything, along y these faces and hops.
Experiment square(std::array<Face, 2> across, double minus, double plus) {
  Experiment e;
  e.system.lattice.dimension = 2;
  e.system.lattice.shape = {4, 3, 1};
  e.system.hop_law.minus = {0.2, minus, 0};
  e.system.hop_law.plus = {0.3, plus, 0};
  e.system.hop_law.stay = 0.5 - minus - plus;
  e.system.faces[0] = {Face{FaceKind::reflecting}, Face{FaceKind::absorbing}};
  e.system.faces[1] = across;
  Population all{"uniform", 1200, false, {}};
  all.along[0] = {0, {1, 2, 3, 1}};
  all.along[1] = {0, {1, 1, 1}};
  e.system.populations = {all};
  return e;
}

/// Whether the layers along x walk as the chain does, from each site separately.
bool walks_as_a_chain(const Experiment& e) {
  const theory::Chain chain(e, 0);
  const theory::Occupancy occupancy = theory::Occupancy::of_sites(e, theory::all_batches(e));
  for (std::size_t site = 0; site < 12; ++site) {
    std::vector<double> sites(12, 0.0), layers(4, 0.0);
    sites[site] = layers[site / 3] = 1;
    for (int t = 0; t < 4; ++t) {
      sites = occupancy.advance(sites, t);
      layers = chain.advance(layers);
    }
    for (std::size_t x = 0; x < 4; ++x) {
      const double sum = sites[3 * x] + sites[3 * x + 1] + sites[3 * x + 2];
      if (std::abs(sum - layers[x]) > 1e-12) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("an axis is autonomous exactly where the exact walk on all sites keeps to its chain") {
  auto faces = test::all_faces();
  faces.push_back({test::face(FaceKind::partial, 0), test::face(FaceKind::absorbing)});
  faces.push_back({test::face(FaceKind::partial, 0), test::face(FaceKind::partial, 0)});
  for (const double concentration : {0.0, 5.0}) {
    Face bath{FaceKind::reservoir};
    bath.reservoir.concentration = concentration;
    faces.push_back({bath, test::face(FaceKind::reflecting)});
    faces.push_back({test::face(FaceKind::reflecting), bath});
  }
  int autonomous = 0, open = 0;
  for (const auto& across : faces) {
    for (const auto& [minus, plus] : {std::pair{0.0, 0.0}, {0.1, 0.0}, {0.0, 0.1}, {0.1, 0.2}}) {
      const Experiment e = square(across, minus, plus);
      CAPTURE(to_string(across[low].kind));
      CAPTURE(to_string(across[high].kind));
      const auto shown_minus = minus;
      CAPTURE(shown_minus);
      const auto shown_plus = plus;
      CAPTURE(shown_plus);
      // A reservoir without walkers at a face that no hop reaches changes nothing; the answer may be the
      // careful one.
      const bool is_idle_bath = (across[low].kind == FaceKind::reservoir && minus <= 0 && plus > 0 &&
                                 across[low].reservoir.concentration <= 0) ||
                                (across[high].kind == FaceKind::reservoir && plus <= 0 && minus > 0 &&
                                 across[high].reservoir.concentration <= 0);
      const bool is_autonomous = theory::is_autonomous(e, 0);
      if (!is_idle_bath) CHECK(is_autonomous == walks_as_a_chain(e));
      CHECK(theory::Occupancy::of_layers(e, 0, theory::all_batches(e)).has_value() == is_autonomous);
      ++(is_autonomous ? autonomous : open);
    }
  }
  CHECK(autonomous > 20);
  CHECK(open > 20);
}

TEST_CASE("survival, exits and profiles are those of all sites where hops lead to one side only") {
  const auto faces = test::all_faces();
  for (const auto& across : faces) {
    for (const auto& [minus, plus] : {std::pair{0.0, 0.0}, {0.1, 0.0}, {0.0, 0.1}}) {
      const Experiment e = square(across, minus, plus);
      const theory::Occupancy occupancy = theory::Occupancy::of_sites(e, theory::all_batches(e));
      std::vector<double> now = occupancy.start();
      const auto alive = theory::survival(e, e.system.populations[0], 6);
      const auto profiles = theory::profiles(e, e.system.populations[0], 0, {0, 1, 2, 3, 4, 5, 6});
      const auto exits = theory::exit_rates(e, e.system.populations[0], 6);
      double gone = 0;
      for (std::size_t t = 0; t <= 6; ++t) {
        double sum = 0;
        for (const double n : now) sum += n;
        CHECK(alive[t] == doctest::Approx(sum / 1200).epsilon(1e-12));
        CHECK(1 - gone == doctest::Approx(sum / 1200).epsilon(1e-12));
        for (std::size_t x = 0; x < 4; ++x)
          CHECK(profiles[t][x] * 1200 == doctest::Approx(now[3 * x] + now[3 * x + 1] + now[3 * x + 2]));
        if (t < 6)
          for (const double rate : exits[t]) gone += rate;
        now = occupancy.advance(now, static_cast<std::int64_t>(t));
      }
    }
  }
}
