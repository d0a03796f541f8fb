#include "sample/jackknife.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "fluxwalk/estimate.hpp"
#include "sample/linear_algebra.hpp"

namespace fluxwalk {

namespace {

Eigen::VectorXd row_of(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

/// The tables that are read, in sums that are replaced one after the other.
class PartialSums {
 public:
  PartialSums(const BatchTallies& total, const Reads& reads) : reads_(reads) {
    sum_.started = total.started;
    for_each_read(total, [&](Counts& sum, const Counts& counts) { sum = counts; });
  }

  PartialSums& operator+=(const BatchTallies& batch) {
    sum_.started += batch.started;
    for_each_read(batch, [](Counts& sum, const Counts& counts) { sum += counts; });
    return *this;
  }
  PartialSums& operator-=(const BatchTallies& batch) {
    sum_.started -= batch.started;
    for_each_read(batch, [](Counts& sum, const Counts& counts) { sum -= counts; });
    return *this;
  }
  operator const BatchTallies&() const { return sum_; }

 private:
  template <class Operation>
  void for_each_read(const BatchTallies& other, Operation operation) {
    std::vector<Counts*> sums;
    for_each_table(sum_, [&](const std::string&, Counts& counts) { sums.push_back(&counts); });
    std::size_t index = 0;
    for_each_table(other, [&](const std::string&, const Counts& counts) {
      Counts& sum = *sums[index++];
      // No batch can be taken out of a least or a largest value.
      if (is_read(sum) && counts.combine() == Combine::sum) operation(sum, counts);
    });
  }

  bool is_read(const Counts& table) const {
    if (&table == &sum_.histogram) return false;
    for (std::size_t axis = 0; axis < max_dimension; ++axis) {
      for (const PerAxis<Counts>* tables : {&sum_.forward, &sum_.backward, &sum_.net, &sum_.residence,
                                            &sum_.appeared, &sum_.vanished, &sum_.profile})
        if (&table == &(*tables)[axis]) return reads_.layers[axis];
    }
    return true;
  }

  BatchTallies sum_;
  Reads reads_;
};

/// Sums over the counts of batches.
class Sums {
 public:
  explicit Sums(const std::vector<double>& sums) : sums_(sums) {}
  void operator+=(const std::vector<double>& batch) { combine(batch, std::plus<>()); }
  void operator-=(const std::vector<double>& batch) { combine(batch, std::minus<>()); }
  operator const std::vector<double>&() const { return sums_; }

 private:
  template <class Operation>
  void combine(const std::vector<double>& batch, Operation operation) {
    std::transform(sums_.begin(), sums_.end(), batch.begin(), sums_.begin(), operation);
  }
  std::vector<double> sums_;
};

/// `rest`: the sum of all batches.
template <class Batch, class Sum, class Estimate>
Jackknife delete_one(const std::vector<Batch>& batches, Sum rest, const Estimate& estimator) {
  Jackknife result;
  result.value = estimator(rest);
  const auto num_values = static_cast<Eigen::Index>(result.value.size());
  const auto num_batches = static_cast<Eigen::Index>(batches.size());
  result.standard_error.assign(result.value.size(), not_a_number);
  if (num_batches < 2) return result;

  Eigen::MatrixXd pseudo(num_batches, num_values), without(num_batches, num_values);
  const auto b = static_cast<double>(num_batches);
  const Eigen::VectorXd all = row_of(result.value);
  for (Eigen::Index i = 0; i < num_batches; ++i) {
    const Batch& batch = batches[static_cast<std::size_t>(i)];
    rest -= batch;
    without.row(i) = row_of(estimator(rest));
    rest += batch;
    pseudo.row(i) = b * all.transpose() - (b - 1) * without.row(i);
  }
  Eigen::VectorXd variance = covariance_of_mean(pseudo).diagonal();
  if (num_batches > 2) {
    Eigen::VectorXd squares = Eigen::VectorXd::Zero(num_values);
    for (Eigen::Index i = 0; i + 1 < num_batches; ++i) {
      const Batch& batch = batches[static_cast<std::size_t>(i)];
      const Batch& next = batches[static_cast<std::size_t>(i + 1)];
      rest -= batch;
      rest -= next;
      const Eigen::VectorXd both = row_of(estimator(rest));
      rest += batch;
      rest += next;
      const Eigen::VectorXd pair =
          b * all - (b - 1) * (without.row(i) + without.row(i + 1)).transpose() + (b - 2) * both;
      squares += pair.cwiseAbs2();
    }
    const Eigen::RowVectorXd mean = pseudo.colwise().mean();
    for (Eigen::Index j = 0; j < num_values; ++j) {
      const double quadratic = squares(j) / (2 * b);  // B (B-1) / 2 pairs of mean square / (B-1) / B²
      if (!(quadratic > 0)) continue;
      const double corrected = std::max(variance(j) - quadratic, variance(j) / 2);
      pseudo.col(j) =
          (mean(j) + std::sqrt(corrected / variance(j)) * (pseudo.col(j).array() - mean(j))).matrix();
      variance(j) = corrected;
    }
  }
  for (Eigen::Index j = 0; j < num_values; ++j) {
    result.standard_error[static_cast<std::size_t>(j)] = std::sqrt(variance(j));
  }
  if (!pseudo.allFinite()) return result;
  for (Eigen::Index j = 0; j < num_values; ++j)
    result.pseudo_values.emplace_back(pseudo.col(j).begin(), pseudo.col(j).end());
  return result;
}

}  // namespace

Jackknife jackknife(const std::vector<BatchTallies>& batches, const BatchTallies& total,
                    const Estimator& estimator, const Reads& reads) {
  return delete_one(batches, PartialSums(total, reads), estimator);
}

Jackknife jackknife(const std::vector<std::vector<double>>& batches, const std::vector<double>& total,
                    const std::function<std::vector<double>(const std::vector<double>&)>& estimator) {
  return delete_one(batches, Sums(total), estimator);
}

double error_of_sum(const std::vector<BatchTallies>& batches,
                    const std::function<double(const BatchTallies&)>& value) {
  if (batches.size() < 2) return not_a_number;
  Eigen::MatrixXd pseudo(static_cast<Eigen::Index>(batches.size()), 1);
  for (std::size_t b = 0; b < batches.size(); ++b)
    pseudo(static_cast<Eigen::Index>(b), 0) = static_cast<double>(batches.size()) * value(batches[b]);
  return std::sqrt(covariance_of_mean(pseudo)(0, 0));
}

}  // namespace fluxwalk
