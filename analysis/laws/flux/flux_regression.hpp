#pragma once
/// \file
/// The crossings of a plane against the walkers on either side of it (watched_planes.hpp).
///     net_b = up R_{b-1} - down R_b + entries + m_b,
/// and where the hop law holds, with v = p+ - p- and D_b = (p+ + p-)/2,
///     net_b = v (R_{b-1} + R_b)/2 - D_b (R_b - R_{b-1}) + m_b.

#include <Eigen/Core>
#include <vector>

#include "fluxwalk/estimate.hpp"
#include "laws/flux/watched_planes.hpp"

namespace fluxwalk {

/// The walkers of a bin as they were known before its hops were drawn: factors of the noise must be
/// uncorrelated with it. In a bin of several steps its own residences are correlated: a walker that crosses
/// forwards early is counted in R_b for the rest of the bin.
///
/// There are two sources. If all sites of the box are alike and all walkers are there from the start, the
/// counts are used: the bin's own residences if it is one step, else those of the bin before, else the start.
/// That needs no exact answer, however large the box. Otherwise the exact means are used: in a steady state
/// successive bins are alike, and with a weak gradient a prediction from the previous bin would be mostly
/// noise.
class Foreknowledge {
 public:
  Foreknowledge(const RunView& view, int axis);              ///< from the counts
  Foreknowledge(const RunView& view, const AxisPath& path);  ///< from the exact means; keeps the path

  bool is_exact() const noexcept { return path_ != nullptr; }
  double residence(const BatchTallies& sum, std::size_t bin, std::size_t layer) const;
  /// Walker-steps that measure the noise: the counted ones, or their exact means. If walkers split, and all
  /// are descendants of a few, the counted ones.
  double exposure(const BatchTallies& sum, std::size_t bin, std::size_t layer) const;
  /// Approximate variance of the net crossings; it gives the weight of a plane in a bin. 0: the plane has no
  /// weight.
  double noise(const WatchedPlanes::Plane& plane, double left, double right, double steps) const;

 private:
  double counted(const BatchTallies& sum, std::size_t bin, std::size_t layer) const;

  std::size_t axis_;
  const AxisPath* path_ = nullptr;
  bool counts_exposure_ = true;
  std::vector<double> start_;   ///< fraction of the walkers that starts in each layer
  std::vector<double> widths_;  ///< steps in each bin
};

/// net = J0 w + v c̄ + D_b (-Δc) over all bins and planes that obey the hop law, w being the number of steps
/// in a bin.
enum FluxTerm : int { intercept = 0, drift = 1, slope = 2 };

struct FluxFit {
  Eigen::VectorXd value;       ///< one for each term asked, in their order
  Eigen::MatrixXd covariance;  ///< exact under the hop law; NaN if the fit cannot separate the terms
  bool is_determined = false;
};

/// Everything about one axis's flux that does not depend on the tallies.
class FluxRegression {
 public:
  FluxRegression(const RunView& view, int axis, WatchedPlanes planes, Foreknowledge known);
  /// For walkers that are all there from the start, in a box of like sites.
  FluxRegression(const RunView& view, int axis);

  const WatchedPlanes& planes() const noexcept { return planes_; }
  const Foreknowledge& known() const noexcept { return known_; }

  /// Weighted least squares with instruments: the weights, and the regressors that multiply them, are those
  /// known beforehand. The covariance is the exact sandwich. Terms that are not asked for are taken from the
  /// hop law.
  FluxFit fit(const BatchTallies& sum, const std::vector<FluxTerm>& terms) const;

  /// The same for net = factor × (up R_{b-1} - down R_b + entries) over all planes.
  struct Factor {
    double value = not_a_number, sigma = not_a_number;
  };
  Factor factor(const BatchTallies& sum) const;

  /// Σ mean²/noise of the fluxes known beforehand: whether there is a flux.
  double signal(const BatchTallies& sum) const;

  /// Chi-square of net - up R_{b-1} + down R_b - entries with the exact covariance, in groups of neighbouring
  /// planes and bins.
  struct Residuals {
    double chi_square = 0, dof = 0;
    double one_way_information =
        0;  ///< noncentrality that a relative deviation of 1 of the one-way flux would make
  };
  Residuals residuals(const BatchTallies& sum) const;

  /// Mean one-way flux and root mean square of the expected net flux, per plane and step.
  double one_way_flux(const BatchTallies& sum) const;
  double rms_flux(const BatchTallies& sum) const;

  std::size_t num_bins() const noexcept { return widths_.size(); }
  double width(std::size_t bin) const { return widths_[bin]; }
  double net(const BatchTallies& sum, std::size_t bin, const WatchedPlanes::Plane& plane) const;
  double residence(const BatchTallies& sum, std::size_t bin, std::size_t layer) const;
  /// Net crossings of a bin that the walkers on the two sides make on average.
  double predicted(const BatchTallies& sum, std::size_t bin, const WatchedPlanes::Plane& plane) const;
  /// Exact variance of the difference of the two, and its covariance between the planes of a layer.
  double variance(const BatchTallies& sum, std::size_t bin, const WatchedPlanes::Plane& plane) const;
  double covariance(const BatchTallies& sum, std::size_t bin, const WatchedPlanes::Coupling& planes) const;

 private:
  std::vector<Eigen::Index> groups(const std::vector<double>& noise) const;

  std::size_t axis_;
  double drift_, bond_diffusivity_;  ///< of the hop law
  WatchedPlanes planes_;
  Foreknowledge known_;
  std::vector<double> widths_;
};

}  // namespace fluxwalk
