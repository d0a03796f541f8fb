#pragma once
/// \file
/// One error estimate for everything: the delete-one-batch jackknife.

#include <Eigen/Dense>
#include <functional>
#include <vector>

#include "fluxwalk/results.hpp"

namespace fluxwalk {

/// A pure function of a sum of batches. May return NaN where the sum holds too little.
using Estimator = std::function<std::vector<double>(const BatchTallies& sum)>;

struct Jackknife {
  std::vector<double> value;  ///< pooled: the estimator of all batches together, not bias corrected
  std::vector<double>
      standard_error;  ///< NaN with fewer than two batches, or where a leave-one-out value is missing
  Eigen::MatrixXd pseudo_values;  ///< [batch][component] B θ - (B-1) θ without that batch; empty as above
};

/// `total` is the sum over `batches`, histogram left out.
Jackknife jackknife(const std::vector<BatchTallies>& batches, const BatchTallies& total,
                    const Estimator& estimator);

/// Covariance of the pooled values of pseudo-values [batch][component]: their scatter / B.
Eigen::MatrixXd covariance_of_mean(const Eigen::MatrixXd& pseudo_values);

}  // namespace fluxwalk
