#pragma once
#include "open_experiment.hpp"

/// A small experiment with few different counts, each seen often. Without a medium, slices split the walkers
/// of one row of its 34 sites, and the other row, at the partial face, is split site by site; in the medium
/// every site has a law of its own.
inline fluxwalk::Experiment narrow(bool has_medium) {
  using namespace fluxwalk;
  Experiment made;
  made.heading.name = "narrow";
  made.system.lattice.dimension = 2;
  made.system.lattice.shape = {2, 17, 1};
  made.system.hop_law.minus = {0.1, 0.15, 0};
  made.system.hop_law.plus = {0.3, 0.2, 0};
  made.system.hop_law.stay = 0.25;
  made.system.faces[0] = {Face{FaceKind::reflecting}, Face{FaceKind::partial, 0.3}};
  made.system.faces[1] = {Face{FaceKind::mirror}, Face{FaceKind::absorbing}};
  Population population;
  population.walkers = 40'000 * 60;
  population.along[0].weights = {1, 2};
  population.along[1].weights.assign(17, 1);
  made.system.populations.push_back(population);
  made.system.steps = 3;
  made.sampling.num_batches = 40'000;
  if (has_medium) {
    made.system.medium.transmission[0].assign(static_cast<std::size_t>(made.system.lattice.num_bonds(0)),
                                              0.7);
    for (int site = 0; site < made.system.lattice.num_sites(); ++site) {
      made.system.medium.potential.push_back(0.1 * (site % 7));
      made.system.medium.obstacles.push_back(site % 5 == 3);
    }
  }
  measure_all(made);
  return made;
}
