#include "estimators/jackknife.hpp"

#include <cmath>

#include "fluxwalk/estimate.hpp"

namespace fluxwalk {

Jackknife jackknife(const std::vector<BatchTallies>& batches, const BatchTallies& total,
                    const Estimator& estimator) {
  Jackknife result;
  result.value = estimator(total);
  const auto num_values = static_cast<Eigen::Index>(result.value.size());
  const auto num_batches = static_cast<Eigen::Index>(batches.size());
  result.standard_error.assign(result.value.size(), not_a_number);
  if (num_batches < 2) return result;

  Eigen::MatrixXd pseudo(num_batches, num_values);
  const auto b = static_cast<double>(num_batches);
  BatchTallies rest = total;
  for (Eigen::Index i = 0; i < num_batches; ++i) {
    const BatchTallies& batch = batches[static_cast<std::size_t>(i)];
    rest -= batch;
    const std::vector<double> without = estimator(rest);
    rest += batch;
    for (Eigen::Index j = 0; j < num_values; ++j) {
      const auto k = static_cast<std::size_t>(j);
      pseudo(i, j) = b * result.value[k] - (b - 1) * without[k];
    }
  }
  const Eigen::MatrixXd covariance = covariance_of_mean(pseudo);
  for (Eigen::Index j = 0; j < num_values; ++j) {
    result.standard_error[static_cast<std::size_t>(j)] = std::sqrt(covariance(j, j));
  }
  if (pseudo.allFinite()) result.pseudo_values = std::move(pseudo);
  return result;
}

Eigen::MatrixXd covariance_of_mean(const Eigen::MatrixXd& pseudo_values) {
  const auto b = static_cast<double>(pseudo_values.rows());
  const Eigen::MatrixXd centred = pseudo_values.rowwise() - pseudo_values.colwise().mean();
  return centred.transpose() * centred / (b * (b - 1));
}

}  // namespace fluxwalk
