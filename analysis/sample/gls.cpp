#include "sample/gls.hpp"

#include <Eigen/Dense>
#include <cmath>

namespace fluxwalk {

Line fit_line(const Eigen::VectorXd& x, const Eigen::VectorXd& y, const Eigen::MatrixXd& covariance) {
  Eigen::MatrixXd design(x.size(), 2);
  design << Eigen::VectorXd::Ones(x.size()), x;
  const Eigen::LDLT<Eigen::MatrixXd> weight(covariance);
  const Eigen::Matrix2d inverse = (design.transpose() * weight.solve(design)).inverse();
  const Eigen::Vector2d line = inverse * (design.transpose() * weight.solve(y));
  return {line(0), line(1), std::sqrt(inverse(1, 1))};
}

}  // namespace fluxwalk
