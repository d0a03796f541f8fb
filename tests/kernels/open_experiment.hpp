#pragma once
#include <array>
#include <numeric>

#include "random_experiment.hpp"

inline std::vector<std::int64_t> every_step(const fluxwalk::Experiment& experiment) {
  std::vector<std::int64_t> times(static_cast<std::size_t>(experiment.system.steps) + 1);
  std::iota(times.begin(), times.end(), 0);
  return times;
}

/// Everything that can be counted without following walkers, at every step.
inline void measure_all(fluxwalk::Experiment& experiment) {
  fluxwalk::Measurements& measure = experiment.measure;
  measure = fluxwalk::Measurements{};
  measure.flux_edges = measure.exit_edges = every_step(experiment);
  measure.profile_times = measure.survivor_times = measure.histogram_times = measure.extent_times =
      every_step(experiment);
  measure.has_residence = true;
  measure.has_turnover = experiment.system.has_turnover();
  for (std::size_t a = 0; a < static_cast<std::size_t>(experiment.system.lattice.dimension); ++a) {
    measure.has_profile[a] = measure.has_extent[a] = true;
    measure.planes[a] = fluxwalk::Ascending::every(1, experiment.system.lattice.shape[a]);
  }
}

/// A random experiment; some have a medium, reservoirs, sources, decay or reproduction.
class OpenExperiment {
 public:
  explicit OpenExperiment(std::uint64_t seed) : closed_(seed), seed_(seed) {}

  fluxwalk::Experiment operator()(bool has_turnover = true) {
    using namespace fluxwalk;
    Experiment made = closed_();
    ++number_;
    begin(Part::medium);
    made.system.steps = 2 + pick(30);
    const auto sites = static_cast<std::size_t>(made.system.lattice.num_sites());
    if (pick(2)) add_medium(made.system.medium, made, sites);
    // Room for acceptances beyond 1 and half-cell walls, where a hop is up to twice as likely.
    for (auto* chances : {&made.system.hop_law.minus, &made.system.hop_law.plus})
      for (double& p : *chances) p /= 3;
    made.system.hop_law.stay = 1;
    for (std::size_t a = 0; a < static_cast<std::size_t>(made.system.lattice.dimension); ++a)
      made.system.hop_law.stay -= made.system.hop_law.minus[a] + made.system.hop_law.plus[a];
    begin(Part::turnover);
    if (has_turnover) add_turnover(made, sites);
    measure_all(made);
    return made;
  }

 private:
  enum class Part : std::uint64_t { medium = 100, turnover };
  void begin(Part part) {
    const auto stream = static_cast<std::uint64_t>(part);
    draw_ = pcg32((seed_ + 0x9e3779b97f4a7c15U * number_) ^ (0xbf58476d1ce4e5b9U * stream), stream);
  }
  int pick(int n) { return static_cast<int>(draw_(static_cast<std::uint32_t>(n))); }
  double fraction() { return draw_() * 0x1p-32; }

  std::vector<double> fractions(std::size_t number, double lowest, double highest) {
    std::vector<double> made(number);
    const std::size_t patch = pick(2) ? 1 : 1 + static_cast<std::size_t>(pick(200));  // of equal ones
    for (std::size_t k = 0; k < number; ++k)
      made[k] = k % patch != 0 ? made[k - 1] : lowest + (highest - lowest) * fraction();
    return made;
  }

  void add_medium(fluxwalk::Medium& medium, const fluxwalk::Experiment& experiment, std::size_t sites) {
    using namespace fluxwalk;
    if (pick(2)) medium.hop = fractions(sites, 0, 1);
    if (pick(2)) medium.mobility = fractions(sites, 0, 1);
    if (pick(2)) medium.potential = fractions(sites, -0.5, 0.5);
    medium.acceptance = std::array{Acceptance::metropolis, Acceptance::glauber,
                                   Acceptance::exponential}[static_cast<std::size_t>(pick(3))];
    for (int a = 0; a < experiment.system.lattice.dimension; ++a) {
      if (pick(2))
        medium.transmission[a] =
            fractions(static_cast<std::size_t>(experiment.system.lattice.num_bonds(a)), 0, 1);
    }
    if (pick(2) == 0) return;
    medium.obstacles.assign(sites, 0);
    for (auto& obstacle : medium.obstacles) obstacle = pick(5) == 0;
    for (const Population& population : experiment.system.populations) {  // a place to start from
      PerAxis<std::int32_t> first{};
      for (std::size_t a = 0; a < 3; ++a) first[a] = population.along[a].first;
      medium.obstacles[static_cast<std::size_t>(experiment.system.lattice.site(first))] = 0;
    }
  }

  void add_turnover(fluxwalk::Experiment& made, std::size_t sites) {
    using namespace fluxwalk;
    for (std::size_t a = 0; a < static_cast<std::size_t>(made.system.lattice.dimension); ++a) {
      for (Face& face : made.system.faces[a]) {
        if (face.kind == FaceKind::periodic || pick(2)) continue;
        face.kind = FaceKind::reservoir;
        face.reservoir.concentration = 1 + pick(200);
        face.reservoir.is_deterministic = pick(2) == 0;
        face.reservoir.is_half_cell = made.system.medium.acceptance != Acceptance::exponential && pick(2);
        if (pick(2)) face.reservoir.potential = fraction();
      }
    }
    if (pick(2)) made.system.turnover.decay = fraction() / 5;
    if (pick(2)) made.system.turnover.reproduction = fraction() / 10;
    for (int i = pick(3); i > 0; --i) {
      Source source;
      for (std::size_t site = 0; site < sites; ++site) {
        const bool is_blocked =
            !made.system.medium.obstacles.empty() && made.system.medium.obstacles[site] != 0;
        if (pick(3) || is_blocked) continue;
        source.sites.push_back(static_cast<std::int64_t>(site));
        source.rates.push_back(3 * fraction());
      }
      source.begin = pick(3);
      source.end = made.system.steps;
      made.system.sources.push_back(std::move(source));
    }
  }

  RandomExperiment closed_;
  std::uint64_t seed_;
  std::uint64_t number_ = 0;  ///< of the experiment
  pcg32 draw_;
};
