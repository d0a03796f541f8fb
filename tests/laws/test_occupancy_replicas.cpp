/// \file
/// Over many seeds the statistics of the verdicts have the mean and the scatter that they claim, and a
/// slightly wrong engine is detected by the verdict that should detect it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "fluxwalk/analysis.hpp"
#include "judging/statistics.hpp"
#include "laws/followed_walkers.hpp"
#include "laws/occupancy_cases.hpp"
#include "laws/occupancy_walkers.hpp"

using namespace fluxwalk;
using namespace fluxwalk::testing;

namespace {

struct Seen {
  double number = 0, sum = 0, squares = 0, chi_square = 0, dof = 0;
  int below_5_percent = 0;
};

/// Reported with the p-value of the worst of several times.
bool is_worst(const std::string& name) {
  return name.starts_with("profile_") || name == "numbers" || name == "free_energy" ||
         name == "displacement_moments";
}

/// Over 30 seeds, statistics have the mean and the scatter that they claim.
template <class Simulate>
void check_scatter(Simulate simulate) {
  constexpr int num_seeds = 30;
  std::map<std::string, Seen> all;
  for (std::uint64_t seed = 1; seed <= num_seeds; ++seed) {
    const Results results = simulate(seed);
    for (const Verdict& verdict : analyse(results).verdicts) {
      if (verdict.is_judged() && verdict.rung == Rung::exact)
        CHECK_MESSAGE(verdict.outcome == Outcome::consistent, verdict.name);
      if (!(verdict.p_value >= 0)) continue;
      Seen& seen = all[verdict.name];
      seen.number += 1;
      seen.below_5_percent += verdict.p_value < 0.05;
      if (verdict.statistic == Statistic::chi_square) {
        seen.chi_square += verdict.statistic_value;
        seen.dof += verdict.degrees_of_freedom;
      } else {
        seen.sum += verdict.statistic_value;
        seen.squares += verdict.statistic_value * verdict.statistic_value;
      }
    }
  }
  CHECK(all.size() >= 4);
  for (const auto& item : all) {
    const Seen& seen = item.second;
    CAPTURE(item.first);
    CHECK(seen.below_5_percent <= 11);  // of 30: more have a chance of 1e-8
    if (is_worst(item.first)) continue;
    if (seen.dof > 0) {
      CHECK(statistics::chi_square_p(seen.chi_square, seen.dof) > 1e-6);
      CHECK(statistics::chi_square_p(seen.chi_square, seen.dof) < 1 - 1e-6);
    } else {
      // Student's t with seven degrees of freedom varies by 1.4; a normal deviate by 1.
      CHECK(std::abs(seen.sum) < 5 * std::sqrt(1.4 * seen.number));
      CHECK(seen.squares > 0.2 * seen.number);
      CHECK(seen.squares < 3.5 * seen.number);
    }
  }
}

}  // namespace

TEST_CASE("statistics of true laws scatter as they should") {
  const Experiment cases[] = {
      slab_case(),     half_space_case(), decay_case(),       source_case(), build_up_case(), growth_case(),
      membrane_case(), barrier_case(),    barrier_case(4000), closed_case(), mixed_case(),    porous_case(),
      wind_case(),     ring_case(),       puff_case(),        smoke_case(),  spread_case()};
  int number = 0;
  for (const Experiment& e : cases) {
    CAPTURE(number++);
    check_scatter([&](std::uint64_t seed) { return simulate_occupancy(e, 1000 + seed); });
  }
}

TEST_CASE("so do those of walkers that are followed in a medium") {
  Experiment sinks = obstacle_box(Face{FaceKind::absorbing});
  sinks.measure.exit_edges = every(5, sinks.system.steps);
  sinks.system.populations = {uniform(sinks, 9000), population(sinks, 6000, {3, 3}, true)};
  int number = 0;
  for (const Experiment& e : {obstacle_box(), obstacle_box(Face{FaceKind::reflecting}), sinks}) {
    CAPTURE(number++);
    check_scatter([&](std::uint64_t seed) { return simulate_followed(e, 1000 + seed); });
  }
}

TEST_CASE("an engine that is slightly wrong is caught, by the verdict that should") {
  struct Case {
    std::string wrong, verdict;
    Experiment claimed, truth;
    Disorder disorder;
  };
  std::vector<Case> cases;
  const auto add = [&](const char* wrong, const char* verdict, Experiment claimed, auto change,
                       Disorder disorder = {}) {
    Experiment truth = claimed;
    change(truth);
    cases.push_back({wrong, verdict, claimed, truth, disorder});
  };
  const auto nothing = [](Experiment&) {};
  Experiment slab = slab_case();
  slab.system.faces[0] = {reservoir(400000), reservoir(150000)};
  const auto half = [](Experiment& e) {
    e.system.faces[0][low].reservoir.is_half_cell = e.system.faces[0][high].reservoir.is_half_cell = true;
  };
  add("a slab of width L", "steady_flux_x", slab, half);
  add("a slab of width L", "entered", slab, half);
  const auto narrow =
      [](Experiment& e) {  // boundary sites held at nL and nR: factors 1/p beyond the first bond
        for (const Side side : {low, high}) e.system.faces[0][side].reservoir.concentration *= 1.0 / 0.9;
      };
  add("reservoirs a tenth too dense", "steady_profile_x", slab, narrow);
  add("one direction 0.2 % too likely", "steady_flux_x", slab, [](Experiment& e) {
    e.system.hop_law.plus[0] *= 1.002;
    e.system.hop_law.stay -= 0.002 * 0.25;
  });
  add("one direction 1 % too likely", "fick_first_law_everywhere_x", slab, [](Experiment& e) {
    e.system.hop_law.plus[0] *= 1.01;
    e.system.hop_law.stay -= 0.01 * 0.25;
  });
  add("inject, then hop", "steady_profile_x", slab, nothing, {true, false});
  add("inject, then hop", "bookkeeping", slab, nothing, {true, false});
  Experiment decay = decay_case();
  decay.system.faces[0][low].reservoir.concentration = 200000;
  add("decay before the hops", "profile_x", decay, nothing, {false, true});
  add("decay 1 % too seldom", "decay_probability", decay,
      [](Experiment& e) { e.system.turnover.decay *= 0.99; });
  add("decay 3 % too seldom", "penetration_length_x", decay,
      [](Experiment& e) { e.system.turnover.decay *= 0.97; });
  add("Glauber for Metropolis", "steady_flux_x", barrier_case(),
      [](Experiment& e) { e.system.medium.acceptance = Acceptance::glauber; });
  add("Glauber for Metropolis", "fick_first_law_slope_x", barrier_case(),
      [](Experiment& e) { e.system.medium.acceptance = Acceptance::glauber; });
  add("no potential", "chemical_potential_x", closed_case(),
      [](Experiment& e) { e.system.medium.potential[7] -= 0.4; });
  add("alpha for alpha/(1 - alpha)", "membrane_x_4", membrane_case(),
      [](Experiment& e) { e.system.medium.transmission[0][4] = 0.2 / 1.2; });
  add("a membrane 5 % too tight", "permeability_x_4", membrane_case(),
      [](Experiment& e) { e.system.medium.transmission[0][4] *= 0.9; });
  add("the membrane one plane off", "permeability_x_4", membrane_case(), [](Experiment& e) {
    std::swap(e.system.medium.transmission[0][4], e.system.medium.transmission[0][5]);
  });
  add("the source one site off", "profile_x", source_case(),
      [](Experiment& e) { e.system.sources[0].sites = {4}; });
  add("the source 3 % too weak", "from_sources", source_case(),
      [](Experiment& e) { e.system.sources[0].rates[0] *= 0.97; });
  add("the source 5 % too weak", "source_jump_x", source_case(),
      [](Experiment& e) { e.system.sources[0].rates[0] *= 0.9; });
  add("splits 2 % too often", "reproduction_probability", growth_case(),
      [](Experiment& e) { e.system.turnover.reproduction *= 1.05; });
  add("splits 5 % too often", "numbers", growth_case(),
      [](Experiment& e) { e.system.turnover.reproduction *= 1.1; });
  add("a wall one site off", "profile_sites", closed_case(), [](Experiment& e) {
    e.system.medium.obstacles.assign(8, 0);
    e.system.medium.obstacles[7] = 1;
  });
  add("too hot", "free_energy", closed_case(), [](Experiment& e) {
    for (double& u : e.system.medium.potential) u *= 0.7;
  });
  add("wind 1 % too strong", "fick_first_law_drift_x", wind_case(), [](Experiment& e) {
    e.system.hop_law.plus[0] *= 1.01;
    e.system.hop_law.stay -= 0.01 * 0.3;
  });
  add("D_b less v²/2", "fick_first_law_slope_x", wind_case(), [](Experiment& e) {
    e.system.hop_law.plus[0] -= 0.15 * 0.15 / 2;
    e.system.hop_law.minus[0] -= 0.15 * 0.15 / 2;
    e.system.hop_law.stay += 0.15 * 0.15;
  });
  const auto keeps_loss = [](Experiment& e) {  // spreads with the D_b of the flux law
    e.system.hop_law.plus[0] += 0.4 * 0.4 / 2;
    e.system.hop_law.minus[0] += 0.4 * 0.4 / 2;
    e.system.hop_law.stay -= 0.4 * 0.4;
  };
  add("a puff without -v²/2", "spreading_x", puff_case(), keeps_loss);
  add("smoke without -v²/2", "spreading_x", smoke_case(), keeps_loss);
  add("a population without -v²/2", "spreading_x", spread_case(), keeps_loss);
  Experiment thick = smoke_case();
  thick.system.sources[0].rates[0] *= 1000;
  add("smoke that hops 1 % too often", "spreading_x", thick, [](Experiment& e) {
    e.system.hop_law.plus[0] *= 1.01;
    e.system.hop_law.minus[0] *= 1.01;
    e.system.hop_law.stay = 1 - 0.6 * 1.01;
  });
  add("an obstacle missing", "steady_flux_x", porous_case(),
      [](Experiment& e) { e.system.medium.obstacles[13] = 0; });
  add("a hill too low", "steady_flux_x", ring_case(),
      [](Experiment& e) { e.system.medium.potential[3] -= 0.2; });
  for (const Case& one : cases) {
    CAPTURE(one.wrong);
    const auto p_of = [&](const Experiment& truth, Disorder disorder) {
      const Verdict verdict =
          named(analyse(simulate_occupancy(truth, one.claimed, 4, disorder)).verdicts, one.verdict);
      return verdict.rung == Rung::exact ? (verdict.outcome == Outcome::consistent ? 1.0 : 0.0)
                                         : verdict.p_value;
    };
    CHECK_MESSAGE(p_of(one.truth, one.disorder) < 1e-5, one.verdict);
    CHECK_MESSAGE(p_of(one.claimed, {}) > 1e-5, one.verdict);
  }
}

TEST_CASE("few walkers raise no alarm, not even where all are relatives") {
  std::vector<Experiment> cases;
  for (const double number : {0.02, 1.0, 12.0}) {
    Experiment rare = slab_case();
    rare.system.faces[0] = {reservoir(number), reservoir(0)};
    cases.push_back(rare);
    Experiment tight = rare;
    tight.system.medium.transmission[0].assign(10, 1.0);
    tight.system.medium.transmission[0][4] = 0.05;
    cases.push_back(tight);
  }
  for (const std::int64_t walkers : {8, 24, 240}) {  // critical: as many are born as die
    Experiment ring = occupancy_chain(9, 0.2, Face{}, Face{}, 400, 20);
    ring.system.hop_law.plus[0] = 0.3;
    ring.system.hop_law.stay = 0.5;
    ring.system.turnover = {0.02 / 1.02, 0.02};
    ring.system.populations = {population(ring, walkers, {4})};
    ring.measure.histogram_times = {20, 400};
    cases.push_back(ring);
    Experiment box = ring;
    box.system.faces[0] = {Face{FaceKind::reflecting}, Face{FaceKind::reflecting}};
    cases.push_back(box);
  }
  for (std::size_t number = 0; number < cases.size(); ++number) {
    const Experiment& e = cases[number];
    CAPTURE(number);
    double judged = 0, rare = 0;
    for (std::uint64_t seed = 1; seed <= 25; ++seed)
      for (const Verdict& verdict : analyse(simulate_occupancy(e, seed)).verdicts) {
        if (!verdict.is_judged() || !(verdict.p_value >= 0)) continue;
        judged += 1;
        rare += verdict.p_value < 1e-3;
        CHECK_MESSAGE(verdict.p_value > 1e-7, verdict.name);
        if (number < 8) CHECK_MESSAGE(verdict.outcome != Outcome::consistent, verdict.name);  // nor a claim
      }
    CHECK(statistics::poisson_p(rare, 1e-3 * judged) > 1e-6);
  }
}

TEST_CASE("the points of flux against driving scatter by their own errors, whichever way they lie") {
  double squares = 0, points = 0, slope = 0, spread = 0;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    Experiment e = barrier_case();
    e.system.populations = {population(e, 8000, {0, 1, 2, 3, 4, 5, 6, 7}, true)};
    const Analysis analysis = analyse(simulate_occupancy(e, seed));
    const auto figure = std::find_if(analysis.figures.begin(), analysis.figures.end(),
                                     [](const Figure& one) { return one.id == "flux_vs_driving_x"; });
    REQUIRE(figure != analysis.figures.end());
    const auto column = [&](const std::string& name) {
      for (const Column& one : figure->data.columns)
        if (one.name == name) return std::get<std::vector<double>>(one.values);
      return std::vector<double>();
    };
    const std::vector<double> predicted = column("predicted"), sigma = column("sigma"),
                              residual = column("residual");
    REQUIRE(residual.size() >= 5);
    for (std::size_t i = 0; i < residual.size(); ++i) {
      squares += residual[i] * residual[i];
      points += 1;
      // Neighbours on the drawing: where one lies more to the right, its deviation must not be lower for it.
      if (i == 0) continue;
      const double step = (predicted[i] - predicted[i - 1]) / std::hypot(sigma[i], sigma[i - 1]);
      if (std::abs(step) > 3) continue;  // not neighbours
      slope += step * (residual[i] - residual[i - 1]) / std::sqrt(2);
      spread += step * step;
    }
  }
  CHECK(statistics::chi_square_p(squares, points) > 1e-6);
  CHECK(statistics::chi_square_p(squares, points) < 1 - 1e-6);
  CHECK(std::abs(slope) < 5 * std::sqrt(spread + 1));
}
