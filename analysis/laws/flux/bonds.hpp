#pragma once
/// \file
/// What is predicted of the crossings of planes, given the walkers on their two sides.

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

/// The watched planes of an axis, and what is predicted of their net crossings given the residences. net -
/// predicted is a martingale; within a step a walker does one thing, which couples the planes of its layer.
class WatchedBonds {
 public:
  WatchedBonds(const Run& run, const AxisPath& path);

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
  std::vector<double> exposure(std::size_t bin) const;

  /// Predicted net crossings from residences (of tallies, or their means), entries included.
  Eigen::VectorXd predicted(const std::vector<double>& residence, double steps) const;

  /// Predicted crossings both ways, likewise.
  Eigen::VectorXd traffic(const std::vector<double>& residence, double steps) const;

  /// Exact covariance of net - predicted of a bin between groups of planes: wᵀ C w for each pair of columns
  /// of `weights` [plane][group].
  Eigen::MatrixXd covariance(const std::vector<double>& residence, double steps,
                             const Eigen::MatrixXd& weights) const;

 private:
  /// Calls visit(plane index, sign, chance) for what a walker of the layer may cross.
  template <class Visit>
  void for_each_way(std::size_t layer, Visit visit) const;

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
