#include "laws/occupancy_walkers.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>

#include "fluxwalk/theory.hpp"
#include "theory/rules.hpp"

namespace fluxwalk::testing {

namespace {

std::size_t at(std::int64_t i) {
  return static_cast<std::size_t>(i);
}

std::ptrdiff_t place(const Schedule& times, std::int64_t t) {
  const auto found = std::lower_bound(times.begin(), times.end(), t);
  return found != times.end() && *found == t ? found - times.begin() : -1;
}

std::ptrdiff_t bin_row(const Schedule& edges, std::int64_t t) {
  if (edges.empty() || t < edges.front() || t >= edges.back()) return -1;
  return std::upper_bound(edges.begin(), edges.end(), t) - edges.begin() - 1;
}

class Simulation {
 public:
  Simulation(const Experiment& e, const test::Rules& rules, std::uint64_t seed, std::int64_t batch,
             BatchTallies& tallies)
      : e_(e),
        rules_(rules),
        batch_(batch),
        tallies_(tallies),
        random_(seed),
        now_(at(e.system.lattice.num_sites())) {
    of_site_.resize(now_.size());
    for (const test::Rule& rule : rules.hops) of_site_[at(rule.from)].push_back(&rule);
  }

  void run(Disorder disorder) {
    start();
    for (std::int64_t t = 0; t < e_.system.steps; ++t) {
      observe(t);
      t_ = t;
      if (disorder.decays_first) turn_over();
      if (disorder.enters_first) enter(now_);
      std::vector<std::int64_t> next = hop();
      if (!disorder.enters_first) enter(next);
      now_ = std::move(next);
      if (!disorder.decays_first) turn_over();
      for (const Source& source : e_.system.sources) {
        if (t < source.begin || t >= source.end) continue;
        for (std::size_t i = 0; i < source.sites.size(); ++i) {
          const std::int64_t number = poisson(source.rates[i] / static_cast<double>(e_.sampling.num_batches));
          now_[at(source.sites[i])] += number;
          appear(source.sites[i], number, tallies_.appeared);
          count(1, number);
        }
      }
    }
    observe(e_.system.steps);
    count(5, std::accumulate(now_.begin(), now_.end(), std::int64_t{0}));
  }

 private:
  double uniform() { return std::ldexp(static_cast<double>(random_() >> 11), -53); }
  double gamma(double shape) { return std::gamma_distribution<>(shape)(random_); }

  /// Successes among n. Splits n by the middle one of n uniform numbers (a beta number) until few are left.
  /// The binomial numbers of libstdc++ are too large by up to a thousandth.
  std::int64_t binomial(std::int64_t n, double p) {
    std::int64_t number = 0;
    while (n > 16 && p > 0 && p < 1) {
      const std::int64_t middle = 1 + n / 2;
      const double below = gamma(static_cast<double>(middle)),
                   above = gamma(static_cast<double>(n + 1 - middle));
      const double value = below / (below + above);
      if (value <= p) {
        number += middle;
        n -= middle;
        p = (p - value) / (1 - value);
      } else {
        n = middle - 1;
        p /= value;
      }
    }
    if (p >= 1) return number + n;
    for (; n > 0 && p > 0; --n) number += uniform() < p;
    return number;
  }
  /// Events of unit rate up to a time; while many are expected, most of them are skipped at once.
  std::int64_t poisson(double mean) {
    std::int64_t number = 0;
    while (mean > 16) {
      const auto skipped = static_cast<std::int64_t>(0.875 * mean);
      const double time = gamma(static_cast<double>(skipped));
      if (time > mean) return number + binomial(skipped - 1, mean / time);
      number += skipped;
      mean -= time;
    }
    for (double time = -std::log1p(-uniform()); time <= mean; time -= std::log1p(-uniform())) ++number;
    return number;
  }
  void count(std::size_t column, std::int64_t number) {
    if (!tallies_.balance.empty()) tallies_.balance(0, column) += number;
  }
  void appear(std::int64_t site, std::int64_t number, PerAxis<Counts>& tables) {
    const auto bin = bin_row(e_.measure.flux_edges, t_);
    for (std::size_t a = 0; a < at(e_.system.lattice.dimension) && bin >= 0; ++a)
      if (!tables[a].empty()) tables[a](at(bin), at(e_.system.lattice.position(site)[a])) += number;
  }

  void start() {
    for (const Population& population : e_.system.populations) {
      const std::vector<double> chances = theory::start_sites(e_, population);
      std::int64_t left = population.is_poisson ? poisson(static_cast<double>(population.walkers) /
                                                          static_cast<double>(e_.sampling.num_batches))
                                                : e_.sampling.fixed_share(population.walkers, batch_);
      tallies_.started += left;
      double rest = 1;
      for (std::size_t site = 0; site < chances.size(); ++site) {
        const std::int64_t here = binomial(left, rest > 0 ? std::min(1.0, chances[site] / rest) : 0.0);
        now_[site] += here;
        left -= here;
        rest -= chances[site];
      }
      for (std::size_t site = chances.size(); left > 0 && site-- > 0;)
        if (chances[site] > 0) now_[site] += std::exchange(left, 0);
    }
  }

  void cross(const test::Rule& rule, std::int64_t number) { cross(rule.axis, rule.plane, rule.sign, number); }
  void cross(int axis, std::int32_t plane, int sign, std::int64_t number) {
    const auto a = at(axis);
    const auto bin = bin_row(e_.measure.flux_edges, t_);
    const auto& planes = e_.measure.planes[a];
    const bool is_ring = e_.system.faces[a][low].kind == FaceKind::periodic;
    const std::int32_t layers = e_.system.lattice.shape[a];
    for (std::size_t column = 0; column < planes.size() && bin >= 0; ++column)
      if (is_ring ? planes[column] % layers == plane % layers : planes[column] == plane)
        (sign > 0 ? tallies_.forward : tallies_.backward)[a](at(bin), column) += number;
  }

  void enter(std::vector<std::int64_t>& into) {
    const auto exit_bin = bin_row(e_.measure.exit_edges, t_);
    for (const test::Inlet& inlet : rules_.inlets) {
      const Reservoir& bath = e_.system.faces[at(inlet.axis)][at(inlet.side)].reservoir;
      const std::int64_t number =
          bath.is_deterministic
              ? binomial(e_.sampling.fixed_share(static_cast<std::int64_t>(bath.concentration), batch_),
                         inlet.chance)
              : poisson(bath.concentration * inlet.chance / static_cast<double>(e_.sampling.num_batches));
      into[at(inlet.to)] += number;
      cross(inlet.axis, inlet.side == low ? 0 : e_.system.lattice.shape[at(inlet.axis)],
            inlet.side == low ? 1 : -1, number);
      if (exit_bin >= 0) tallies_.entries(at(exit_bin), at(2 * inlet.axis + inlet.side)) += number;
      count(0, number);
    }
  }

  std::vector<std::int64_t> hop() {
    std::vector<std::int64_t> next(now_.size());
    const auto exit_bin = bin_row(e_.measure.exit_edges, t_);
    for (std::size_t site = 0; site < now_.size(); ++site) {
      std::int64_t left = now_[site];
      double rest = 1;
      for (const test::Rule* rule : of_site_[site]) {
        const std::int64_t number = binomial(left, rest > 0 ? std::min(1.0, rule->chance / rest) : 0.0);
        left -= number;
        rest -= rule->chance;
        cross(*rule, number);
        tallies_.choices(0, at(rule->axis + (rule->sign > 0 ? e_.system.lattice.dimension : 0))) += number;
        if (rule->to != test::gone) {
          next[at(rule->to)] += number;
          continue;
        }
        if (exit_bin >= 0) tallies_.exits(at(exit_bin), at(2 * rule->axis + (rule->sign > 0))) += number;
        count(3, number);
      }
      next[site] += left;
      tallies_.choices(0, at(2 * e_.system.lattice.dimension)) += left;  // rejected or not
    }
    return next;
  }

  void turn_over() {
    for (std::size_t site = 0; site < now_.size(); ++site) {
      const std::int64_t vanished = binomial(now_[site], e_.system.turnover.decay);
      const std::int64_t born = binomial(now_[site] - vanished, e_.system.turnover.reproduction);
      now_[site] += born - vanished;
      appear(static_cast<std::int64_t>(site), born, tallies_.appeared);
      appear(static_cast<std::int64_t>(site), vanished, tallies_.vanished);
      count(2, born);
      count(4, vanished);
    }
  }

  void observe(std::int64_t t) {
    const Measurements& m = e_.measure;
    const auto profile = place(m.profile_times, t), histogram = place(m.histogram_times, t);
    const auto flux = bin_row(m.flux_edges, t), survivors = place(m.survivor_times, t);
    for (std::size_t site = 0; site < now_.size(); ++site) {
      const auto position = e_.system.lattice.position(static_cast<std::int64_t>(site));
      for (std::size_t a = 0; a < at(e_.system.lattice.dimension); ++a) {
        if (profile >= 0 && m.has_profile[a]) tallies_.profile[a](at(profile), at(position[a])) += now_[site];
        if (flux >= 0 && !tallies_.residence[a].empty())
          tallies_.residence[a](at(flux), at(position[a])) += now_[site];
      }
      if (histogram >= 0) tallies_.histogram(at(histogram), site) += now_[site];
      if (survivors >= 0) tallies_.survivors(at(survivors), 0) += now_[site];
    }
  }

  const Experiment& e_;
  const test::Rules& rules_;
  std::int64_t batch_, t_ = 0;
  BatchTallies& tallies_;
  std::mt19937_64 random_;
  std::vector<std::int64_t> now_;
  std::vector<std::vector<const test::Rule*>> of_site_;
};

}  // namespace

Results simulate_occupancy(const Experiment& truth, const Experiment& claimed, std::uint64_t seed,
                           Disorder disorder) {
  Results results;
  results.experiment = claimed;
  results.histogram = BatchTallies::zero(truth).histogram;
  const test::Rules rules = test::rules(truth);
  for (std::int64_t batch = 0; batch < truth.sampling.num_batches; ++batch) {
    BatchTallies tallies = BatchTallies::zero(truth);
    Simulation(truth, rules, seed * 1'000'003 + static_cast<std::uint64_t>(batch) * 7919 + 17, batch, tallies)
        .run(disorder);
    if (!tallies.histogram.empty()) results.histogram += tallies.histogram;
    tallies.histogram = Counts();
    results.batch_numbers.push_back(batch);
    results.batches.push_back(std::move(tallies));
  }
  return results;
}

}  // namespace fluxwalk::testing
