#include "kernels/walkers/crossing_counts.hpp"

#include <algorithm>

#include "kernels/walkers/paths.hpp"

namespace fluxwalk {

namespace {

/// Unwatched planes share several columns, not one, so that a count need not wait for the previous one.
constexpr std::uint32_t num_spare_columns = 16;

constexpr std::size_t margin = Paths::most_hops;  // of the loaded planes, on either side
constexpr std::size_t longest_to_be_loaded =
    16384;  // layers; a longer axis takes longer to unload than to count

bool is_periodic(const Experiment& experiment, std::size_t axis) {
  return experiment.system.faces[axis][low].wraps();
}

}  // namespace

CrossingCounts::CrossingCounts(const Experiment& experiment) : experiment_(experiment) {
  const Schedule& edges = experiment.measure.flux_edges;
  const std::size_t rows = edges.empty() ? 1 : edges.size();
  for (std::size_t a = 0; a < static_cast<std::size_t>(experiment.system.lattice.dimension); ++a) {
    const Ascending& planes = experiment.measure.planes[a];
    // Net numbers only need the faces.
    const Ascending counted =
        experiment.measure.only_net ? Ascending{0, experiment.system.lattice.shape[a]} : planes;
    const auto watched = static_cast<std::uint32_t>(counted.size());
    const auto num_layers = static_cast<std::size_t>(experiment.system.lattice.shape[a]);
    std::vector<std::uint32_t>& column = column_of_plane_[a];
    column.resize(num_layers + 1);
    for (std::uint32_t plane = 0; plane <= num_layers; ++plane)
      column[plane] = watched + plane % num_spare_columns;
    for (std::uint32_t i = 0; i < watched; ++i) column[static_cast<std::size_t>(counted[i])] = i;
    if (is_periodic(experiment, a)) {
      // One and the same plane: it has a single column while counting.
      if (column.front() >= watched) column.front() = column.back();
      column.back() = column.front();
    }
    forward_[a] = backward_[a] = Counts(rows, watched + num_spare_columns);
    if (num_layers <= longest_to_be_loaded) loaded_[a].resize(num_layers + 1 + 2 * margin);
    if (experiment.measure.only_net && !planes.empty()) gained_[a] = Counts(rows, num_layers);
  }
}

void CrossingCounts::unload(std::size_t axis, std::size_t bin) {
  const std::vector<std::uint32_t>& column = column_of_plane_[axis];
  std::int64_t* forward = forward_[axis].row(bin);
  std::int64_t* backward = backward_[axis].row(bin);
  std::uint32_t* loaded = loaded_[axis].data() + margin;
  for (std::size_t plane = 0; plane < column.size(); ++plane) {
    forward[column[plane]] += loaded[plane] & 0xffffu;
    backward[column[plane]] += loaded[plane] >> 16;
  }
  std::fill(loaded_[axis].begin(), loaded_[axis].end(), 0u);
}

void CrossingCounts::add_to(BatchTallies& tallies) const {
  for (std::size_t a = 0; a < static_cast<std::size_t>(experiment_.system.lattice.dimension); ++a) {
    if (is_net(a)) add_net_to(tallies, a);
    const Ascending& planes = experiment_.measure.planes[a];
    for (std::size_t bin = 0; bin < tallies.forward[a].rows(); ++bin) {
      for (std::size_t i = 0; i < planes.size(); ++i) {
        const std::uint32_t column = column_of_plane_[a][static_cast<std::size_t>(planes[i])];
        tallies.forward[a](bin, i) += forward_[a](bin, column);
        tallies.backward[a](bin, i) += backward_[a](bin, column);
      }
    }
  }
}

void CrossingCounts::add_net_to(BatchTallies& tallies, std::size_t a) const {
  const Ascending& planes = experiment_.measure.planes[a];
  const std::size_t num_layers = gained_[a].columns();
  const auto through_face = [&](std::size_t bin, std::size_t plane) {
    const std::uint32_t column = column_of_plane_[a][plane];
    return forward_[a](bin, column) - backward_[a](bin, column);
  };
  std::vector<std::int64_t> net(num_layers + 1);
  for (std::size_t bin = 0; bin < tallies.net[a].rows(); ++bin) {
    net.front() = through_face(bin, 0);
    net.back() = through_face(bin, num_layers);
    // A walker that goes round a ring goes through each of its planes.
    std::int64_t beyond = is_periodic(experiment_, a) ? net.front() : 0;
    for (std::size_t plane = num_layers - 1; plane > 0; --plane) {
      beyond += gained_[a](bin, plane);
      net[plane] = beyond;
    }
    for (std::size_t i = 0; i < planes.size(); ++i)
      tallies.net[a](bin, i) += net[static_cast<std::size_t>(planes[i])];
  }
}

}  // namespace fluxwalk
