#pragma once
/// \file
/// The heart: what crosses a plane against what stands on either side of it.
///
/// In a step t -> t+1 each walker in layer b-1 crosses plane b forwards with probability p+, each in layer b
/// crosses it backwards with p-. So the net number through b in a bin is, with the residences R = Σ n(t) over
/// the same steps,
///     net_b = p+ R_{b-1} - p- R_b + m_b  =  v (R_{b-1} + R_b)/2 - D_b (R_b - R_{b-1}) + m_b,
/// where m is a martingale: it has mean zero given everything before each step. Walkers choose independently,
/// so with predictable variation
///     <m_b> = p+(1-p+) R_{b-1} + p-(1-p-) R_b,   <m_b, m_{b+1}> = p+ p- R_b,
/// and nothing between other planes, or different steps. All this is exact, whatever the walkers did before.

#include <Eigen/Core>
#include <vector>

#include "sample/measured.hpp"

namespace fluxwalk {

/// The planes of an axis at which the law above holds, among those watched: interior ones, the face of a ring
/// once, and absorbing faces (with nobody beyond them). Not next to mirrors (folded hops cross there) nor
/// partial faces.
struct Bonds {
  static constexpr std::size_t outside = static_cast<std::size_t>(-1);
  struct Bond {
    std::size_t column;  ///< among the watched planes
    std::int32_t plane;
    std::size_t left, right;  ///< layers on its two sides, or outside
  };
  /// Bonds whose right (first) and left (second) layer is the same: their flux noise is correlated.
  struct Coupling {
    std::size_t first, second, layer;
  };
  std::vector<Bond> list;
  std::vector<Coupling> couplings;

  Bonds(const Experiment& experiment, int axis);
};

/// net = J0 w + v c̄ + D_b (-Δc) over all bins and bonds, w being the number of steps in a bin.
enum FluxTerm : int { intercept = 0, drift = 1, slope = 2 };

struct FluxFit {
  Eigen::VectorXd value;       ///< one for each term asked, in their order
  Eigen::MatrixXd covariance;  ///< exact under the hop law; NaN if the terms cannot be told apart
  bool is_determined = false;
};

/// Everything about one axis's flux that does not depend on the tallies.
class FluxRegression {
 public:
  FluxRegression(const Sample& sample, int axis);

  /// Empty if the regression can be made, else why not.
  const std::string& why_not() const noexcept { return why_not_; }
  const Bonds& bonds() const noexcept { return bonds_; }

  /// Weighted least squares with instruments: the weights and the regressors that multiply them are known
  /// before the bin's hops are drawn (its own residences for bins of one step, else those of the bin before,
  /// else the start), so that they are uncorrelated with the noise. With plain least squares a bin of several
  /// steps would be biased: who crosses forwards early is counted in R_b for the rest of the bin. The
  /// covariance is the exact sandwich.
  /// Terms that are not asked for are taken from the hop law.
  FluxFit fit(const BatchTallies& sum, const std::vector<FluxTerm>& terms) const;

  /// Chi-square of the residuals net - p+ R_{b-1} + p- R_b with the exact covariance, in groups of
  /// neighbouring bonds and bins.
  struct Residuals {
    double chi_square = 0, dof = 0;
    double one_way_information =
        0;  ///< noncentrality that a relative deviation of 1 of the one-way flux would make
  };
  Residuals residuals(const BatchTallies& sum) const;

  /// Mean one-way flux and root mean square of the expected net flux, a plane and step.
  double one_way_flux(const BatchTallies& sum) const;
  double rms_flux(const BatchTallies& sum) const;

  std::size_t num_bins() const noexcept { return widths_.size(); }
  double width(std::size_t bin) const { return widths_[bin]; }
  double net(const BatchTallies& sum, std::size_t bin, const Bonds::Bond& bond) const;
  double residence(const BatchTallies& sum, std::size_t bin, std::size_t layer) const;
  /// Exact variance of the noise at a bond.
  double variance(double left, double right) const {
    return plus_ * (1 - plus_) * left + minus_ * (1 - minus_) * right;
  }

  /// The residence as it was known before the bin's hops were drawn (see fit): uncorrelated with their noise.
  double predicted(const BatchTallies& sum, std::size_t bin, std::size_t layer) const;

 private:
  std::size_t axis_;
  double minus_, plus_;
  Bonds bonds_;
  std::vector<double> widths_;
  std::vector<double> start_;  ///< fraction of the walkers that starts in each layer
  std::string why_not_;
};

/// Slope of the flux against the gradient: D_b; and D = D_b - v²/2, the dispersion.
struct FluxEstimates {
  Measured bond_diffusivity, diffusivity;
  Measured second;  ///< the intercept on an axis without drift, else the drift velocity
  Measured third;   ///< the other one, from the fit of all three, where they can be told apart
};
FluxEstimates flux_estimates(const Sample& sample, const FluxRegression& regression, int axis);

}  // namespace fluxwalk
