#include "kernels/occupation/recorder.hpp"

#include <algorithm>
#include <numeric>

namespace fluxwalk {

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

std::int64_t sum(std::span<const std::int64_t> values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

}  // namespace

Recorder::Recorder(const Experiment& experiment, BatchTallies& tallies)
    : lattice_(experiment.system.lattice),
      measure_(experiment.measure),
      tallies_(tallies),
      dimension_(static_cast<std::size_t>(experiment.system.lattice.dimension)),
      columns_(experiment, tallies, counts_one_by_one) {
  for (std::size_t a = 0; a < dimension_; ++a) {
    Layers& layers = layers_[a];
    layers.layers = static_cast<std::size_t>(experiment.system.lattice.shape[a]);
    for (std::size_t b = a + 1; b < max_dimension; ++b)
      layers.stride *= static_cast<std::size_t>(experiment.system.lattice.shape[b]);
    layers.is_ring = experiment.system.faces[a][low].wraps();
    layers.forward.resize(layers.layers + 1);
    layers.backward.resize(layers.layers + 1);
    for (auto* list : {&layers.residence, &layers.appeared, &layers.vanished}) list->resize(layers.layers);
  }
}

template <class Visit>
void Recorder::for_watched_axes(Visit visit) {
  for (std::size_t a = 0; a < dimension_; ++a)
    if (!measure_.planes[a].empty()) visit(a, layers_[a]);
}

void Recorder::add_layers(const std::vector<std::int64_t>& now, std::size_t axis, std::int64_t* sums) const {
  const auto [stride, num_layers] = std::pair(layers_[axis].stride, layers_[axis].layers);
  if (stride == 1 && dimension_ == 1) {
    for (std::size_t site = 0; site < now.size(); ++site) sums[site] += now[site];
    return;
  }
  for (std::size_t begin = 0; begin < now.size();)
    for (std::size_t layer = 0; layer < num_layers; ++layer, begin += stride)
      sums[layer] += sum({now.data() + begin, stride});
}

void Recorder::count_residence(const std::vector<std::int64_t>& numbers) {
  for_watched_axes(
      [&](std::size_t axis, Layers& layers) { add_layers(numbers, axis, layers.residence.data()); });
}

void Recorder::count_hops(std::size_t direction, const std::vector<std::int64_t>& numbers,
                          const std::vector<SlicePlan::Crossing>& crossing_of_layer) {
  const std::size_t axis = direction % dimension_;
  Layers& layers = layers_[axis];
  std::vector<std::int64_t> sums(layers.layers, 0);
  add_layers(numbers, axis, sums.data());
  for (std::size_t layer = 0; layer < sums.size(); ++layer) {
    const SlicePlan::Crossing& crossing = crossing_of_layer[layer];
    (crossing.is_forward ? layers.forward : layers.backward)[at(crossing.plane)] += sums[layer];
    if (crossing.leaves) left_[2 * axis + (crossing.is_forward ? 1 : 0)] += sums[layer];
  }
}

bool Recorder::ends_bin(std::int64_t time) const {
  return flux_bin_.end() == time || exit_bin_.end() == time;
}

void Recorder::end_bins(std::int64_t time) {
  if (flux_bin_.end() == time) end_flux_bin();
  if (exit_bin_.end() == time) end_exit_bin();
}

void Recorder::count_turnover(std::size_t site, std::int64_t vanished, std::int64_t born) {
  balance_[Balance::decayed] += vanished;
  balance_[Balance::from_reproduction] += born;
  for_watched_axes([&](std::size_t axis, Layers& layers) {
    layers.vanished[layer_of(site, axis)] += vanished;
    layers.appeared[layer_of(site, axis)] += born;
  });
}

void Recorder::count_source(std::size_t site, std::int64_t number) {
  balance_[Balance::from_sources] += number;
  for_watched_axes(
      [&](std::size_t axis, Layers& layers) { layers.appeared[layer_of(site, axis)] += number; });
}

void Recorder::end_flux_bin() {
  for_watched_axes([&](std::size_t axis, Layers& layers) {
    // Both faces of a ring are one plane.
    for (auto* crossings : {&layers.forward, &layers.backward})
      if (layers.is_ring) crossings->front() = crossings->back() = crossings->front() + crossings->back();
    const Ascending& planes = measure_.planes[axis];
    for (std::size_t column = 0; column < planes.size(); ++column) {
      const auto plane = static_cast<std::size_t>(planes[column]);
      if (measure_.only_net) {
        tallies_.net[axis](flux_bin_.row(), column) = layers.forward[plane] - layers.backward[plane];
      } else {
        tallies_.forward[axis](flux_bin_.row(), column) = layers.forward[plane];
        tallies_.backward[axis](flux_bin_.row(), column) = layers.backward[plane];
      }
    }
    const auto copy = [&](const std::vector<std::int64_t>& from, Counts& to) {
      if (!to.empty()) std::copy(from.begin(), from.end(), to.row(flux_bin_.row()));
    };
    copy(layers.residence, tallies_.residence[axis]);
    copy(layers.appeared, tallies_.appeared[axis]);
    copy(layers.vanished, tallies_.vanished[axis]);
    for (auto* list :
         {&layers.forward, &layers.backward, &layers.residence, &layers.appeared, &layers.vanished})
      std::fill(list->begin(), list->end(), 0);
  });
  flux_bin_.advance(flux_bin_.end());
}

void Recorder::end_exit_bin() {
  for (std::size_t face = 0; face < 2 * dimension_; ++face) {
    tallies_.exits(exit_bin_.row(), face) = left_[face];
    if (!tallies_.entries.empty()) tallies_.entries(exit_bin_.row(), face) = entered_[face];
  }
  balance_[Balance::left] += sum(left_);
  balance_[Balance::entered] += sum(entered_);
  left_.fill(0);
  entered_.fill(0);
  exit_bin_.advance(exit_bin_.end());
}

bool Recorder::samples(std::int64_t time) {
  const bool has_profile = profile_due_.is_due(time), has_histogram = histogram_due_.is_due(time),
             has_columns = columns_.is_due(time);
  return survivors_due_.is_due(time) || has_profile || has_histogram || has_columns;
}

void Recorder::sample(std::int64_t time, const std::vector<std::int64_t>& now) {
  if (profile_due_.is_due(time)) {
    for (std::size_t a = 0; a < dimension_; ++a)
      if (!tallies_.profile[a].empty()) add_layers(now, a, tallies_.profile[a].row(profile_due_.row()));
  }
  if (histogram_due_.is_due(time))
    std::copy(now.begin(), now.end(), tallies_.histogram.row(histogram_due_.row()));
  if (survivors_due_.is_due(time)) tallies_.survivors(survivors_due_.row(), 0) = sum(now);
  if (!columns_.is_due(time)) return;
  for (std::size_t site = 0; site < now.size(); ++site)
    if (now[site] > 0) columns_.count({lattice_.position(static_cast<std::int64_t>(site)), {}}, now[site]);
}

void Recorder::finish(const std::vector<std::int64_t>& now) {
  std::copy_n(choices_.begin(), tallies_.choices.columns(), tallies_.choices.row(0));
  if (tallies_.balance.empty()) return;
  balance_[Balance::left] += sum(left_);
  balance_[Balance::entered] += sum(entered_);
  balance_[Balance::in_box] = sum(now);
  std::copy(balance_.begin(), balance_.end(), tallies_.balance.row(0));
}

}  // namespace fluxwalk
