#pragma once
#include <algorithm>
#include <pcg_random.hpp>

#include "fluxwalk/experiment.hpp"

/// Small experiments of every kind, drawn at random: any dimension, face, hop law, population and
/// measurement. Each part of each experiment has a random stream of its own: one more draw in a part changes
/// nothing else.
class RandomExperiment {
 public:
  explicit RandomExperiment(std::uint64_t seed) : seed_(seed) {}

  fluxwalk::Experiment operator()() {
    using namespace fluxwalk;
    Experiment made;
    ++number_;
    begin(Part::heading);
    made.heading.name = "random";
    made.sampling.seed = (std::uint64_t{draw_()} << 32) | draw_();
    made.sampling.num_batches = 1 + pick(4);
    made.system.steps = pick(60);
    begin(Part::lattice);
    made.system.lattice.dimension = 1 + pick(3);
    const int d = made.system.lattice.dimension;
    for (int a = 0; a < d; ++a) made.system.lattice.shape[a] = 1 + pick(pick(2) ? 5 : 20);
    begin(Part::faces);
    for (int a = 0; a < d; ++a) set_faces(made.system.faces[a], made.system.lattice.shape[a]);
    begin(Part::hops);
    set_hops(made.system.hop_law, d);
    begin(Part::populations);
    for (int i = pick(2); i >= 0; --i) made.system.populations.push_back(population(made));
    begin(Part::measurements);
    set_measurements(made);
    return made;
  }

 private:
  enum class Part : std::uint64_t { heading, lattice, faces, hops, populations, measurements };
  void begin(Part part) {
    const auto stream = static_cast<std::uint64_t>(part);
    draw_ = pcg32((seed_ + 0x9e3779b97f4a7c15U * number_) ^ (0xbf58476d1ce4e5b9U * stream), stream);
  }
  int pick(int n) { return static_cast<int>(draw_(static_cast<std::uint32_t>(n))); }
  double fraction() { return draw_() * 0x1p-32; }

  void set_faces(std::array<fluxwalk::Face, 2>& faces, std::int32_t layers) {
    using fluxwalk::FaceKind;
    if (pick(3) == 0) return;  // periodic
    for (fluxwalk::Face& face : faces) {
      face.kind = std::array{FaceKind::reflecting, FaceKind::mirror, FaceKind::absorbing,
                             FaceKind::partial}[static_cast<std::size_t>(pick(4))];
      if (face.kind == FaceKind::mirror && layers < 2) face.kind = FaceKind::reflecting;
      face.absorption = std::array{0.0, 1.0, 0.5, fraction()}[static_cast<std::size_t>(pick(4))];
    }
  }

  void set_hops(fluxwalk::HopLaw& law, int d) {
    if (pick(2) == 0) {
      law = fluxwalk::HopLaw::unbiased(d, pick(2) ? 0.0 : 0.25);
      return;
    }
    double total = law.stay = pick(2) ? 0.0 : fraction();
    law.plus = law.minus = {};
    for (std::size_t a = 0; a < static_cast<std::size_t>(d); ++a) {
      total += law.plus[a] = pick(4) ? fraction() : 0.0;
      total += law.minus[a] = fraction() + 0.01;
    }
    law.stay /= total;
    for (auto* probabilities : {&law.plus, &law.minus}) {
      for (double& p : *probabilities) p /= total;
    }
  }

  fluxwalk::Population population(const fluxwalk::Experiment& made) {
    fluxwalk::Population drawn;
    drawn.walkers = 1 + pick(3000);
    drawn.is_poisson = pick(2) == 0;
    for (std::size_t a = 0; a < static_cast<std::size_t>(made.system.lattice.dimension); ++a) {
      drawn.along[a].first = pick(made.system.lattice.shape[a]);
      drawn.along[a].weights.assign(
          1 + static_cast<std::size_t>(pick(made.system.lattice.shape[a] - drawn.along[a].first)), 1);
      for (auto& weight : drawn.along[a].weights)
        weight = pick(2) ? 1 : static_cast<std::uint64_t>(pick(1000));
      drawn.along[a].weights[0] += 1;
    }
    return drawn;
  }

  /// Strictly increasing times from `first` to at most `last`; sometimes none.
  std::vector<std::int64_t> times(std::int64_t first, std::int64_t last) {
    if (first > last || pick(8) == 0) return {};
    std::vector<std::int64_t> made = {first};
    while (made.back() < last && made.size() < 30) made.push_back(made.back() + 1 + pick(1 + pick(10)));
    while (made.back() > last) made.pop_back();
    return made;
  }

  void set_measurements(fluxwalk::Experiment& made) {
    fluxwalk::Measurements& measure = made.measure;
    measure.flux_edges = times(0, made.system.steps);
    if (measure.flux_edges.size() == 1) measure.flux_edges.clear();
    measure.has_residence = pick(2) == 0;
    measure.only_net = pick(3) == 0;
    for (std::size_t a = 0; a < static_cast<std::size_t>(made.system.lattice.dimension); ++a) {
      measure.has_profile[a] = pick(2) == 0;
      if (measure.flux_edges.empty() || pick(4) == 0) continue;
      const bool all = pick(2) == 0;
      for (std::int32_t plane = 0; plane <= made.system.lattice.shape[a]; ++plane) {
        if (all || pick(3) == 0) measure.planes[a].push_back(plane);
      }
    }
    measure.profile_times = times(pick(3), made.system.steps);
    measure.histogram_times = times(pick(3), made.system.steps);
    measure.moment_times = times(pick(3), made.system.steps);
    measure.survivor_times = times(pick(3), made.system.steps);
    measure.extent_times = measure.profile_times;
    measure.propagator_times = measure.profile_times;
    measure.propagator_range = 1 + made.system.lattice.shape[0] % 7;
    for (int a = 0; a < made.system.lattice.dimension; ++a)
      measure.has_propagator[a] = measure.has_extent[a] = !measure.has_profile[a];
    measure.exit_edges = times(0, made.system.steps);
    measure.first_passage_edges = times(0, made.system.steps + 1);
    for (auto* edges : {&measure.exit_edges, &measure.first_passage_edges}) {
      if (edges->size() == 1) edges->clear();
    }
    for (int i = pick(3); i > 0; --i) {
      const int axis = pick(made.system.lattice.dimension);
      measure.first_passage_targets.push_back({axis, pick(made.system.lattice.shape[axis])});
    }
    for (int i = pick(3); i > 0; --i) {
      fluxwalk::FirstPassageTarget& target = measure.first_passage_targets.emplace_back();
      target.kind = pick(3) ? fluxwalk::TargetKind::box : fluxwalk::TargetKind::own_start;
      const bool is_site = pick(2) == 0;
      for (std::size_t a = 0; a < static_cast<std::size_t>(made.system.lattice.dimension); ++a) {
        target.from[a] = pick(made.system.lattice.shape[a]);
        target.to[a] =
            is_site ? target.from[a] : target.from[a] + pick(made.system.lattice.shape[a] - target.from[a]);
      }
    }
  }

  std::uint64_t seed_;
  std::uint64_t number_ = 0;  ///< of the experiment
  pcg32 draw_;
};
