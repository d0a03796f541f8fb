#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "plan/memory.hpp"
#include "tallies/dimensions.hpp"

namespace fluxwalk {

double Sizes::num_sites() const {
  return std::accumulate(layers.begin(), layers.end(), 1.0, std::multiplies<>());
}

bool Sizes::is_plain() const {
  return keeps_walkers && !has_medium();
}

bool Sizes::has_medium() const {
  const bool has_membranes =
      std::find(lists.membranes.begin(), lists.membranes.end(), true) != lists.membranes.end();
  return experiment.system.medium.acceptance == Acceptance::glauber || lists.has_hop || lists.has_mobility ||
         lists.has_obstacles || lists.has_potential || has_membranes;
}

ListSizes::ListSizes(const Experiment& experiment) {
  const LatticeWalk& system = experiment.system;
  for (const Population& population : system.populations) {
    double& weights = starts.emplace_back(0);
    for (const LayerWeights& along : population.along) weights += static_cast<double>(along.weights.size());
    if (population.has_table()) weights = 4 * static_cast<double>(population.table.sites.size());
  }
  for (const Source& source : system.sources) sources.push_back(static_cast<double>(source.sites.size()));
  const Medium& medium = system.medium;
  has_hop = !medium.hop.empty();
  has_mobility = !medium.mobility.empty();
  has_obstacles = !medium.obstacles.empty();
  has_potential = !medium.potential.empty();
  for (int a = 0; a < max_dimension; ++a) membranes[a] = !medium.transmission[a].empty();
}

Sizes::Sizes(const Experiment& of, int num_threads, ListSizes sizes_of_lists)
    : experiment(of),
      lists(std::move(sizes_of_lists)),
      threads(num_threads),
      dimension(of.system.lattice.dimension),
      steps(static_cast<double>(of.system.steps)),
      batches(static_cast<double>(of.sampling.num_batches)),
      is_closed(of.system.is_closed()),
      keeps_walkers(!of.system.has_turnover()),
      has_open_faces(of.system.lets_out()) {
  for (int a = 0; a < max_dimension; ++a) layers[a] = of.system.lattice.shape[a];
  for (const Population& population : of.system.populations)
    has_exact_starts = has_exact_starts || population.is_exact;
  for (const Attachment& attachment : of.heading.attachments)
    table_values += static_cast<double>(attachment.values.size());
}

double Sizes::length(const char* table_dimension) const {
  return static_cast<double>(size_of_dimension(table_dimension, experiment));
}

}  // namespace fluxwalk
