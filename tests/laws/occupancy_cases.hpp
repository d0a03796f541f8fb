#pragma once
/// \file
/// Experiments with reservoirs, sources, turnover and media, each small enough for hundreds of runs.

#include "laws/walkers.hpp"

namespace fluxwalk::testing {

inline Face reservoir(double concentration, bool is_half_cell = false, bool is_deterministic = false) {
  Face face{FaceKind::reservoir};
  face.reservoir.concentration = concentration;
  face.reservoir.is_half_cell = is_half_cell;
  face.reservoir.is_deterministic = is_deterministic;
  return face;
}

/// A chain with all measurements that occupancies allow.
inline Experiment occupancy_chain(std::int32_t layers, double p, Face low_face, Face high_face,
                                  std::int64_t steps, std::int64_t width) {
  Experiment e = chain(layers, p, p, low_face, high_face, steps, width);
  e.measure.moment_times.clear();
  e.measure.first_passage_targets.clear();
  e.measure.first_passage_edges.clear();
  e.measure.profile_times = e.measure.flux_edges;
  e.measure.has_turnover = true;
  e.measure.histogram_times.clear();
  e.sampling.num_batches = 8;
  e.settings.analysis.tolerance = 0.1;
  return e;
}

/// Steady between two reservoirs, started empty.
inline Experiment slab_case() {
  return occupancy_chain(9, 0.25, reservoir(4000), reservoir(1500), 800, 50);
}
inline Experiment half_space_case() {
  return occupancy_chain(60, 0.25, reservoir(20000), Face{FaceKind::reflecting}, 120, 20);
}
inline Experiment decay_case() {
  Experiment e = occupancy_chain(16, 0.25, reservoir(20000), Face{FaceKind::absorbing}, 300, 25);
  e.system.turnover.decay = 0.03;
  return e;
}
inline Experiment source_case() {
  Experiment e = occupancy_chain(9, 0.3, Face{FaceKind::absorbing}, Face{FaceKind::absorbing}, 400, 25);
  e.system.sources = {{"point", {3}, {300.0}, 0, 400}};
  return e;
}
inline Experiment build_up_case() {
  Experiment e = occupancy_chain(5, 0.3, Face{FaceKind::reflecting}, Face{FaceKind::reflecting}, 300, 20);
  e.system.sources = {{"uniform", {0, 1, 2, 3, 4}, std::vector<double>(5, 40.0), 0, 300}};
  e.system.turnover.decay = 0.04;
  return e;
}
inline Experiment growth_case() {
  Experiment e = occupancy_chain(6, 0.3, Face{}, Face{}, 60, 10);
  e.system.populations = {population(e, 4000, {2})};
  e.system.turnover.reproduction = 0.03;
  return e;
}
/// Fick's own mobility, of each bond: a slow half.
inline Experiment mobility_case() {
  Experiment e = slab_case();
  e.system.steps = 1600;
  e.system.medium.mobility = {1, 1, 1, 1, 0.4, 0.4, 0.4, 0.4, 0.4};
  return e;
}
inline Experiment membrane_case() {
  Experiment e = slab_case();
  e.system.medium.transmission[0].assign(10, 1.0);
  e.system.medium.transmission[0][4] = 0.2;
  e.sampling.num_batches = 24;
  return e;
}
/// A barrier between two reservoirs, driven or not.
inline Experiment barrier_case(double right = 500, Acceptance acceptance = Acceptance::metropolis) {
  Experiment e = occupancy_chain(8, 0.25, reservoir(4000), reservoir(right), 1500, 100);
  e.system.medium.potential = {0, 0.3, 0.8, 1.2, 1.2, 0.7, 0.2, 0};
  e.system.medium.acceptance = acceptance;
  return e;
}
/// Walkers of fixed numbers that relax in a closed potential.
inline Experiment closed_case() {
  Experiment e = occupancy_chain(8, 0.25, Face{FaceKind::reflecting}, Face{FaceKind::reflecting}, 400, 50);
  e.system.medium.potential = {0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1};
  e.system.populations = {population(e, 40000, {6})};
  e.measure.histogram_times = {0, 10, 50, 400};
  return e;
}
/// A reservoir of fixed number on one side, half a cell away, drift, and walkers of both kinds at the start.
inline Experiment mixed_case() {
  Experiment e = occupancy_chain(7, 0.2, reservoir(3000, true, true), reservoir(800), 200, 20);
  e.system.hop_law.plus[0] = 0.28;
  e.system.hop_law.stay = 1 - 0.2 - 0.28;
  e.system.populations = {population(e, 3000, {1}), population(e, 2000, {4}, true)};
  e.system.turnover = {0.01, 0.02};
  return e;
}
/// A source at one site in a drift, and absorbing faces at both ends and one side.
inline Experiment wind_case() {
  Experiment e = occupancy_chain(8, 0.15, Face{FaceKind::absorbing}, Face{FaceKind::absorbing}, 200, 20);
  e.system.lattice.dimension = 2;
  e.system.lattice.shape = {8, 4, 1};
  e.system.hop_law = {{0.15, 0.2, 0}, {0.3, 0.2, 0}, 0.15};
  e.system.faces[1] = {Face{FaceKind::reflecting}, Face{FaceKind::partial, 0.5}};
  e.measure.planes[1] = {0, 1, 2, 3, 4};
  e.measure.has_profile[1] = true;
  e.system.sources = {{"point", {9}, {4000.0}, 0, 200}};
  return e;
}
/// A cloud in a drift that decays; or a source that lasts; or a population that spreads. No walker reaches a
/// face before the end.
inline Experiment puff_case() {
  Experiment e = occupancy_chain(60, 0.2, Face{FaceKind::absorbing}, Face{FaceKind::reflecting}, 60, 10);
  e.system.hop_law = {{0.1, 0, 0}, {0.5, 0, 0}, 0.4};
  e.system.populations = {population(e, 20000, {14}), population(e, 10000, {16, 17}, true)};
  e.system.turnover.decay = 0.01;
  return e;
}
inline Experiment smoke_case() {
  Experiment e = puff_case();
  e.system.populations.clear();
  e.system.sources = {{"point", {14}, {1000.0}, 0, 60}, {"point", {17}, {500.0}, 10, 30}};
  return e;
}
inline Experiment spread_case() {
  Experiment e = puff_case();
  e.system.turnover = {0, 0.02};
  return e;
}
/// A ring with drift and a potential hill: walkers go round for ever.
inline Experiment ring_case() {
  Experiment e = occupancy_chain(8, 0.2, Face{}, Face{}, 600, 50);
  e.system.hop_law.plus[0] = 0.35;
  e.system.hop_law.stay = 1 - 0.2 - 0.35;
  e.system.medium.potential = {0, 0.2, 0.6, 1.1, 0.7, 0.2, 0, 0};
  e.system.populations = {population(e, 30000, {2})};
  e.sampling.num_batches = 24;
  return e;
}
/// A square with obstacles: layers are not alike.
inline Experiment porous_case() {
  Experiment e = occupancy_chain(6, 0.2, reservoir(900), reservoir(100), 400, 50);
  e.system.lattice.dimension = 2;
  e.system.lattice.shape = {6, 4, 1};
  e.system.hop_law.minus[1] = e.system.hop_law.plus[1] = 0.2;
  e.system.hop_law.stay = 0.2;
  e.system.medium.obstacles.assign(24, 0);
  for (const std::size_t site : {5U, 6U, 13U, 18U}) e.system.medium.obstacles[site] = 1;
  e.measure.histogram_times = {50, 400};
  e.measure.has_profile[1] = true;
  e.sampling.num_batches = 24;
  return e;
}

/// Obstacles on a square, a quarter of the sites, and a membrane; all measurements that need single walkers.
inline Experiment obstacle_box(Face across = Face{}) {
  Experiment e = occupancy_chain(6, 0.2, Face{}, Face{}, 60, 10);
  e.system.lattice.dimension = 2;
  e.system.lattice.shape = {6, 6, 1};
  e.system.hop_law.minus[1] = e.system.hop_law.plus[1] = 0.2;
  e.system.hop_law.stay = 0.2;
  e.system.faces[1] = {across, across};
  e.system.medium.obstacles.assign(36, 0);
  for (const std::size_t site : {1U, 8U, 9U, 15U, 20U, 22U, 27U, 29U, 34U})
    e.system.medium.obstacles[site] = 1;
  e.system.medium.transmission[0].assign(42, 1.0);
  for (std::size_t y = 0; y < 6; ++y) e.system.medium.transmission[0][18 + y] = 0.3;
  e.system.populations = {uniform(e, 12000)};
  Measurements& m = e.measure;
  m.planes = {};
  m.flux_edges.clear();
  m.has_profile = {};
  m.profile_times.clear();
  m.has_residence = m.has_turnover = false;
  m.moment_times = every(10, e.system.steps);
  m.survivor_times.clear();
  m.exit_edges.clear();
  m.first_passage_targets = {{0, 4}, {1, 2}};
  m.first_passage_edges = every(1, e.system.steps + 1);
  return e;
}

}  // namespace fluxwalk::testing
