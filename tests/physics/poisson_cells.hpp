#pragma once
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <vector>

/// Chi-square of independent Poisson counts against their means. Neighbouring cells are merged up to a mean
/// of 10; a count where the mean is zero is an outright contradiction.
class PoissonCells {
 public:
  void add(double count, double mean) {
    if (mean == 0) {
      if (count != 0) is_impossible_ = true;
      return;
    }
    count_ += count;
    mean_ += mean;
    if (mean_ >= 10) close();
  }

  /// Probability of a chi-square at least as large; 0 after a contradiction.
  double p_value() const {
    if (is_impossible_) return 0;
    if (num_cells_ == 0) return 1;
    return cdf(complement(boost::math::chi_squared(num_cells_), chi_square_));
  }
  int num_cells() const { return num_cells_; }

 private:
  void close() {
    chi_square_ += (count_ - mean_) * (count_ - mean_) / mean_;
    ++num_cells_;
    count_ = mean_ = 0;
  }

  double count_ = 0, mean_ = 0, chi_square_ = 0;
  int num_cells_ = 0;
  bool is_impossible_ = false;
};
