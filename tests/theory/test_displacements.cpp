/// Displacements, first passages and exits in a medium, against all paths of a few steps: every attempt taken
/// from the rules of the manual.
#include "fluxwalk/displacements.hpp"

#include <cmath>
#include <functional>

#include "theory/rules.hpp"
#include "theory/setup.hpp"

using namespace fluxwalk;

namespace {

/// A walker on one path.
struct Path {
  std::int64_t site = 0;
  PerAxis<int> displacement{};
  double chance = 1;
};

/// Calls visit for every path of `steps` steps from this site, including those that left (at test::gone);
/// `leave` for each that leaves, with the step and the face.
void for_each_path(const test::Rules& rules, Path path, std::int64_t step, std::int64_t steps,
                   const std::function<void(const Path&)>& visit,
                   const std::function<void(double, std::int64_t, std::size_t)>& leave) {
  if (step == steps || path.site == test::gone) return visit(path);
  double stay = path.chance;
  for (const test::Rule& rule : rules.hops) {
    if (rule.from != path.site) continue;
    Path next = path;
    next.chance *= rule.chance;
    stay -= next.chance;
    next.site = rule.to;
    if (rule.to == test::gone)
      leave(next.chance, step, static_cast<std::size_t>(2 * rule.axis + (rule.sign > 0)));
    else
      next.displacement[rule.axis] += rule.sign;
    for_each_path(rules, next, step + 1, steps, visit, leave);
  }
  path.chance = stay;
  for_each_path(rules, path, step + 1, steps, visit, leave);
}

Experiment box(int dimension, std::array<Face, 2> faces) {
  Experiment e;
  e.system.lattice.dimension = dimension;
  e.system.lattice.shape = {3, dimension > 1 ? 2 : 1, dimension > 2 ? 2 : 1};
  e.system.hop_law.minus = {0.15, 0.1, 0.12};
  e.system.hop_law.plus = {0.2, 0.16, 0.05};
  for (std::size_t a = static_cast<std::size_t>(dimension); a < 3; ++a)
    e.system.hop_law.minus[a] = e.system.hop_law.plus[a] = 0;
  e.system.hop_law.stay = 1;
  for (std::size_t a = 0; a < 3; ++a)
    e.system.hop_law.stay -= e.system.hop_law.minus[a] + e.system.hop_law.plus[a];
  e.system.faces[0] = faces;
  e.system.medium.potential.assign(static_cast<std::size_t>(e.system.lattice.num_sites()), 0.0);
  for (std::size_t i = 0; i < e.system.medium.potential.size(); ++i)
    e.system.medium.potential[i] = 0.3 * static_cast<double>((i * 7) % 4);
  e.system.medium.obstacles.assign(e.system.medium.potential.size(), 0);
  if (dimension > 1) e.system.medium.obstacles[2] = 1;
  e.system.medium.transmission[0].assign(static_cast<std::size_t>(e.system.lattice.num_bonds(0)), 1.0);
  e.system.medium.transmission[0][1] = 0.4;
  return e;
}

std::vector<double> uneven_start(const Experiment& e) {
  std::vector<double> start(e.system.medium.potential.size(), 0.0);
  double sum = 0;
  for (std::size_t i = 0; i < start.size(); ++i)
    if (e.system.medium.obstacles[i] == 0) sum += start[i] = static_cast<double>(i + 1);
  for (double& fraction : start) fraction /= sum;
  return start;
}

double power_of(const PerAxis<int>& r, const theory::Displacements::Powers& powers) {
  double product = 1;
  for (std::size_t a = 0; a < 3; ++a) product *= std::pow(r[a], powers[a]);
  return product;
}

}  // namespace

TEST_CASE("moments of the displacement are those of all paths, in a medium and at every face") {
  for (int dimension = 1; dimension <= 3; ++dimension) {
    const std::int64_t steps = dimension == 1 ? 5 : dimension == 2 ? 4 : 3;
    for (const auto& faces : test::all_faces()) {
      const Experiment e = box(dimension, faces);
      CAPTURE(dimension);
      CAPTURE(to_string(faces[low].kind));
      CAPTURE(to_string(faces[high].kind));
      const test::Rules rules = test::rules(e);
      const std::vector<double> start = uneven_start(e);
      const auto moments = theory::Displacements::moments(dimension, 4);
      std::vector<double> sums(moments.size(), 0.0);
      std::vector<std::array<double, 6>> left(static_cast<std::size_t>(steps));
      for (auto& row : left) row.fill(0);
      for (std::size_t site = 0; site < start.size(); ++site) {
        if (!(start[site] > 0)) continue;
        for_each_path(
            rules, {static_cast<std::int64_t>(site), {}, start[site]}, 0, steps,
            [&](const Path& path) {
              if (path.site == test::gone) return;
              for (std::size_t m = 0; m < moments.size(); ++m)
                sums[m] += path.chance * power_of(path.displacement, moments[m]);
            },
            [&](double chance, std::int64_t step, std::size_t face) {
              left[static_cast<std::size_t>(step)][face] += chance;
            });
      }
      const Transitions transitions(e);
      theory::Displacements walk(transitions, 4);
      walk.advance(1);
      walk.advance(steps - 1);
      const std::vector<double> means = walk.means(start);
      for (std::size_t m = 0; m < moments.size(); ++m) {
        CHECK(walk.mean(start, moments[m]) == doctest::Approx(means[m]));
        CHECK(std::abs(means[m] - sums[m]) < 1e-12 * (1 + std::abs(sums[m])));
      }
      const theory::Occupancy occupancy = theory::Occupancy::of_sites(e, theory::all_batches(e));
      const auto exits = theory::exit_rates(e, occupancy, start, steps);
      for (std::size_t t = 0; t < exits.size(); ++t)
        for (std::size_t face = 0; face < 6; ++face) CHECK(std::abs(exits[t][face] - left[t][face]) < 1e-14);
    }
  }
}

TEST_CASE("without a medium they are those of the free walk, unwrapped round the ring") {
  Experiment e = box(2, {Face{}, Face{}});
  e.system.medium = {};
  const Transitions transitions(e);
  theory::Displacements walk(transitions, 4);
  walk.advance(50);
  const auto mean_of = [&](const theory::Displacements::Powers& powers) {
    return walk.mean(std::vector<double>(6, 1.0 / 6), powers);
  };
  for (int a = 0; a < 2; ++a) {
    theory::Displacements::Powers one{}, two{};
    one[a] = 1;
    two[a] = 2;
    const double mean = theory::mean_displacement(e.system.hop_law, a, 50);
    CHECK(mean_of(one) == doctest::Approx(mean));
    CHECK(mean_of(two) ==
          doctest::Approx(theory::displacement_covariance(e.system.hop_law, a, a, 50) + mean * mean));
  }
  const double fourth = mean_of({4, 0, 0}) + 2 * mean_of({2, 2, 0}) + mean_of({0, 4, 0});
  const double square = mean_of({2, 0, 0}) + mean_of({0, 2, 0});
  CHECK(fourth - square * square ==
        doctest::Approx(theory::variance_of_squared_displacement(e.system.hop_law, 2, 50)));
  CHECK_THROWS_AS(mean_of({0, 0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(mean_of({5, 0, 0}), std::invalid_argument);
}

TEST_CASE("first passage into any set of sites is that of all paths") {
  const Experiment e = box(2, {Face{FaceKind::mirror}, Face{FaceKind::absorbing}});
  const test::Rules rules = test::rules(e);
  const theory::Occupancy occupancy = theory::Occupancy::of_sites(e, theory::all_batches(e));
  const std::vector<double> start = uneven_start(e);
  constexpr std::int64_t steps = 5;
  for (const std::vector<bool>& is_target :
       {std::vector<bool>{false, false, false, false, true, true},
        std::vector<bool>{true, false, false, false, false, false}, std::vector<bool>(6, false)}) {
    // paths that arrive: a target keeps for ever what reaches it
    test::Rules holding = rules;
    std::erase_if(holding.hops,
                  [&](const test::Rule& rule) { return is_target[static_cast<std::size_t>(rule.from)]; });
    std::vector<double> arrived;
    for (std::int64_t t = 0; t <= steps; ++t) {
      double sum = 0;
      for (std::size_t site = 0; site < start.size(); ++site)
        if (start[site] > 0)
          for_each_path(
              holding, {static_cast<std::int64_t>(site), {}, start[site]}, 0, t,
              [&](const Path& path) {
                if (path.site != test::gone && is_target[static_cast<std::size_t>(path.site)])
                  sum += path.chance;
              },
              [](double, std::int64_t, std::size_t) {});
      arrived.push_back(sum);
    }
    const std::vector<double> chances = theory::first_passage(occupancy, start, is_target, steps);
    double sum = 0;
    for (std::size_t t = 0; t < chances.size(); ++t)
      CHECK((sum += chances[t]) == doctest::Approx(arrived[t]).epsilon(1e-12));
  }
}
