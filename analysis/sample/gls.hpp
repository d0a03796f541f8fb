#pragma once
/// \file
/// A straight line through points with correlated errors.

#include <Eigen/Core>

namespace fluxwalk {

struct Line {
  double intercept = 0, slope = 0;
  double slope_error = 0;
};

/// Generalised least squares of y on x with the covariance of y. At least two different x.
Line fit_line(const Eigen::VectorXd& x, const Eigen::VectorXd& y, const Eigen::MatrixXd& covariance);

}  // namespace fluxwalk
