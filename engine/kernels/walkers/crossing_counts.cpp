#include "kernels/walkers/crossing_counts.hpp"

namespace fluxwalk {

namespace {

/// Unwatched planes share a few columns rather than one, so that a count need not wait for the one before it.
constexpr std::uint32_t num_spare_columns = 16;

bool is_periodic(const Experiment& experiment, std::size_t axis) {
  return experiment.faces[axis][low].kind == FaceKind::periodic;
}

}  // namespace

CrossingCounts::CrossingCounts(const Experiment& experiment) : experiment_(experiment) {
  const std::vector<std::int64_t>& edges = experiment.measure.flux_edges;
  const std::size_t rows = edges.empty() ? 1 : edges.size();
  for (std::size_t a = 0; a < static_cast<std::size_t>(experiment.lattice.dimension); ++a) {
    const std::vector<std::int32_t>& planes = experiment.measure.planes[a];
    const auto watched = static_cast<std::uint32_t>(planes.size());
    const auto num_layers = static_cast<std::size_t>(experiment.lattice.shape[a]);
    std::vector<std::uint32_t>& column = column_of_plane_[a];
    column.resize(num_layers + 1);
    for (std::uint32_t plane = 0; plane <= num_layers; ++plane)
      column[plane] = watched + plane % num_spare_columns;
    for (std::uint32_t i = 0; i < watched; ++i) column[static_cast<std::size_t>(planes[i])] = i;
    if (is_periodic(experiment, a)) {
      // One and the same plane: a single column while counting.
      if (column.front() >= watched) column.front() = column.back();
      column.back() = column.front();
    }
    forward_[a] = backward_[a] = Counts(rows, planes.size() + num_spare_columns);
  }
}

void CrossingCounts::add_to(BatchTallies& tallies) const {
  for (std::size_t a = 0; a < static_cast<std::size_t>(experiment_.lattice.dimension); ++a) {
    const std::vector<std::int32_t>& planes = experiment_.measure.planes[a];
    for (std::size_t bin = 0; bin < tallies.forward[a].rows(); ++bin) {
      for (std::size_t i = 0; i < planes.size(); ++i) {
        const std::uint32_t column = column_of_plane_[a][static_cast<std::size_t>(planes[i])];
        tallies.forward[a](bin, i) += forward_[a](bin, column);
        tallies.backward[a](bin, i) += backward_[a](bin, column);
      }
    }
  }
}

}  // namespace fluxwalk
