#pragma once
/// \file
/// The costly parts of Eigen, compiled once: a file that uses a decomposition or a matrix product itself
/// takes seconds longer to compile. Each function is one expression of Eigen, and gives the same bits.

#include <Eigen/Core>

namespace fluxwalk {

/// Eigenvalues, ascending, and orthonormal eigenvectors (columns) of a symmetric matrix.
class SymmetricEigen {
 public:
  explicit SymmetricEigen(const Eigen::MatrixXd& symmetric);

  const Eigen::VectorXd& eigenvalues() const noexcept { return values_; }
  const Eigen::MatrixXd& eigenvectors() const noexcept { return vectors_; }

 private:
  Eigen::VectorXd values_;
  Eigen::MatrixXd vectors_;
};

Eigen::VectorXd singular_values(const Eigen::MatrixXd& matrix);  ///< descending
Eigen::MatrixXd inverse(const Eigen::MatrixXd& matrix);
/// x of A x = b, with a symmetric A that is positive or negative semidefinite.
Eigen::VectorXd solve(const Eigen::MatrixXd& symmetric, const Eigen::VectorXd& right);

/// Covariance of the pooled values of pseudo-values [batch][component] (sample/jackknife.hpp): their scatter
/// / B.
Eigen::MatrixXd covariance_of_mean(const Eigen::MatrixXd& pseudo_values);

Eigen::VectorXd times(const Eigen::MatrixXd& a, const Eigen::VectorXd& x);             ///< A x
Eigen::VectorXd transposed_times(const Eigen::MatrixXd& a, const Eigen::VectorXd& x);  ///< Aᵀ x
/// A V Aᵀ: the covariance of A x, V being that of x.
Eigen::MatrixXd propagated(const Eigen::MatrixXd& a, const Eigen::MatrixXd& covariance);

}  // namespace fluxwalk
