/// \file
/// Steady states on a line against textbook formulas.
#include <doctest/doctest.h>

#include <numbers>

#include "fluxwalk/occupancy.hpp"
#include "theory/setup.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;
using theory::Occupancy;
using theory::ResistorChain;

namespace {

Face reservoir(double concentration, bool is_half_cell = false) {
  Face face{FaceKind::reservoir};
  face.reservoir.concentration = concentration;
  face.reservoir.is_half_cell = is_half_cell;
  return face;
}

Experiment slab(std::int32_t layers, double minus, double plus, Face below, Face above) {
  Experiment e = chain_experiment(layers, minus, plus, {below, above});
  e.system.populations.clear();
  return e;
}

struct Answer {
  std::vector<double> profile, net;
  ResistorChain line;
};

Answer solve(const Experiment& e) {
  const Occupancy occupancy = *Occupancy::of_layers(e, 0, theory::all_batches(e));
  const auto steady = theory::steady_state(occupancy, 0);
  REQUIRE(steady.has_value());
  std::vector<double> forward(steady->size() + 1, 0.0), backward = forward;
  occupancy.add_crossings(0, *steady, forward, backward);
  for (std::size_t b = 0; b < forward.size(); ++b) forward[b] -= backward[b];
  const auto line = ResistorChain::of(occupancy, 0);
  REQUIRE(line.has_value());
  return {*steady, forward, *line};
}

constexpr double exact = 1e-10;

}  // namespace

TEST_CASE("a slab between two reservoirs: linear profile, J = p (nL - nR)/(L + 1); half cells: /L") {
  const double nL = 5.3, nR = 1.9, p = 0.173;
  for (const int L : {1, 2, 23}) {
    const Answer answer = solve(slab(L, p, p, reservoir(nL), reservoir(nR)));
    for (int i = 1; i <= L; ++i)
      CHECK(answer.profile[static_cast<std::size_t>(i - 1)] == near(nL + (nR - nL) * i / (L + 1), exact));
    for (const double net : answer.net) CHECK(net == near(p * (nL - nR) / (L + 1), exact));
    CHECK(answer.line.flux() == near(p * (nL - nR) / (L + 1), exact));
    const Answer half = solve(slab(L, p, p, reservoir(nL, true), reservoir(nR, true)));
    CHECK(half.line.flux() == near(p * (nL - nR) / L, exact));
    CHECK(half.profile[0] == near(nL + (nR - nL) * 0.5 / L, exact));
    const Answer sink = solve(slab(L, p, p, reservoir(nL), face(FaceKind::absorbing)));
    CHECK(sink.line.flux() == near(p * nL / (L + 1), exact));
  }
}

TEST_CASE("a slab in the wind: A + B r^i, J = v (nL r^(L+1) - nR)/(r^(L+1) - 1)") {
  const double minus = 0.2, plus = 0.27, nL = 3, nR = 4, r = plus / minus;
  const int L = 12;
  const Answer answer = solve(slab(L, minus, plus, reservoir(nL), reservoir(nR)));
  const double q = std::pow(r, L + 1);
  CHECK(answer.line.flux() == near((plus - minus) * (nL * q - nR) / (q - 1), exact));
  for (int i = 1; i <= L; ++i)
    CHECK(answer.profile[static_cast<std::size_t>(i - 1)] ==
          near(nL + (nR - nL) * (std::pow(r, i) - 1) / (q - 1), exact));
  // far too steep for its weights to be numbers
  const Answer steep = solve(slab(3000, 0.1, 0.5, reservoir(nL), reservoir(nR)));
  CHECK(steep.line.flux() == near(0.4 * nL, exact));
}

TEST_CASE("sources between sinks: the parabola and the triangle") {
  const double p = 0.3, s = 0.02;
  const int L = 9, k = 3;
  Experiment e = slab(L, p, p, face(FaceKind::absorbing), face(FaceKind::absorbing));
  e.system.sources = {{"uniform", {0, 1, 2, 3, 4, 5, 6, 7, 8}, std::vector<double>(9, s), 0, 1000}};
  const Answer even = solve(e);
  for (int i = 1; i <= L; ++i)
    CHECK(even.profile[static_cast<std::size_t>(i - 1)] == near(s * i * (L + 1 - i) / (2 * p), exact));
  CHECK(even.net[0] == near(-s * L / 2, exact));
  CHECK(even.line.flux() == 0);
  e.system.sources = {{"point", {k - 1}, {s}, 0, 1000}};
  const Answer single = solve(e);
  for (int i = 1; i <= L; ++i)
    CHECK(single.profile[static_cast<std::size_t>(i - 1)] ==
          near(s / p * std::min(i, k) * (L + 1 - std::max(i, k)) / (L + 1), exact));
  CHECK(single.net[k] - single.net[k - 1] == near(s, exact));
}

TEST_CASE("decay: cosh(1/xi) = 1 + k/((1 - k) 2p)") {
  const double p = 0.25, k = 0.03, nL = 7;
  const int L = 14;
  Experiment e = slab(L, p, p, reservoir(nL), face(FaceKind::absorbing));
  e.system.turnover.decay = k;
  const double kappa = std::acosh(1 + k / ((1 - k) * 2 * p));
  // The site beyond the face feeds the end layer before decay, as the layers feed each other: the same law.
  const Answer answer = solve(e);
  for (int i = 1; i <= L; ++i)
    CHECK(answer.profile[static_cast<std::size_t>(i - 1)] ==
          near(nL * std::sinh((L + 1 - i) * kappa) / std::sinh((L + 1) * kappa), exact));
}

TEST_CASE("membranes in series: J = p dn / sum 1/alpha; kappa = alpha p, and p alpha/(1 - alpha)") {
  const double p = 0.2, first = 0.1, second = 0.5;
  const int L = 10;
  Experiment e = slab(L, p, p, reservoir(6), reservoir(1));
  e.system.medium.transmission[0].assign(L + 1, 1.0);
  e.system.medium.transmission[0][4] = first;
  e.system.medium.transmission[0][8] = second;
  const Answer answer = solve(e);
  const double J = p * 5 / (L + 1 - 2 + 1 / first + 1 / second);
  CHECK(answer.line.flux() == near(J, exact));
  const auto& n = answer.profile;
  CHECK(J / (n[3] - n[4]) == near(first * p, exact));
  const double left = n[3] + (n[3] - n[2]) / 2,
               right = n[4] + (n[4] - n[5]) / 2;  // extrapolated to the plane
  CHECK(J / (left - right) == near(p * first / (1 - first), exact));
}

TEST_CASE(
    "a mobility of its own at each site: J = (nL - nR)/sum 1/g_b, and well mixed without a difference") {
  const double p = 0.2;
  const std::vector<double> m = {1, 0.3, 0.3, 0.05, 0.7, 1};
  const auto L = static_cast<int>(m.size());
  double resistance = 0;  // half a bond of each of its two sites
  for (std::size_t i = 0; i + 1 < m.size(); ++i) resistance += (1 / m[i] + 1 / m[i + 1]) / 2 / p;
  for (const bool is_half_cell : {false, true}) {
    Face left = reservoir(6), right = reservoir(1);
    left.reservoir.is_half_cell = right.reservoir.is_half_cell = is_half_cell;
    Experiment e = slab(L, p, p, left, right);
    e.system.medium.mobility = m;
    const double ends = (1 / m.front() + 1 / m.back()) / p / (is_half_cell ? 2 : 1);
    const Answer answer = solve(e);
    const double J = 5 / (resistance + ends);
    CHECK(answer.line.flux() == near(J, exact));
    for (const double net : answer.net) CHECK(net == near(J, exact));
    for (const double weight : answer.line.log_weight()) CHECK(std::abs(weight) < exact);
    e.system.faces[0][high].reservoir.concentration = 6;
    for (const double n : solve(e).profile) CHECK(n == near(6, exact));
  }
}

TEST_CASE("a barrier: J = (e^muL - e^muR)/sum 1/g for each acceptance, and equilibrium e^-U") {
  const double p = 0.2;
  const std::vector<double> U = {0.4, 1.1, 2.0, 0.7, -0.5};
  for (const Acceptance rule : {Acceptance::metropolis, Acceptance::glauber, Acceptance::exponential}) {
    Experiment e = slab(5, p, p, reservoir(2), reservoir(3));
    e.system.faces[0][low].reservoir.potential = 0.2;
    e.system.faces[0][high].reservoir.potential = -0.1;
    e.system.medium.potential = U;
    e.system.medium.acceptance = rule;
    const auto accepted = [&](double dU) {
      if (rule == Acceptance::metropolis) return std::min(1.0, std::exp(-dU));
      return rule == Acceptance::glauber ? 1 / (1 + std::exp(dU)) : std::exp(-dU / 2);
    };
    std::vector<double> all = {0.2};
    all.insert(all.end(), U.begin(), U.end());
    all.push_back(-0.1);
    double resistance = 0;
    for (std::size_t b = 0; b + 1 < all.size(); ++b)
      resistance += 1 / (std::exp(-all[b]) * p * accepted(all[b + 1] - all[b]));
    const Answer answer = solve(e);
    const double J = (2 * std::exp(0.2) - 3 * std::exp(-0.1)) / resistance;
    CHECK(answer.line.flux() == near(J, exact));
    for (const double net : answer.net) CHECK(net == near(J, exact));
    Experiment closed = chain_experiment(5, p, p, {face(FaceKind::reflecting), face(FaceKind::reflecting)});
    closed.system.medium = e.system.medium;
    const Answer rest = solve(closed);
    double norm = 0;
    for (const double u : U) norm += std::exp(-u);
    for (std::size_t i = 0; i < U.size(); ++i) {
      CHECK(rest.profile[i] == near(1000 * std::exp(-U[i]) / norm, exact));
      CHECK(rest.line.log_weight()[i] == doctest::Approx(U[0] - U[i]).epsilon(exact));
    }
  }
}

TEST_CASE("equilibrium of a long box with hills, wells and a wall that cuts it in two") {
  const int L = 30000, wall = 20000;  // a full row of the matrix must not fill all others
  Experiment e = slab(L, 0.25, 0.25, Face{FaceKind::reflecting}, Face{FaceKind::reflecting});
  for (int i = 0; i < L; ++i) e.system.medium.potential.push_back(4 * std::cos(6e-4 * i) + 1e-4 * i);
  e.system.medium.transmission[0].assign(static_cast<std::size_t>(L) + 1, 1.0);
  e.system.medium.transmission[0][static_cast<std::size_t>(wall)] = 0;
  e.system.populations = {point({5, 0, 0}), point({25000, 0, 0})};
  e.system.populations[1].walkers = 250;
  const auto steady = theory::steady_state(*Occupancy::of_layers(e, 0, theory::all_batches(e)), 0);
  REQUIRE(steady.has_value());
  double weight[2] = {0, 0};
  for (int i = 0; i < L; ++i)
    weight[i >= wall] += std::exp(-e.system.medium.potential[static_cast<std::size_t>(i)]);
  double worst = 0;
  for (int i = 0; i < L; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const double boltzmann =
        (i < wall ? 1000 : 250) * std::exp(-e.system.medium.potential[at]) / weight[i >= wall];
    worst = std::max(worst, std::abs((*steady)[at] / boltzmann - 1));
  }
  // The chance to stay is rounded to 1e-16, against p (π/L)² of the slowest mode, and less over hills of 8
  // kT.
  CHECK(worst < 1e-16 * L * L / (0.25 * 9.9) * std::exp(4.0));
}

TEST_CASE("the flux of a line needs no patience: its mean is the same in every step") {
  Experiment e = slab(8, 0.2, 0.25, reservoir(6), reservoir(1, true));
  e.system.medium.potential = {0, 0.3, 0.1, 0.9, 0.2, 0.4, 0.1, 0};
  e.system.medium.hop = {1, 0.5, 0.7, 1, 0.9, 0.3, 1, 1};
  e.system.turnover.decay = 0.02;
  e.system.sources = {{"point", {5}, {2.5}, 0, 1000}};
  e.system.populations = {point({2, 0, 0})};
  const Occupancy occupancy = *Occupancy::of_layers(e, 0, theory::all_batches(e));
  const auto line = ResistorChain::of(occupancy, 0);
  std::vector<double> now = occupancy.start();
  for (int t = 0; t < 20; ++t) {
    std::vector<double> forward(9, 0.0), backward(9, 0.0);
    occupancy.add_crossings(0, now, forward, backward);
    double mixed = 0;
    for (std::size_t b = 0; b < 9; ++b) mixed += line->share()[b] * (forward[b] - backward[b]);
    CHECK(mixed == near(line->flux(), 1e-11));
    now = occupancy.advance(now, t);
  }
}

TEST_CASE("the slowest modes: 1 - 2p (1 - cos(pi/(L+1))), and nothing forgotten beside what is conserved") {
  const double pi = std::numbers::pi, p = 0.3;
  const auto slowest = [&](Face below, Face above, double decay = 0, double reproduction = 0) {
    Experiment e = slab(10, p, p, below, above);
    e.system.turnover = {decay, reproduction};
    return ResistorChain::of(*Occupancy::of_layers(e, 0, theory::all_batches(e)), 0)->slowest();
  };
  const auto both = slowest(reservoir(1), face(FaceKind::absorbing));
  CHECK(both.first == near(1 - 2 * p * (1 - std::cos(pi / 11)), exact));
  CHECK(both.second == near(1 - 2 * p * (1 + std::cos(pi / 11)), exact));
  CHECK(slowest(face(FaceKind::reflecting), face(FaceKind::reflecting)).first ==
        near(1 - 2 * p * (1 - std::cos(pi / 10)), exact));
  CHECK(slowest(face(FaceKind::mirror), face(FaceKind::mirror)).first ==
        near(1 - 2 * p * (1 - std::cos(pi / 9)), exact));
  CHECK(slowest(face(FaceKind::reflecting), face(FaceKind::reflecting), 0.1).first == near(0.9, exact));
  for (const double b : {0.01, 0.02, 0.05, 0.3})  // as many are born as die: the mean is kept, up to rounding
    CHECK(slowest(face(FaceKind::reflecting), face(FaceKind::reflecting), b / (1 + b), b).first ==
          near(1 - 2 * p * (1 - std::cos(pi / 10)), exact));
}

TEST_CASE("numbers: s (1 - (1-k)^T)/k, Galton and Watson, and what a few walkers come to") {
  Experiment e = slab(4, 0.3, 0.3, face(FaceKind::reflecting), face(FaceKind::reflecting));
  const double k = 0.07, s = 0.9, b = 0.04;
  e.system.turnover.decay = k;
  e.system.sources = {{"uniform", {0, 1, 2, 3}, std::vector<double>(4, s / 4), 0, 1000}};
  const auto batches = theory::all_batches(e);
  const auto fill = theory::numbers(*Occupancy::of_layers(e, 0, batches), {50});
  CHECK(fill[0].mean == near(s * (1 - std::pow(1 - k, 50)) / k, exact));
  CHECK(fill[0].variance == near(fill[0].mean, exact));
  CHECK(fill[0].skewness() == near(1 / std::sqrt(fill[0].mean), exact));

  e.system.sources.clear();
  e.system.turnover = {0, b};
  e.system.populations = {point({1, 0, 0})};
  const int T = 30;
  const auto grown = theory::numbers(*Occupancy::of_layers(e, 0, batches), {T})[0];
  const double g = 1 + b;
  CHECK(grown.mean == near(1000 * std::pow(g, T), exact));
  CHECK(grown.variance == near(1000 * b * (1 - b) * std::pow(g, T - 1) * (std::pow(g, T) - 1) / b, exact));
  // One walker's descendants one by one, with decay: the whole distribution after 4 steps.
  e.system.turnover = {k, b};
  std::vector<double> chance(17, 0.0);
  chance[1] = 1;
  for (int t = 0; t < 4; ++t) {
    std::vector<double> next(17, 0.0), power(17, 0.0);  // generating functions, one step outermost
    power[0] = 1;
    for (std::size_t n = 0; n <= 16; ++n) {
      for (std::size_t i = 0; i <= 16; ++i) next[i] += chance[n] * power[i];
      std::vector<double> more(17, 0.0);
      for (std::size_t i = 0; i <= 16; ++i) {
        more[i] += k * power[i];
        if (i + 1 <= 16) more[i + 1] += (1 - k) * (1 - b) * power[i];
        if (i + 2 <= 16) more[i + 2] += (1 - k) * b * power[i];
      }
      power = more;
    }
    chance = next;
  }
  double m1 = 0, m2 = 0, m3 = 0;
  for (std::size_t n = 0; n <= 16; ++n) m1 += static_cast<double>(n) * chance[n];
  for (std::size_t n = 0; n <= 16; ++n) {
    const double d = static_cast<double>(n) - m1;
    m2 += d * d * chance[n];
    m3 += d * d * d * chance[n];
  }
  const auto four = theory::numbers(*Occupancy::of_layers(e, 0, batches), {4})[0];
  CHECK(four.mean == near(1000 * m1, exact));
  CHECK(four.variance == near(1000 * m2, exact));
  CHECK(four.third == near(1000 * m3, 1e-8));
}
