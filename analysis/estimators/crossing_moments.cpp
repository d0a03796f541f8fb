#include "estimators/crossing_moments.hpp"

#include <numeric>

#include "fluxwalk/theory.hpp"

namespace fluxwalk {

namespace {

std::vector<double> start_of(const Sample& sample, const Group& group, int axis) {
  return *sample.mixture(group, [&](const Population& population) {
    return theory::start_layers(sample.experiment, population, axis);
  });
}

}  // namespace

CrossingMoments crossing_moments(const Sample& sample, int axis, std::int32_t plane, Way way,
                                 std::int64_t steps) {
  const auto i = static_cast<std::size_t>(axis);
  const HopLaw& law = sample.experiment.hop_law;
  const auto& faces = sample.experiment.faces[i];
  const bool is_forward = way == Way::forward;
  const auto below = static_cast<std::size_t>(plane - 1), above = static_cast<std::size_t>(plane);
  const std::size_t source = is_forward ? below : above, landing = is_forward ? above : below;
  double chance = is_forward ? law.plus[i] : law.minus[i];
  // an attempt on a mirror is folded back through the plane next to it
  if (is_forward && plane == 1 && faces[low].kind == FaceKind::mirror) chance += law.minus[i];
  if (!is_forward && plane == sample.layers(axis) - 1 && faces[high].kind == FaceKind::mirror)
    chance += law.plus[i];

  const theory::Chain chain(sample.experiment, axis);
  const auto layers = static_cast<std::size_t>(sample.layers(axis));
  std::vector<double> first(layers, 0.0), second(layers, 0.0);
  for (std::int64_t t = 0; t < steps; ++t) {
    const double from_landing = first[landing];
    second = chain.expect(std::move(second));
    first = chain.expect(std::move(first));
    second[source] += chance * (2 * from_landing + 1);
    first[source] += chance;
  }
  CrossingMoments total;
  for (const Group& group : sample.groups) {
    const std::vector<double> start = start_of(sample, group, axis);
    const double mean = std::inner_product(start.begin(), start.end(), first.begin(), 0.0);
    const double square = std::inner_product(start.begin(), start.end(), second.begin(), 0.0);
    total.mean += group.number * mean;
    total.variance += group.number * (square - mean * mean);
  }
  return total;
}

std::vector<double> mean_crossings(const Sample& sample, int axis, std::int32_t plane, Way way) {
  const theory::Chain chain(sample.experiment, axis);
  std::vector<double> occupancy;
  for (const Group& group : sample.groups) add_scaled(occupancy, start_of(sample, group, axis), group.number);
  const std::vector<std::int64_t>& edges = sample.measure.flux_edges;
  std::vector<double> means(edges.size() - 1, 0.0);
  for (std::size_t bin = 0; bin < means.size(); ++bin) {
    for (std::int64_t t = edges[bin]; t < edges[bin + 1]; ++t) {
      const auto crossings = chain.crossings(occupancy);
      means[bin] +=
          (way == Way::forward ? crossings.first : crossings.second)[static_cast<std::size_t>(plane)];
      occupancy = chain.advance(std::move(occupancy));
    }
  }
  return means;
}

}  // namespace fluxwalk
