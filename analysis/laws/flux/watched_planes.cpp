#include "laws/flux/watched_planes.hpp"

#include <algorithm>
#include <cmath>

namespace fluxwalk {

void WatchedPlanes::couple(std::size_t layers) {
  std::vector<std::size_t> below(layers, list.size());  // the plane with this layer on its right
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].right != outside) below[list[i].right] = i;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::size_t layer = list[i].left;
    if (layer == outside || below[layer] == list.size()) continue;
    couplings.push_back({below[layer], i, layer, list[i].up * list[below[layer]].down});
  }
}

WatchedPlanes WatchedPlanes::of_hop_law(const Experiment& experiment, int axis) {
  const auto layers = static_cast<std::int32_t>(experiment.system.lattice.shape[axis]);
  const double up = experiment.system.hop_law.plus[axis], down = experiment.system.hop_law.minus[axis];
  const auto& faces = experiment.system.faces[axis];
  const bool is_ring = faces[low].wraps();
  const Ascending& planes = experiment.measure.planes[axis];
  WatchedPlanes watched;
  for (std::size_t column = 0; column < planes.size(); ++column) {
    const auto plane = static_cast<std::int32_t>(planes[column]);
    const bool is_face = plane == 0 || plane == layers;
    if (is_face && is_ring) {
      if (plane == layers && planes.front() == 0) continue;  // the same plane again
      watched.list.push_back({column, plane, static_cast<std::size_t>(layers - 1), 0, up, down, true});
      continue;
    }
    if (is_face && !faces[plane == 0 ? low : high].is_sink()) continue;
    if (plane == 1 && faces[low].folds()) continue;
    if (plane == layers - 1 && faces[high].folds()) continue;
    watched.list.push_back({column, plane, plane == 0 ? outside : static_cast<std::size_t>(plane - 1),
                            plane == layers ? outside : static_cast<std::size_t>(plane), up, down, true});
  }
  watched.couple(static_cast<std::size_t>(layers));
  return watched;
}

std::optional<WatchedPlanes> WatchedPlanes::of_medium(const RunView& view, const AxisPath& path) {
  const auto a = static_cast<std::size_t>(path.axis);
  const theory::Occupancy& occupancy = path.occupancy;
  const auto layers = static_cast<std::size_t>(view.layers(path.axis));
  const std::vector<std::uint8_t>& obstacles = view.experiment.system.medium.obstacles;
  std::vector<double> up(layers, -1.0), down = up;  // not known yet
  for (std::size_t cell = 0; cell < occupancy.num_cells(); ++cell) {
    if (!path.is_layered && !obstacles.empty() && obstacles[cell] != 0) continue;
    const auto layer = static_cast<std::size_t>(occupancy.layer(path.axis, cell));
    const double here_up = occupancy.up(path.axis, cell), here_down = occupancy.down(path.axis, cell);
    if (up[layer] >= 0 &&
        !(std::abs(here_up - up[layer]) < 1e-12 && std::abs(here_down - down[layer]) < 1e-12))
      return std::nullopt;
    up[layer] = here_up;
    down[layer] = here_down;
  }
  for (auto* rates : {&up, &down})
    for (double& rate : *rates) rate = std::max(rate, 0.0);

  const HopLaw& law = view.experiment.system.hop_law;
  const Ascending& planes = view.measure.planes[a];
  const bool is_ring = occupancy.is_ring(path.axis);
  WatchedPlanes watched;
  for (std::size_t column = 0; column < planes.size(); ++column) {
    const auto plane = static_cast<std::int32_t>(planes[column]);
    const bool is_low = plane == 0, is_high = plane == view.layers(path.axis);
    if (is_ring && is_high && planes.front() == 0) continue;  // the same plane again
    const std::size_t left = !is_low ? static_cast<std::size_t>(plane) - 1 : is_ring ? layers - 1 : outside;
    const std::size_t right = !is_high ? static_cast<std::size_t>(plane) : is_ring ? 0 : outside;
    Plane one{
        column, plane, left, right, left == outside ? 0.0 : up[left], right == outside ? 0.0 : down[right],
        false};
    one.obeys_hop_law = left != outside && right != outside && std::abs(one.up - law.plus[a]) < 1e-12 &&
                        std::abs(one.down - law.minus[a]) < 1e-12;
    if (!is_ring && (is_low || is_high)) {
      const Side side = is_low ? low : high;
      one.entries = (is_low ? 1 : -1) * occupancy.entries(path.axis, side);
      one.entry_variance = occupancy.entry_variance(path.axis, side);
    }
    watched.list.push_back(one);
  }
  watched.couple(layers);
  return watched;
}

}  // namespace fluxwalk
