#include <numeric>
#include <stdexcept>

#include "fluxwalk/theory.hpp"

namespace fluxwalk::theory {

namespace {

/// Fractions of the walkers of a table in places: place_of(site).
template <class PlaceOf>
std::vector<double> fractions_of_table(const SiteNumbers& table, std::size_t places, PlaceOf place_of) {
  const auto sum =
      static_cast<double>(std::accumulate(table.numbers.begin(), table.numbers.end(), std::uint64_t{0}));
  std::vector<double> fractions(places, 0.0);
  for (std::size_t i = 0; i < table.sites.size(); ++i)
    fractions[static_cast<std::size_t>(place_of(table.sites[i]))] +=
        static_cast<double>(table.numbers[i]) / sum;
  return fractions;
}

}  // namespace

std::vector<double> start_layers(const Experiment& experiment, const Population& population, int axis) {
  if (population.has_table())
    return fractions_of_table(
        population.table, static_cast<std::size_t>(experiment.system.lattice.shape[axis]),
        [&](std::int64_t site) { return experiment.system.lattice.position(site)[axis]; });
  const LayerWeights& along = population.along[axis];
  const auto layers = static_cast<std::size_t>(experiment.system.lattice.shape[axis]);
  const auto first = static_cast<std::size_t>(along.first);
  if (along.first < 0 || first + along.weights.size() > layers)
    throw std::invalid_argument("a population starts outside the box");
  const auto sum =
      static_cast<double>(std::accumulate(along.weights.begin(), along.weights.end(), std::uint64_t{0}));
  std::vector<double> fractions(layers, 0.0);
  for (std::size_t i = 0; i < along.weights.size(); ++i)
    fractions[first + i] = static_cast<double>(along.weights[i]) / sum;
  return fractions;
}

std::vector<double> start_sites(const Experiment& experiment, const Population& population) {
  if (population.has_table())
    return fractions_of_table(population.table,
                              static_cast<std::size_t>(experiment.system.lattice.num_sites()),
                              [](std::int64_t site) { return site; });
  std::vector<double> sites = {1.0};
  for (int axis = 0; axis < max_dimension; ++axis) {
    const std::vector<double> layers = start_layers(experiment, population, axis);
    std::vector<double> product;
    product.reserve(sites.size() * layers.size());
    for (const double outer : sites)
      for (const double inner : layers) product.push_back(outer * inner);
    sites = std::move(product);
  }
  return sites;
}

}  // namespace fluxwalk::theory
