#include "laws/walkers.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "fluxwalk/theory.hpp"

namespace fluxwalk::testing {

namespace {

struct Walker {
  PerAxis<std::int32_t> at{}, start{}, moved{};
  bool is_alive = true;
};

std::ptrdiff_t place(const Schedule& times, std::int64_t t) {
  const auto found = std::lower_bound(times.begin(), times.end(), t);
  return found != times.end() && *found == t ? found - times.begin() : -1;
}

std::ptrdiff_t bin_row(const Schedule& edges, std::int64_t t) {
  if (edges.empty() || t < edges.front() || t >= edges.back()) return -1;
  return std::upper_bound(edges.begin(), edges.end(), t) - edges.begin() - 1;
}

std::size_t at(std::ptrdiff_t i) {
  return static_cast<std::size_t>(i);
}

class Simulation {
 public:
  Simulation(const Experiment& e, const HopLaw& law, BatchTallies& tallies, pcg32& random)
      : e_(e), law_(law), tallies_(tallies), random_(random) {}

  void walk(const Population& population) {
    Walker walker;
    for (std::size_t a = 0; a < at(e_.system.lattice.dimension); ++a)
      walker.at[a] = draw(population.along[a]);
    walker.start = walker.at;
    arrived_.assign(e_.measure.first_passage_targets.size(), false);
    tallies_.started += 1;
    for (std::int64_t t = 0; t <= e_.system.steps; ++t) {
      if (walker.is_alive) observe(walker, t);
      if (walker.is_alive && t < e_.system.steps) hop(walker, t);
    }
  }

 private:
  double uniform() { return std::ldexp(random_(), -32) + std::ldexp(random_(), -64); }

  std::int32_t draw(const LayerWeights& along) {
    const auto sum =
        static_cast<double>(std::accumulate(along.weights.begin(), along.weights.end(), std::uint64_t{0}));
    double left = uniform() * sum;
    std::size_t i = 0;
    while (i + 1 < along.weights.size() && left >= static_cast<double>(along.weights[i])) {
      left -= static_cast<double>(along.weights[i++]);
    }
    return along.first + static_cast<std::int32_t>(i);
  }

  void observe(const Walker& walker, std::int64_t t) {
    const Measurements& m = e_.measure;
    const auto d = at(e_.system.lattice.dimension);
    const auto flux = bin_row(m.flux_edges, t);
    const auto profile = place(m.profile_times, t), moment = place(m.moment_times, t);
    for (std::size_t a = 0; a < d; ++a) {
      const auto layer = at(walker.at[a]);
      if (profile >= 0 && m.has_profile[a]) ++tallies_.profile[a](at(profile), layer);
      if (flux >= 0 && !tallies_.residence[a].empty()) ++tallies_.residence[a](at(flux), layer);
      if (moment < 0) continue;
      tallies_.displacement(at(moment), a) += walker.moved[a];
      for (std::size_t b = a; b < d; ++b) {
        tallies_.displacement_product(at(moment), a * d - a * (a + 1) / 2 + b) +=
            walker.moved[a] * walker.moved[b];
      }
    }
    if (const auto k = place(m.survivor_times, t); k >= 0) ++tallies_.survivors(at(k), 0);
    if (const auto k = place(m.histogram_times, t); k >= 0)
      ++tallies_.histogram(at(k), at(e_.system.lattice.site(walker.at)));
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      const FirstPassageTarget& target = m.first_passage_targets[i];
      if (arrived_[i] || t < target.first_time() || !target.contains(walker.at, walker.start)) continue;
      arrived_[i] = true;
      if (const auto bin = bin_row(m.first_passage_edges, t); bin >= 0) ++tallies_.first_passage(at(bin), i);
    }
  }

  void cross(std::size_t a, std::int32_t plane, int sign, std::int64_t t) {
    const auto bin = bin_row(e_.measure.flux_edges, t);
    const auto& planes = e_.measure.planes[a];
    const bool is_ring = e_.system.faces[a][low].kind == FaceKind::periodic;
    const std::int32_t layers = e_.system.lattice.shape[a];
    for (std::size_t column = 0; column < planes.size() && bin >= 0; ++column) {
      const bool is_same = is_ring ? planes[column] % layers == plane % layers : planes[column] == plane;
      if (is_same) ++(sign > 0 ? tallies_.forward : tallies_.backward)[a](at(bin), column);
    }
  }

  void hop(Walker& walker, std::int64_t t) {
    const auto d = at(e_.system.lattice.dimension);
    double left = uniform();
    std::size_t choice = 0;
    const auto chance = [&](std::size_t i) { return i < d ? law_.minus[i] : law_.plus[i - d]; };
    while (choice < 2 * d && left >= chance(choice)) left -= chance(choice++);
    ++tallies_.choices(0, choice);
    if (choice == 2 * d) return;
    const std::size_t a = choice % d;
    const int sign = choice < d ? -1 : +1;
    const std::int32_t layers = e_.system.lattice.shape[a], here = walker.at[a], next = here + sign;
    const std::int32_t plane = sign > 0 ? here + 1 : here;
    if (next >= 0 && next < layers) {
      cross(a, plane, sign, t);
      walker.at[a] = next;
      walker.moved[a] += sign;
      return;
    }
    const Face& face = e_.system.faces[a][sign > 0 ? high : low];
    switch (face.kind) {
      case FaceKind::periodic:
        cross(a, plane, sign, t);
        walker.at[a] = sign > 0 ? 0 : layers - 1;
        walker.moved[a] += sign;
        return;
      case FaceKind::reflecting:
        return;
      case FaceKind::mirror:
        cross(a, sign > 0 ? layers - 1 : 1, -sign, t);
        walker.at[a] -= sign;
        walker.moved[a] -= sign;
        return;
      case FaceKind::absorbing:
      case FaceKind::reservoir:
        break;
      case FaceKind::partial:
        if (uniform() >= face.absorption) return;
        break;
    }
    cross(a, plane, sign, t);
    if (const auto bin = bin_row(e_.measure.exit_edges, t); bin >= 0)
      ++tallies_.exits(at(bin), 2 * a + (sign > 0));
    walker.is_alive = false;
  }

  const Experiment& e_;
  const HopLaw& law_;
  BatchTallies& tallies_;
  pcg32& random_;
  std::vector<bool> arrived_;
};

/// A Poisson number, by the waiting times of a unit rate.
std::int64_t poisson(double mean, pcg32& random) {
  std::int64_t number = -1;
  for (double time = 0; time <= mean; ++number) time -= std::log1p(-std::ldexp(random(), -32));
  return number;
}

}  // namespace

void end_at(Schedule& times, std::int64_t last) {
  std::vector<std::int64_t> list = times.list();
  list.back() = last;
  times = list;
}

std::vector<std::int64_t> every(std::int64_t width, std::int64_t last) {
  std::vector<std::int64_t> times;
  for (std::int64_t t = 0; t < last; t += width) times.push_back(t);
  times.push_back(last);
  return times;
}

Experiment chain(std::int32_t layers, double minus, double plus, Face low_face, Face high_face,
                 std::int64_t steps, std::int64_t flux_width) {
  Experiment e;
  e.system.lattice.shape[0] = layers;
  e.system.hop_law.minus[0] = minus;
  e.system.hop_law.plus[0] = plus;
  e.system.hop_law.stay = 1 - minus - plus;
  e.system.faces[0] = {low_face, high_face};
  e.system.steps = steps;
  e.sampling.num_batches = 16;
  e.settings.analysis.ladder_rungs = 0;
  Measurements& m = e.measure;
  for (std::int32_t plane = 0; plane <= layers; ++plane) m.planes[0].push_back(plane);
  m.flux_edges = every(flux_width, steps);
  m.has_residence = true;
  m.has_profile[0] = true;
  m.profile_times = m.flux_edges;
  m.moment_times = every(std::max<std::int64_t>(1, steps / 10), steps);
  m.survivor_times = every(std::max<std::int64_t>(1, steps / 20), steps);
  m.exit_edges = m.flux_edges;
  m.first_passage_targets = {{0, layers - 1}};
  m.first_passage_edges = every(3, steps + 1);
  m.histogram_times = {0, steps / 2, steps};
  return e;
}

Population population(const Experiment& e, std::int64_t walkers, std::vector<std::int32_t> where,
                      bool is_poisson) {
  Population result;
  result.kind = "point";
  result.walkers = walkers;
  result.is_poisson = is_poisson;
  for (std::size_t a = 0; a < at(e.system.lattice.dimension); ++a) result.along[a] = {where[a], {1}};
  return result;
}

Population uniform(const Experiment& e, std::int64_t walkers) {
  Population result;
  result.kind = "uniform";
  result.walkers = walkers;
  for (std::size_t a = 0; a < at(e.system.lattice.dimension); ++a) {
    result.along[a] = {0, std::vector<std::uint64_t>(at(e.system.lattice.shape[a]), 1)};
  }
  return result;
}

Results simulate(const Experiment& experiment, std::uint64_t seed, const HopLaw& true_law) {
  Results results;
  results.experiment = experiment;
  results.histogram = BatchTallies::zero(experiment).histogram;
  for (std::int64_t batch = 0; batch < experiment.sampling.num_batches; ++batch) {
    pcg32 random(seed * 1000003 + static_cast<std::uint64_t>(batch) * 7919 + 17);
    BatchTallies tallies = BatchTallies::zero(experiment);
    Simulation simulation(experiment, true_law, tallies, random);
    for (const Population& population : experiment.system.populations) {
      std::int64_t number = population.walkers / experiment.sampling.num_batches +
                            (batch < population.walkers % experiment.sampling.num_batches ? 1 : 0);
      if (population.is_poisson) {
        number = poisson(
            static_cast<double>(population.walkers) / static_cast<double>(experiment.sampling.num_batches),
            random);
      }
      for (std::int64_t i = 0; i < number; ++i) simulation.walk(population);
    }
    if (!tallies.histogram.empty()) results.histogram += tallies.histogram;
    tallies.histogram = Counts();
    results.batch_numbers.push_back(batch);
    results.batches.push_back(std::move(tallies));
  }
  return results;
}

Results noiseless(const Experiment& experiment, const HopLaw& true_law) {
  Experiment truth = experiment;
  truth.system.hop_law = true_law;
  const Population& start = experiment.system.populations.front();
  const double walkers =
      static_cast<double>(start.walkers) / static_cast<double>(experiment.sampling.num_batches);
  const theory::Chain walk(truth, 0);
  const Measurements& m = experiment.measure;
  BatchTallies tallies = BatchTallies::zero(experiment);
  tallies.started = start.walkers / experiment.sampling.num_batches;
  const auto count = [&](double fraction) { return std::llround(walkers * fraction); };

  std::vector<double> now = theory::start_layers(experiment, start, 0);
  const auto layers = now.size();
  std::vector<double> forward(layers + 1), backward(layers + 1), residence(layers);
  double draws = 0;
  for (std::int64_t t = 0; t <= experiment.system.steps; ++t) {
    if (const auto k = place(m.profile_times, t); k >= 0) {
      for (std::size_t i = 0; i < layers; ++i) tallies.profile[0](at(k), i) = count(now[i]);
    }
    if (t == experiment.system.steps) break;
    draws += std::accumulate(now.begin(), now.end(), 0.0);
    const auto crossings = walk.crossings(now);
    const auto bin = at(bin_row(m.flux_edges, t));
    for (std::size_t plane = 0; plane <= layers; ++plane) {
      forward[plane] += crossings.first[plane];
      backward[plane] += crossings.second[plane];
    }
    for (std::size_t i = 0; i < layers; ++i) residence[i] += now[i];
    if (t + 1 == m.flux_edges[bin + 1]) {
      for (std::size_t plane = 0; plane <= layers; ++plane) {
        tallies.forward[0](bin, plane) = count(forward[plane]);
        tallies.backward[0](bin, plane) = count(backward[plane]);
        forward[plane] = backward[plane] = 0;
      }
      for (std::size_t i = 0; i < layers; ++i) {
        tallies.residence[0](bin, i) = count(residence[i]);
        residence[i] = 0;
      }
    }
    now = walk.advance(std::move(now));
  }
  tallies.choices(0, 0) = count(draws * true_law.minus[0]);
  tallies.choices(0, 1) = count(draws * true_law.plus[0]);
  tallies.choices(0, 2) = count(draws * true_law.stay);
  for (std::size_t k = 0; k < m.moment_times.size(); ++k) {
    const double mean = theory::mean_displacement(true_law, 0, m.moment_times[k]);
    const double variance = theory::displacement_covariance(true_law, 0, 0, m.moment_times[k]);
    tallies.displacement(k, 0) = count(mean);
    tallies.displacement_product(k, 0) = count(variance + mean * mean);
  }
  tallies.histogram = Counts();
  Results results;
  results.experiment = experiment;
  for (std::int64_t batch = 0; batch < experiment.sampling.num_batches; ++batch) {
    results.batch_numbers.push_back(batch);
    results.batches.push_back(tallies);
  }
  return results;
}

}  // namespace fluxwalk::testing
