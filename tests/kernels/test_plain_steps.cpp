#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "kernels/kernel.hpp"
#include "kernels/targets.hpp"
#include "open_experiment.hpp"
#include "plain_dealing.hpp"
#include "random/poisson.hpp"

using namespace fluxwalk;

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

/// A batch as docs/random-numbers.md describes it, number by number.
class PlainBatch {
 public:
  PlainBatch(const Experiment& experiment, std::int64_t batch)
      : plan_(experiment),
        experiment_(plan_.walk.experiment),
        batch_(batch),
        questions_(experiment.sampling.seed, static_cast<std::uint64_t>(batch)),
        now(plan_.class_of_site.size(), 0) {
    start();
  }

  void step(std::int64_t time) {
    const bool is_dealt_together = plan_.slices.is_worthwhile && are_few();
    num_together += is_dealt_together;
    const Numbers before = now;
    now.assign(now.size(), 0);
    std::vector<std::size_t> others = plan_.slices.others;
    if (is_dealt_together) {
      questions_.begin_row();
      const std::vector<Numbers> dealt = deal_plainly(plan_, before, questions_);
      for (std::size_t way = 0; way < dealt.size(); ++way)
        for (std::size_t site = 0; site < now.size(); ++site) move(site, way, dealt[way][site]);
    } else {
      others.resize(now.size());
      std::iota(others.begin(), others.end(), 0);
    }
    for (const std::size_t site : others) hop_from(site, before[site]);
    for (const Inflow& inflow : plan_.entries) come(inflow);
    turn_over(is_dealt_together);
    for (const Inflow& source : plan_.sources)
      if (source.begin <= time && time < source.end) come(source);
  }

 private:
  const OccupationPlan plan_;
  const Experiment& experiment_;
  std::int64_t batch_;
  Questions questions_;

 public:
  Numbers now;
  std::array<std::int64_t, 6> left{};          // by face
  int num_together = 0, num_turned_apart = 0;  // steps

 private:
  bool are_few() const { return *std::max_element(now.begin(), now.end()) <= plan_.slices.most_walkers; }
  std::size_t num_directions() const { return at(2 * plan_.walk.dimension); }
  const SiteClass& here(std::size_t site) const { return plan_.classes[plan_.class_of_site[site]]; }

  void start() {
    const Numbers numbers = plan_.walk.walkers_of_batch(batch_);
    for (std::size_t population = 0; population < numbers.size(); ++population) {
      const auto& along = experiment_.system.populations[population].along;
      for (std::int64_t walkers = numbers[population], again = 0; walkers > 0; walkers = again, again = 0) {
        const auto& deals = plan_.starts[population];
        deals[0].draw(walkers, questions_.words, [&](std::size_t x, std::int64_t in_x) {
          deals[1].draw(in_x, questions_.words, [&](std::size_t y, std::int64_t in_y) {
            deals[2].draw(in_y, questions_.words, [&](std::size_t z, std::int64_t number) {
              const std::size_t site =
                  at(experiment_.system.lattice.site({along[0].first + static_cast<std::int32_t>(x),
                                                      along[1].first + static_cast<std::int32_t>(y),
                                                      along[2].first + static_cast<std::int32_t>(z)}));
              const auto& obstacles = experiment_.system.medium.obstacles;
              (!obstacles.empty() && obstacles[site] != 0 ? again : now[site]) += number;
            });
          });
        });
      }
    }
  }

  /// Nothing is random.
  void move(std::size_t site, std::size_t way, std::int64_t number) {
    const bool stays = way == num_directions();
    const Fate fate = stays ? Fate{} : here(site).fates[way];
    if (!fate.leaves)
      now[site + at(fate.offset)] += number;
    else
      left[2 * (way % at(plan_.walk.dimension)) + (fate.is_forward ? 1 : 0)] += number;
  }

  void hop_from(std::size_t site, std::int64_t number) {
    if (number == 0) return;
    std::array<std::int64_t, 6> dealt{};
    now[site] += here(site).split.draw(number, {dealt.data(), num_directions()}, questions_.words);
    for (std::size_t way = 0; way < num_directions(); ++way) {
      const std::int64_t gone = here(site).fates[way].succeeds.draw(dealt[way], questions_.words);
      move(site, way, gone);
      now[site] += dealt[way] - gone;
    }
  }

  void come(const Inflow& inflow) {
    for (const Inflow::Alone& one : inflow.alone) {
      now[at(one.site)] +=
          inflow.fixed > 0
              ? one.enters.draw(experiment_.sampling.fixed_share(inflow.fixed, batch_), questions_.words)
              : poisson(one.mean, questions_.words);
    }
    if (inflow.rare.empty()) return;
    for (std::int64_t left_to_come = poisson(inflow.mean_of_rare, questions_.words); left_to_come > 0;
         --left_to_come) {
      const std::uint64_t u = inflow.rare.size() > 1 ? questions_.words.next() : 0;
      std::size_t cell = 0;
      while (cell < inflow.shares.size() && inflow.shares[cell] <= u) ++cell;
      ++now[at(inflow.rare[cell])];
    }
  }

  void turn_over(bool is_dealt_together) {
    const Turnover& turnover = experiment_.system.turnover;
    if (turnover.decay == 0 && turnover.reproduction == 0) return;
    if (is_dealt_together && are_few()) {
      if (turnover.decay > 0) part(turnover.decay, -1);
      if (turnover.reproduction > 0) part(turnover.reproduction, 1);
      return;
    }
    num_turned_apart += is_dealt_together;
    for (std::int64_t& number : now) {
      number -= plan_.decay.draw(number, questions_.words);
      number += plan_.reproduction.draw(number, questions_.words);
    }
  }

  void part(double chance, std::int64_t change) {
    const Thresholds cells = {static_cast<std::uint64_t>(std::ldexp(chance, 64))};
    questions_.begin_row();
    const Numbers before = now;
    for (std::size_t block = 0; 512 * block < now.size(); ++block) {
      questions_.ask_all(
          numbers_of_block(before, block), cells, HopRule::cells, 1,
          [&](int k, std::size_t cell) { now[512 * block + at(k)] += cell == 0 ? change : 0; });
    }
  }
};

Numbers counted(const Counts& counts, std::size_t row) {
  return {counts.row(row), counts.row(row) + counts.columns()};
}

}  // namespace

TEST_CASE("the occupation kernel deals as the manual tells, step by step") {
  OpenExperiment draw_experiment(31);
  pcg32 draw(31, 1);
  std::int64_t together = 0, turned_apart = 0, runs = 0;
  for (int i = 0; i < 400; ++i) {
    CAPTURE(i);
    Experiment made = draw_experiment();
    made.system.steps = std::min<std::int64_t>(made.system.steps, 12);
    for (Source& source : made.system.sources) source.end = std::min(source.end, made.system.steps);
    for (double* chance : {&made.system.turnover.decay, &made.system.turnover.reproduction})
      *chance = std::ldexp(std::floor(std::ldexp(*chance, 20)), -20);
    if (draw(2))
      for (Population& population : made.system.populations)
        population.walkers = 1 + population.walkers / 100;
    if (draw(4) == 0)
      for (auto& faces : made.system.faces)
        for (Face& face : faces) face.reservoir.concentration *= 1000;
    measure_all(made);
    made.sampling.kernel = KernelKind::occupation;
    if (!OccupationPlan(made).slices.is_worthwhile) continue;
    ++runs;
    PlainBatch plain(made, 0);
    std::vector<Numbers> expected = {plain.now};
    for (std::int64_t time = 0; time < made.system.steps; ++time) {
      plain.step(time);
      expected.push_back(plain.now);
    }
    together += plain.num_together;
    turned_apart += plain.num_turned_apart;
    for (const Target& target : targets()) {
      CAPTURE(target.name);
      made.settings.vectors = target.name;
      const BatchTallies tallies = make_kernel(made)->simulate(0);
      for (std::size_t time = 0; time < expected.size(); ++time) {
        CAPTURE(time);
        REQUIRE(counted(tallies.histogram, time) == expected[time]);
      }
      Numbers left(tallies.exits.columns(), 0);
      for (std::size_t bin = 0; bin < tallies.exits.rows(); ++bin)
        for (std::size_t face = 0; face < left.size(); ++face) left[face] += tallies.exits(bin, face);
      CHECK(left ==
            Numbers(plain.left.begin(), plain.left.begin() + static_cast<std::ptrdiff_t>(left.size())));
    }
    // Bins of several steps (exit bins differ from crossing bins) hold the sum of the single steps.
    const BatchTallies single = make_kernel(made)->simulate(0);
    const auto last = made.system.steps - 1;
    Experiment wide = made;
    wide.measure.flux_edges = {0, std::max<std::int64_t>(1, made.system.steps / 2)};
    wide.measure.exit_edges = {0, 1};
    if (last > 1) wide.measure.exit_edges.push_back(last);
    const BatchTallies binned = make_kernel(wide)->simulate(0);
    const auto check = [&](const Counts& one_by_one, const Counts& together_, const Schedule& edges) {
      for (std::size_t bin = 0; bin + 1 < edges.size(); ++bin)
        for (std::size_t column = 0; column < together_.columns(); ++column) {
          std::int64_t sum = 0;
          for (std::int64_t time = edges[bin]; time < edges[bin + 1]; ++time)
            sum += one_by_one(at(time), column);
          CHECK(together_(bin, column) == sum);
        }
    };
    for (std::size_t a = 0; a < at(made.system.lattice.dimension); ++a) {
      check(single.forward[a], binned.forward[a], wide.measure.flux_edges);
      check(single.backward[a], binned.backward[a], wide.measure.flux_edges);
      check(single.residence[a], binned.residence[a], wide.measure.flux_edges);
      if (made.measure.has_turnover) {
        check(single.appeared[a], binned.appeared[a], wide.measure.flux_edges);
        check(single.vanished[a], binned.vanished[a], wide.measure.flux_edges);
      }
    }
    check(single.exits, binned.exits, wide.measure.exit_edges);
    CHECK(binned.balance == single.balance);
    CHECK(binned.choices == single.choices);
  }
  CHECK(runs > 80);
  CHECK(together > 400);
  CHECK(turned_apart > 3);
}
