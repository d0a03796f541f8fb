#pragma once
/// \file
/// One error estimate for everything: the delete-one-batch jackknife, corrected for what it counts twice.

#include <functional>
#include <vector>

#include "fluxwalk/results.hpp"

namespace fluxwalk {

/// Which tables of a sum an estimator reads; the others are empty. Those without layers are small and always
/// there.
struct Reads {
  PerAxis<bool> layers = {true, true,
                          true};  ///< the tables of crossings, layers and profiles along each axis

  static Reads no_layers() { return {{false, false, false}}; }
  static Reads layers_of(int axis) {
    Reads reads = no_layers();
    reads.layers[axis] = true;
    return reads;
  }
};

/// A pure function of a sum of batches. May return NaN if the sum has too little data.
using Estimator = std::function<std::vector<double>(const BatchTallies& sum)>;

struct Jackknife {
  std::vector<double> value;  ///< pooled: the estimator of all batches together, not bias corrected
  std::vector<double>
      standard_error;  ///< NaN with fewer than two batches, or where a leave-one-out value is missing
  /// [component][batch] B θ - (B-1) θ without that batch; empty as above
  std::vector<std::vector<double>> pseudo_values;
};

/// The jackknife counts the part of the variance that is quadratic in the noise twice (Efron & Stein, Ann.
/// Stat. 9, 586, 1981). That part is Σ_{i<j} Q_ij² / B² with Q_ij = B θ - (B-1)(θ without i + θ without j) +
/// (B-2) θ without both. It is estimated from the pairs of successive batches and subtracted once, down to
/// half of the whole; the pseudo-values are contracted by the same factor.
///
/// For estimators that do not grow with the number of batches. `total` is the sum over `batches`, histogram
/// left out.
Jackknife jackknife(const std::vector<BatchTallies>& batches, const BatchTallies& total,
                    const Estimator& estimator, const Reads& reads = {});

/// The same for an estimator that reads some sums over the counts of a batch, and nothing else of it.
Jackknife jackknife(const std::vector<std::vector<double>>& batches, const std::vector<double>& total,
                    const std::function<std::vector<double>(const std::vector<double>& sums)>& estimator);

/// Standard error of a sum over the batches of one value each: the same rule if the estimator is linear; the
/// pseudo-values are then B times the values. NaN with fewer than two batches.
double error_of_sum(const std::vector<BatchTallies>& batches,
                    const std::function<double(const BatchTallies& batch)>& value);

}  // namespace fluxwalk
