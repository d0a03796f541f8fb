#include "sample/linear_algebra.hpp"

#include <Eigen/Dense>

namespace fluxwalk {

SymmetricEigen::SymmetricEigen(const Eigen::MatrixXd& symmetric) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(symmetric);
  values_ = solver.eigenvalues();
  vectors_ = solver.eigenvectors();
}

Eigen::VectorXd singular_values(const Eigen::MatrixXd& matrix) {
  return Eigen::JacobiSVD<Eigen::MatrixXd>(matrix).singularValues();
}

Eigen::MatrixXd inverse(const Eigen::MatrixXd& matrix) {
  return matrix.inverse();
}

Eigen::VectorXd solve(const Eigen::MatrixXd& symmetric, const Eigen::VectorXd& right) {
  return Eigen::LDLT<Eigen::MatrixXd>(symmetric).solve(right);
}

Eigen::VectorXd times(const Eigen::MatrixXd& a, const Eigen::VectorXd& x) {
  return a * x;
}

Eigen::VectorXd transposed_times(const Eigen::MatrixXd& a, const Eigen::VectorXd& x) {
  return a.transpose() * x;
}

Eigen::MatrixXd propagated(const Eigen::MatrixXd& a, const Eigen::MatrixXd& covariance) {
  return a * covariance * a.transpose();
}

Eigen::MatrixXd covariance_of_mean(const Eigen::MatrixXd& pseudo_values) {
  const auto b = static_cast<double>(pseudo_values.rows());
  const Eigen::MatrixXd centred = pseudo_values.rowwise() - pseudo_values.colwise().mean();
  return centred.transpose() * centred / (b * (b - 1));
}

}  // namespace fluxwalk
