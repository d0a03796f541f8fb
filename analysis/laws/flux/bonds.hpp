#pragma once
/// \file
/// What is predicted of the crossings of planes, given the walkers on their two sides.

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

/// The watched planes of an axis, and what is predicted of their net crossings given the residences. net -
/// predicted is a martingale; within a step a walker does one thing, which couples the planes of its layer.
class WatchedBonds {
 public:
  WatchedBonds(const Run& run, const AxisPath& path) : run_(run), path_(path) {
    const auto& planes = run.sample.measure.planes[static_cast<std::size_t>(path.axis)];
    const auto last = run.sample.layers(path.axis);
    for (std::size_t column = 0; column < planes.size(); ++column) {
      if (path.occupancy.is_ring(path.axis) && planes[column] == last && planes.front() == 0) continue;
      columns_.push_back(column);
      planes_.push_back(planes[column]);
    }
    const std::vector<std::uint8_t>& obstacles = run.sample.experiment.medium.obstacles;
    up_.assign(static_cast<std::size_t>(last), -1.0);  // not known yet
    down_ = up_;
    for (std::size_t cell = 0; cell < path.occupancy.num_cells(); ++cell) {
      if (!path.is_layered && !obstacles.empty() && obstacles[cell] != 0) continue;
      const auto layer = static_cast<std::size_t>(path.occupancy.layer(path.axis, cell));
      const double up = path.occupancy.up(path.axis, cell), down = path.occupancy.down(path.axis, cell);
      const bool is_new = up_[layer] < 0;
      is_alike_ = is_alike_ &&
                  (is_new || (std::abs(up - up_[layer]) < 1e-12 && std::abs(down - down_[layer]) < 1e-12));
      up_[layer] = up;
      down_[layer] = down;
    }
    for (auto* rates : {&up_, &down_})
      for (double& rate : *rates) rate = std::max(rate, 0.0);
  }
  /// The hops along the axis depend on the layer alone; who leaves sideways does not matter here.
  bool is_alike() const { return is_alike_; }
  double up(std::size_t layer) const { return up_[layer]; }
  double down(std::size_t layer) const { return down_[layer]; }
  std::size_t size() const { return planes_.size(); }
  std::int32_t plane(std::size_t i) const { return planes_[i]; }
  double width(std::size_t bin) const {
    const auto& edges = run_.sample.measure.flux_edges;
    return static_cast<double>(edges[bin + 1] - edges[bin]);
  }
  double net(const BatchTallies& sum, std::size_t bin, std::size_t i) const {
    return static_cast<double>(sum.net_crossings(static_cast<std::size_t>(path_.axis), bin, columns_[i]));
  }

  /// Walker-steps of the layers in a bin that say how much chance there was: the exact means; where walkers
  /// split, and all are descendants of a few, those counted.
  std::vector<double> exposure(std::size_t bin) const {
    if (run_.sample.experiment.turnover.reproduction <= 0) return path_.residence[bin];
    const Counts& table = run_.sample.total.residence[static_cast<std::size_t>(path_.axis)];
    return std::vector<double>(table.row(bin), table.row(bin) + table.columns());
  }

  /// Calls visit(plane index, sign, chance) for what a walker of the layer may cross.
  template <class Visit>
  void for_each_way(std::size_t layer, Visit visit) const {
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

  /// Predicted net crossings from residences (of tallies, or their means), entries included.
  template <class Residence>
  Eigen::VectorXd predicted(Residence residence, double steps) const {
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(size()));
    for (std::size_t layer = 0; layer < up_.size(); ++layer)
      for_each_way(layer, [&](std::size_t i, double sign, double chance) {
        sum(static_cast<Eigen::Index>(i)) += sign * chance * residence(layer);
      });
    for (std::size_t i = 0; i < size(); ++i) {
      if (planes_[i] == 0)
        sum(static_cast<Eigen::Index>(i)) += steps * path_.occupancy.entries(path_.axis, low);
      if (planes_[i] == path_.occupancy.layers(path_.axis))
        sum(static_cast<Eigen::Index>(i)) -= steps * path_.occupancy.entries(path_.axis, high);
    }
    return sum;
  }

  /// Predicted crossings both ways, likewise.
  Eigen::VectorXd traffic(const std::vector<double>& residence, double steps) const {
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

  /// Exact covariance of net - predicted of a bin between groups of planes: wᵀ C w for each pair of columns
  /// of `weights` [plane][group].
  Eigen::MatrixXd covariance(const std::vector<double>& residence, double steps,
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

 private:
  const Run& run_;
  const AxisPath& path_;
  std::vector<std::size_t> columns_;
  std::vector<std::int32_t> planes_;
  std::vector<double> up_, down_;  ///< [layer]
  bool is_alike_ = true;
};

/// Planes and times of like mean flux, each a point: measured against predicted.
void flux_law_figure(const Run& run, Findings& findings, const AxisPath& path, const WatchedBonds& bonds);

/// Uniform wind: drift v and D_b apart, J = v c - D_b ∂c.
void advection_law(const Run& run, Findings& findings, const AxisPath& path, const WatchedBonds& bonds);

}  // namespace fluxwalk
