/// \file
/// The expected occupancy against the rules of each site, for boxes of all dimensions, faces and media.
#include <doctest/doctest.h>

#include <random>

#include "fluxwalk/occupancy.hpp"
#include "theory/covariance.hpp"
#include "theory/rules.hpp"
#include "theory/setup.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;
using theory::Occupancy;

namespace {

/// A box with everything in it at random: faces, reservoirs, medium, sources, turnover, populations.
Experiment random_box(std::mt19937& random, std::vector<std::int32_t> shape, bool is_layered_along_x) {
  const auto draw = [&] { return std::uniform_real_distribution<>(0.05, 0.95)(random); };
  const auto pick = [&](int n) { return std::uniform_int_distribution<>(0, n - 1)(random); };
  Experiment e;
  Lattice& lattice = e.system.lattice;
  lattice.dimension = static_cast<int>(shape.size());
  double sum = e.system.hop_law.stay = pick(2) * draw();
  for (std::size_t a = 0; a < max_dimension; ++a) {
    e.system.hop_law.minus[a] = e.system.hop_law.plus[a] = 0;
    if (a >= shape.size()) continue;
    lattice.shape[a] = shape[a];
    sum += e.system.hop_law.minus[a] = draw();
    sum += e.system.hop_law.plus[a] = draw();
    const bool is_closed = is_layered_along_x && a > 0;
    if (pick(3) == 0) continue;  // periodic
    for (Face& face : e.system.faces[a]) {
      const FaceKind kinds[] = {FaceKind::reflecting, shape[a] > 1 ? FaceKind::mirror : FaceKind::reflecting,
                                FaceKind::absorbing, FaceKind::partial, FaceKind::reservoir};
      face.kind = kinds[pick(is_closed ? 2 : 5)];
      face.absorption = draw();
      face.reservoir.concentration = pick(9);
      face.reservoir.is_deterministic = pick(2) == 1;
      face.reservoir.is_half_cell = pick(2) == 1;
      if (pick(2) == 1) face.reservoir.potential = draw();
    }
  }
  for (std::size_t a = 0; a < shape.size(); ++a) {
    e.system.hop_law.minus[a] /= 2 * sum;  // room for doubled hops
    e.system.hop_law.plus[a] /= 2 * sum;
  }
  e.system.hop_law.stay = 1;
  for (std::size_t a = 0; a < shape.size(); ++a)
    e.system.hop_law.stay -= e.system.hop_law.minus[a] + e.system.hop_law.plus[a];
  const std::int64_t sites = lattice.num_sites();
  const auto fill = [&](std::vector<double>& list, std::int64_t size, auto value_at) {
    if (pick(2) == 0) return;
    for (std::int64_t i = 0; i < size; ++i) list.push_back(value_at(i));
  };
  std::vector<double> layer_hop, layer_potential, layer_transmission;
  for (std::int32_t i = 0; i <= lattice.shape[0]; ++i) {
    layer_hop.push_back(draw());
    layer_potential.push_back(draw());
    layer_transmission.push_back(draw());
  }
  const auto x_of = [&](std::int64_t site) { return static_cast<std::size_t>(lattice.position(site)[0]); };
  Medium& medium = e.system.medium;
  const Acceptance acceptances[] = {Acceptance::metropolis, Acceptance::glauber, Acceptance::exponential};
  medium.acceptance = acceptances[pick(3)];
  fill(medium.hop, sites, [&](auto i) { return is_layered_along_x ? layer_hop[x_of(i)] : draw(); });
  std::mt19937 apart = random;  // so that mobilities leave everything else as it is drawn
  apart.discard(10'000);
  const auto draw_apart = [&] { return std::uniform_real_distribution<>(0.05, 0.95)(apart); };
  if (draw_apart() < 0.5) {
    std::vector<double> layer_mobility;
    for (std::int32_t i = 0; i < lattice.shape[0]; ++i) layer_mobility.push_back(draw_apart());
    for (std::int64_t i = 0; i < sites; ++i)
      medium.mobility.push_back(is_layered_along_x ? layer_mobility[x_of(i)] : draw_apart());
  }
  fill(medium.potential, sites,
       [&](auto i) { return 0.3 * (is_layered_along_x ? layer_potential[x_of(i)] : draw()); });
  for (std::size_t a = 0; a < shape.size(); ++a)
    fill(medium.transmission[a], lattice.num_bonds(static_cast<int>(a)), [&](auto bond) {
      Lattice planes = lattice;
      ++planes.shape[a];
      const auto x = static_cast<std::size_t>(planes.position(bond)[0]);
      return is_layered_along_x ? layer_transmission[x] : draw();
    });
  if (!is_layered_along_x && pick(2) == 1) {
    medium.obstacles.assign(static_cast<std::size_t>(sites), 0);
    for (auto& site : medium.obstacles) site = pick(4) == 0;
    medium.obstacles.front() = medium.obstacles.back() = 0;
    if (lattice.shape[0] > 1) medium.obstacles[static_cast<std::size_t>(lattice.site({1, 0, 0}))] = 0;
  }
  if (pick(2) == 1) e.system.turnover = {0.1 * draw(), 0.1 * draw()};
  for (int k = pick(3); k > 0; --k)
    e.system.sources.push_back({"table", {0, sites - 1}, {draw(), draw()}, pick(2), 2 + pick(3)});
  Population start = point({0, 0, 0});
  start.along[0] = {0, {3, 2}};
  if (lattice.shape[0] < 2) start.along[0] = {0, {1}};
  e.system.populations = {start, point({0, 0, 0})};
  e.system.populations[0].walkers = 70;
  e.system.populations[1].is_poisson = true;
  e.sampling.num_batches = 5;
  return e;
}

struct Step {
  Eigen::MatrixXd hops;                                ///< (to, from)
  Eigen::VectorXd entries;                             ///< mean
  Eigen::VectorXd trimmed;                             ///< Σ c q² of the deterministic ones
  std::vector<std::vector<double>> forward, backward;  ///< [axis][plane] of the vector asked
};

Step step_of(const Experiment& e, const Eigen::VectorXd& now) {
  const auto sites = e.system.lattice.num_sites();
  Step step{Eigen::MatrixXd::Identity(sites, sites),
            Eigen::VectorXd::Zero(sites),
            Eigen::VectorXd::Zero(sites),
            {},
            {}};
  for (int a = 0; a < e.system.lattice.dimension; ++a)
    step.forward.emplace_back(e.system.lattice.shape[a] + 1, 0.0);
  step.backward = step.forward;
  const auto count = [&](int axis, std::int32_t plane, bool is_forward, double number) {
    auto& planes = (is_forward ? step.forward : step.backward)[static_cast<std::size_t>(axis)];
    const auto last = planes.size() - 1;
    const auto b = static_cast<std::size_t>(plane);
    planes[b] += number;
    if (e.system.faces[axis][low].kind != FaceKind::periodic) return;
    if (b == 0) planes[last] += number;
    if (b == last) planes[0] += number;
  };
  const Rules all = rules(e);
  for (const Rule& rule : all.hops) {
    step.hops(rule.from, rule.from) -= rule.chance;
    if (rule.to != gone) step.hops(rule.to, rule.from) += rule.chance;
    count(rule.axis, rule.plane, rule.sign > 0, rule.chance * now(rule.from));
  }
  for (const Inlet& inlet : all.inlets) {
    const auto axis = static_cast<std::size_t>(inlet.axis);
    const Reservoir& bath = e.system.faces[axis][static_cast<std::size_t>(inlet.side)].reservoir;
    step.entries(inlet.to) += bath.concentration * inlet.chance;
    if (bath.is_deterministic) step.trimmed(inlet.to) += bath.concentration * inlet.chance * inlet.chance;
    count(inlet.axis, inlet.side == low ? 0 : e.system.lattice.shape[axis], inlet.side == low,
          bath.concentration * inlet.chance);
  }
  return step;
}

const std::vector<std::vector<std::int32_t>> shapes = {{1},    {2},    {5},       {1, 4},    {4, 1},
                                                       {2, 2}, {4, 3}, {2, 3, 2}, {3, 1, 2}, {3, 2, 3}};

}  // namespace

TEST_CASE("the occupancy of the sites is the matrix of their rules: means, crossings, covariance, numbers") {
  std::mt19937 random(11);
  for (int trial = 0; trial < 300; ++trial) {
    const Experiment e = random_box(random, shapes[static_cast<std::size_t>(trial) % shapes.size()], false);
    CAPTURE(trial);
    const Occupancy occupancy = Occupancy::of_sites(e, theory::all_batches(e));
    theory::Covariance covariance(occupancy);
    std::vector<double> now = occupancy.start();
    Eigen::VectorXd mean = to_eigen(now);
    const double left = 1 - e.system.turnover.decay, b = e.system.turnover.reproduction;
    const auto p = to_eigen(occupancy.fixed().front().start);
    Eigen::MatrixXd K = -70 * p * p.transpose();
    std::vector<std::size_t> single(now.size());
    for (std::size_t i = 0; i < single.size(); ++i) single[i] = i;
    const std::vector<std::int64_t> times = {0, 1, 2, 3, 4, 5, 6};
    const auto totals = theory::numbers(occupancy, times);
    std::vector<double> weights;
    for (std::size_t i = 0; i < now.size(); ++i) weights.push_back(std::ldexp(random() >> 22, -9) - 1);
    const Eigen::VectorXd w = to_eigen(weights);
    const auto sums = theory::numbers(occupancy, times, weights);
    const auto doubled = theory::numbers(occupancy, times, std::vector<double>(now.size(), 2.0));
    for (const std::int64_t t : times) {
      CHECK(largest_difference(now, mean) < 1e-10);
      CHECK((covariance.summed(single, single.size()) - K).cwiseAbs().maxCoeff() < 1e-10);
      CHECK(totals[static_cast<std::size_t>(t)].mean == near(mean.sum(), 1e-10));
      CHECK(totals[static_cast<std::size_t>(t)].variance ==
            doctest::Approx(mean.sum() + K.sum()).epsilon(1e-9));
      CHECK(sums[static_cast<std::size_t>(t)].mean == near(w.dot(mean), 1e-9));
      CHECK(sums[static_cast<std::size_t>(t)].variance == near(w.cwiseAbs2().dot(mean) + w.dot(K * w), 1e-8));
      CHECK(doubled[static_cast<std::size_t>(t)].third ==
            near(8 * totals[static_cast<std::size_t>(t)].third, 1e-8));
      const Step step = step_of(e, mean);
      for (int a = 0; a < e.system.lattice.dimension; ++a) {
        const auto i = static_cast<std::size_t>(a);
        std::vector<double> forward(step.forward[i].size(), 0.0), backward = forward;
        occupancy.add_crossings(a, now, forward, backward);
        CHECK(largest_difference(forward, step.forward[i]) < 1e-10);
        CHECK(largest_difference(backward, step.backward[i]) < 1e-10);
      }
      covariance.advance(now);
      now = occupancy.advance(now, t);
      const Eigen::VectorXd landed = step.hops * mean + step.entries;
      K = step.hops * K * step.hops.transpose();
      K.diagonal() -= step.trimmed;
      K *= left * left * (1 + b) * (1 + b);
      K.diagonal() += 2 * b * left * landed;
      mean = left * (1 + b) * landed;
      for (const Source& source : e.system.sources)
        if (t >= source.begin && t < source.end)
          for (std::size_t i = 0; i < source.sites.size(); ++i) mean(source.sites[i]) += source.rates[i];
    }
  }
}

TEST_CASE("a covariance asked for seldom is that of steps one by one") {
  std::mt19937 random(3);
  for (int trial = 0; trial < 100; ++trial) {
    const Experiment e = random_box(random, shapes[static_cast<std::size_t>(trial) % shapes.size()], false);
    CAPTURE(trial);
    const Occupancy occupancy = Occupancy::of_sites(e, theory::all_batches(e));
    theory::Covariance seldom(occupancy), often(occupancy);
    std::vector<double> now = occupancy.start();
    std::vector<std::size_t> single(now.size());
    for (std::size_t i = 0; i < single.size(); ++i) single[i] = i;
    for (std::int64_t t = 0; t <= 157; ++t) {
      const Eigen::MatrixXd K = often.summed(single, single.size());
      if (t == 0 || t == 50 || t == 100 || t == 157)
        CHECK((seldom.summed(single, single.size()) - K).cwiseAbs().maxCoeff() <
              1e-12 * (100 + K.cwiseAbs().maxCoeff()));
      seldom.advance(now);
      often.advance(now);
      now = occupancy.advance(now, t);
    }
  }
}

TEST_CASE("the occupancy of the layers is that of the sites, where it is offered") {
  std::mt19937 random(5);
  int offered = 0, refused = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const bool is_layered = trial % 4 != 0;
    const Experiment e =
        random_box(random, shapes[static_cast<std::size_t>(trial) % shapes.size()], is_layered);
    CAPTURE(trial);
    const std::vector<std::int64_t> batches = {0, 3};
    const auto layers = Occupancy::of_layers(e, 0, batches);
    if (is_layered) CHECK(layers.has_value());
    (layers ? offered : refused) += 1;
    if (!layers) continue;
    const Occupancy sites = Occupancy::of_sites(e, batches);
    std::vector<double> now = sites.start(), along = layers->start();
    theory::Covariance fine(sites), coarse(*layers);
    const auto inner = static_cast<std::size_t>(e.system.lattice.shape[1] * e.system.lattice.shape[2]);
    std::vector<std::size_t> groups, single;
    for (std::size_t site = 0; site < now.size(); ++site) groups.push_back(site / inner);
    for (std::size_t x = 0; x < along.size(); ++x) single.push_back(x);
    for (std::int64_t t = 0; t < 6; ++t) {
      std::vector<double> sums(along.size(), 0.0);
      for (std::size_t i = 0; i < now.size(); ++i) sums[i / inner] += now[i];
      CHECK(largest_difference(sums, along) < 1e-10);
      CHECK((fine.summed(groups, along.size()) - coarse.summed(single, along.size())).cwiseAbs().maxCoeff() <
            1e-10);
      std::vector<double> forward(along.size() + 1, 0.0), backward = forward, f = forward, b = forward;
      sites.add_crossings(0, now, forward, backward);
      layers->add_crossings(0, along, f, b);
      CHECK(largest_difference(forward, f) < 1e-10);
      CHECK(largest_difference(backward, b) < 1e-10);
      fine.advance(now);
      coarse.advance(along);
      now = sites.advance(now, t);
      along = layers->advance(along, t);
    }
  }
  CHECK(offered > 200);
  CHECK(refused > 20);
}

TEST_CASE("the steady state is the one that steps lead to") {
  std::mt19937 random(8);
  int found = 0;
  for (int trial = 0; trial < 200; ++trial) {
    Experiment e =
        random_box(random, shapes[static_cast<std::size_t>(trial) % shapes.size()], trial % 2 == 0);
    CAPTURE(trial);
    e.system.sources.clear();
    if (trial % 3 == 0) e.system.sources.push_back({"point", {0}, {0.7}, 0, 1 << 30});
    const Occupancy occupancy = Occupancy::of_sites(e, theory::all_batches(e));
    const auto steady = theory::steady_state(occupancy, 0);
    std::vector<double> now = occupancy.start();
    for (std::int64_t t = 0; t < 20'000; ++t) now = occupancy.advance(now, t);
    if (!steady) {
      const auto later = occupancy.advance(now, 0);
      const bool moves = largest_difference(now, later) > 1e-9;
      CHECK((moves || e.system.turnover.reproduction > 0));
      continue;
    }
    ++found;
    double scale = 1;
    for (const double value : *steady) scale = std::max(scale, value);
    CHECK(largest_difference(occupancy.advance(*steady, 0), *steady) < 1e-9 * scale);
    if (largest_difference(occupancy.advance(now, 0), now) < 1e-11 * scale)
      CHECK(largest_difference(now, *steady) < 1e-5 * scale);
  }
  CHECK(found > 100);  // of the boxes with reproduction some have no steady state
}
