#pragma once
/// \file
/// A straight line through points whose errors go together.

#include <Eigen/Dense>
#include <cmath>

namespace fluxwalk {

struct Line {
  double intercept = 0, slope = 0;
  double slope_error = 0;
};

/// Generalised least squares of y on x with the covariance of y. At least two different x.
inline Line fit_line(const Eigen::VectorXd& x, const Eigen::VectorXd& y, const Eigen::MatrixXd& covariance) {
  Eigen::MatrixXd design(x.size(), 2);
  design << Eigen::VectorXd::Ones(x.size()), x;
  const Eigen::LDLT<Eigen::MatrixXd> weight(covariance);
  const Eigen::Matrix2d inverse = (design.transpose() * weight.solve(design)).inverse();
  const Eigen::Vector2d line = inverse * (design.transpose() * weight.solve(y));
  return {line(0), line(1), std::sqrt(inverse(1, 1))};
}

}  // namespace fluxwalk
