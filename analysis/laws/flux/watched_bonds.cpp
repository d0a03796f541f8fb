#include <algorithm>
#include <cmath>

#include "laws/flux/bonds.hpp"

namespace fluxwalk {

WatchedBonds::WatchedBonds(const Run& run, const AxisPath& path) : run_(run), path_(path) {
  const auto& planes = run.sample.measure.planes[static_cast<std::size_t>(path.axis)];
  const auto last = run.sample.layers(path.axis);
  for (std::size_t column = 0; column < planes.size(); ++column) {
    if (path.occupancy.is_ring(path.axis) && planes[column] == last && planes.front() == 0) continue;
    columns_.push_back(column);
    planes_.push_back(static_cast<std::int32_t>(planes[column]));
  }
  const std::vector<std::uint8_t>& obstacles = run.sample.experiment.system.medium.obstacles;
  up_.assign(static_cast<std::size_t>(last), -1.0);  // not known yet
  down_ = up_;
  for (std::size_t cell = 0; cell < path.occupancy.num_cells(); ++cell) {
    if (!path.is_layered && !obstacles.empty() && obstacles[cell] != 0) continue;
    const auto layer = static_cast<std::size_t>(path.occupancy.layer(path.axis, cell));
    const double up = path.occupancy.up(path.axis, cell), down = path.occupancy.down(path.axis, cell);
    const bool is_new = up_[layer] < 0;
    is_alike_ =
        is_alike_ && (is_new || (std::abs(up - up_[layer]) < 1e-12 && std::abs(down - down_[layer]) < 1e-12));
    up_[layer] = up;
    down_[layer] = down;
  }
  for (auto* rates : {&up_, &down_})
    for (double& rate : *rates) rate = std::max(rate, 0.0);
}

std::vector<double> WatchedBonds::exposure(std::size_t bin) const {
  if (run_.sample.experiment.system.turnover.reproduction <= 0) return path_.residence[bin];
  const Counts& table = run_.sample.total.residence[static_cast<std::size_t>(path_.axis)];
  return std::vector<double>(table.row(bin), table.row(bin) + table.columns());
}

template <class Visit>
void WatchedBonds::for_each_way(std::size_t layer, Visit visit) const {
  const auto last = static_cast<std::int32_t>(path_.occupancy.layers(path_.axis)) - 1;
  const auto here = static_cast<std::int32_t>(layer);
  const bool is_ring = path_.occupancy.is_ring(path_.axis);
  const auto index = [&](std::int32_t plane) {
    if (is_ring && plane == last + 1 && planes_.front() == 0) plane = 0;
    if (is_ring && plane == 0 && planes_.front() != 0) plane = last + 1;
    const auto found = std::lower_bound(planes_.begin(), planes_.end(), plane);
    return found != planes_.end() && *found == plane ? found - planes_.begin() : -1;
  };
  if (const auto i = index(here + 1); i >= 0 && up_[layer] > 0)
    visit(static_cast<std::size_t>(i), 1.0, up_[layer]);
  if (const auto i = index(here); i >= 0 && down_[layer] > 0)
    visit(static_cast<std::size_t>(i), -1.0, down_[layer]);
}

Eigen::VectorXd WatchedBonds::predicted(const std::vector<double>& residence, double steps) const {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(size()));
  for (std::size_t layer = 0; layer < up_.size(); ++layer)
    for_each_way(layer, [&](std::size_t i, double sign, double chance) {
      sum(static_cast<Eigen::Index>(i)) += sign * chance * residence[layer];
    });
  for (std::size_t i = 0; i < size(); ++i) {
    if (planes_[i] == 0)
      sum(static_cast<Eigen::Index>(i)) += steps * path_.occupancy.entries(path_.axis, low);
    if (planes_[i] == path_.occupancy.layers(path_.axis))
      sum(static_cast<Eigen::Index>(i)) -= steps * path_.occupancy.entries(path_.axis, high);
  }
  return sum;
}

Eigen::VectorXd WatchedBonds::traffic(const std::vector<double>& residence, double steps) const {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(size()));
  for (std::size_t layer = 0; layer < up_.size(); ++layer)
    for_each_way(layer, [&](std::size_t i, double, double chance) {
      sum(static_cast<Eigen::Index>(i)) += chance * residence[layer];
    });
  for (std::size_t i = 0; i < size(); ++i) {
    if (planes_[i] == 0)
      sum(static_cast<Eigen::Index>(i)) += steps * path_.occupancy.entries(path_.axis, low);
    if (planes_[i] == path_.occupancy.layers(path_.axis))
      sum(static_cast<Eigen::Index>(i)) += steps * path_.occupancy.entries(path_.axis, high);
  }
  return sum;
}

Eigen::MatrixXd WatchedBonds::covariance(const std::vector<double>& residence, double steps,
                                         const Eigen::MatrixXd& weights) const {
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(weights.cols(), weights.cols());
  for (std::size_t layer = 0; layer < residence.size(); ++layer) {
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(weights.cols());
    for_each_way(layer, [&](std::size_t i, double sign, double chance) {
      const Eigen::VectorXd w = weights.row(static_cast<Eigen::Index>(i)).transpose();
      sum += residence[layer] * chance * w * w.transpose();
      mean += sign * chance * w;
    });
    sum -= residence[layer] * mean * mean.transpose();
  }
  for (std::size_t i = 0; i < size(); ++i) {
    const Eigen::VectorXd w = weights.row(static_cast<Eigen::Index>(i)).transpose();
    if (planes_[i] == 0) sum += steps * path_.occupancy.entry_variance(path_.axis, low) * w * w.transpose();
    if (planes_[i] == path_.occupancy.layers(path_.axis))
      sum += steps * path_.occupancy.entry_variance(path_.axis, high) * w * w.transpose();
  }
  return sum;
}

}  // namespace fluxwalk
