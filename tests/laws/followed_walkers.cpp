#include "laws/followed_walkers.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "fluxwalk/theory.hpp"
#include "theory/rules.hpp"

namespace fluxwalk::testing {

namespace {

std::size_t at(std::int64_t i) {
  return static_cast<std::size_t>(i);
}

/// One walker from its start to its end.
class Walk {
 public:
  Walk(const Experiment& e, const std::vector<std::vector<const test::Rule*>>& rules, std::mt19937_64& random,
       BatchTallies& tallies)
      : e_(e), rules_(rules), random_(random), tallies_(tallies) {}

  void run(std::int64_t site) {
    site_ = site;
    has_passed_.assign(e_.measure.first_passage_targets.size(), false);
    observe(0);
    for (std::int64_t t = 0; t < e_.system.steps && site_ != test::gone; ++t) {
      step(t);
      observe(t + 1);
    }
  }

 private:
  double uniform() { return std::ldexp(static_cast<double>(random_() >> 11), -53); }

  void step(std::int64_t t) {
    double u = uniform();
    for (const test::Rule* rule : rules_[at(site_)]) {
      if (u >= rule->chance) {
        u -= rule->chance;
        continue;
      }
      ++tallies_.choices(0, at(rule->axis + (rule->sign > 0 ? e_.system.lattice.dimension : 0)));
      if (rule->to == test::gone)
        leave(t, at(2 * rule->axis + (rule->sign > 0)));
      else
        displacement_[at(rule->axis)] += rule->sign;
      site_ = rule->to;
      return;
    }
    ++tallies_.choices(0, at(2 * e_.system.lattice.dimension));
  }

  void leave(std::int64_t t, std::size_t face) {
    const auto& edges = e_.measure.exit_edges;
    const auto after = std::upper_bound(edges.begin(), edges.end(), t);
    if (after != edges.begin() && after != edges.end()) ++tallies_.exits(at(after - edges.begin() - 1), face);
  }

  void observe(std::int64_t t) {
    if (site_ == test::gone) return;
    const Measurements& m = e_.measure;
    const auto row_of = [t](const Schedule& times) {
      const auto found = std::lower_bound(times.begin(), times.end(), t);
      return found != times.end() && *found == t ? found - times.begin() : -1;
    };
    if (const auto row = row_of(m.survivor_times); row >= 0) ++tallies_.survivors(at(row), 0);
    if (const auto row = row_of(m.moment_times); row >= 0) {
      std::size_t pair = 0;
      for (std::int64_t a = 0; a < e_.system.lattice.dimension; ++a) {
        tallies_.displacement(at(row), at(a)) += displacement_[at(a)];
        for (std::int64_t b = a; b < e_.system.lattice.dimension; ++b)
          tallies_.displacement_product(at(row), pair++) += displacement_[at(a)] * displacement_[at(b)];
      }
    }
    const PerAxis<std::int32_t> position = e_.system.lattice.position(site_);
    for (std::size_t i = 0; i < has_passed_.size(); ++i) {
      const FirstPassageTarget& target = m.first_passage_targets[i];
      if (has_passed_[i] || position[at(target.axis)] != target.layer) continue;
      has_passed_[i] = true;
      const auto& edges = m.first_passage_edges;
      const auto after = std::upper_bound(edges.begin(), edges.end(), t);
      if (after != edges.begin() && after != edges.end())
        ++tallies_.first_passage(at(after - edges.begin() - 1), i);
    }
  }

  const Experiment& e_;
  const std::vector<std::vector<const test::Rule*>>& rules_;
  std::mt19937_64& random_;
  BatchTallies& tallies_;
  std::int64_t site_ = 0;
  PerAxis<std::int64_t> displacement_{};
  std::vector<bool> has_passed_;
};

}  // namespace

Results simulate_followed(const Experiment& truth, const Experiment& claimed, std::uint64_t seed) {
  Results results;
  results.experiment = claimed;
  results.histogram = BatchTallies::zero(truth).histogram;
  const test::Rules rules = test::rules(truth);
  std::vector<std::vector<const test::Rule*>> of_site(at(truth.system.lattice.num_sites()));
  for (const test::Rule& rule : rules.hops) of_site[at(rule.from)].push_back(&rule);
  for (std::int64_t batch = 0; batch < truth.sampling.num_batches; ++batch) {
    std::mt19937_64 random(seed * 1'000'003 + static_cast<std::uint64_t>(batch) * 7919 + 29);
    BatchTallies tallies = BatchTallies::zero(truth);
    for (const Population& population : truth.system.populations) {
      std::vector<double> chances = theory::start_sites(truth, population);
      for (std::size_t site = 0; site < truth.system.medium.obstacles.size(); ++site)
        if (truth.system.medium.obstacles[site] != 0) chances[site] = 0;
      std::discrete_distribution<std::int64_t> start(chances.begin(), chances.end());
      const std::int64_t number = population.is_poisson
                                      ? std::poisson_distribution<std::int64_t>(
                                            static_cast<double>(population.walkers) /
                                            static_cast<double>(truth.sampling.num_batches))(random)
                                      : truth.sampling.fixed_share(population.walkers, batch);
      tallies.started += number;
      for (std::int64_t i = 0; i < number; ++i) Walk(truth, of_site, random, tallies).run(start(random));
    }
    tallies.histogram = Counts();  // the sites are not needed
    results.batch_numbers.push_back(batch);
    results.batches.push_back(std::move(tallies));
  }
  return results;
}

}  // namespace fluxwalk::testing
