#include "theory/covariance.hpp"

#include <algorithm>

namespace fluxwalk::theory {

Covariance::Covariance(const Field& field) : field_(field) {
  for (const Field::Fixed& group : field.fixed())
    if (group.number > 0) groups_.push_back({group.number, group.start});
  const bool is_dense = field.turnover().reproduction > 0 ||
                        std::any_of(field.baths().begin(), field.baths().end(),
                                    [](const Field::Bath& bath) { return bath.is_deterministic; });
  if (!is_dense) return;
  if (field.num_cells() > max_cells) throw TooCostly("the covariance of more than 400 cells");
  const auto cells = static_cast<Eigen::Index>(field.num_cells());
  dense_ = Eigen::MatrixXd::Zero(cells, cells);
  for (const Group& group : groups_) {
    const Eigen::Map<const Eigen::VectorXd> p(group.chances.data(), cells);
    dense_ -= group.number * p * p.transpose();
  }
  groups_.clear();
}

/// A applied to each column.
void Covariance::hop(Eigen::MatrixXd& columns) const {
  std::vector<double> column(field_.num_cells());
  Eigen::Map<Eigen::VectorXd> values(column.data(), columns.rows());
  for (Eigen::Index j = 0; j < columns.cols(); ++j) {
    values = columns.col(j);
    const std::vector<double> next = field_.advance_walkers(column);
    columns.col(j) = Eigen::Map<const Eigen::VectorXd>(next.data(), columns.rows());
  }
}

/// A step without those who split.
void Covariance::step(Eigen::MatrixXd& k) const {
  const double growth = (1 - field_.turnover().decay) * (1 + field_.turnover().reproduction);
  Eigen::MatrixXd next = Eigen::MatrixXd::Zero(k.rows(), k.cols());
  field_.for_each_move([&](std::size_t to, std::size_t from, double p) {
    next.col(static_cast<Eigen::Index>(to)) += growth * p * k.col(static_cast<Eigen::Index>(from));
  });
  hop(next);
  k.swap(next);
  for (const Field::Bath& bath : field_.baths()) {
    if (!bath.is_deterministic) continue;
    const auto cell = static_cast<Eigen::Index>(bath.cell);
    k(cell, cell) -= growth * growth * bath.sites * bath.concentration * bath.probability * bath.probability;
  }
}

Covariance::Leap Covariance::leap_over(std::int64_t steps) const {
  Leap leap{steps, Eigen::MatrixXd::Identity(dense_.rows(), dense_.cols()),
            Eigen::MatrixXd::Zero(dense_.rows(), dense_.cols())};
  for (int bit = 62; bit >= 0; --bit) {  // the binary digits of the number, the first ones first
    const std::int64_t done = steps >> bit;
    if (done > 1) {
      leap.added += leap.chances * leap.added * leap.chances.transpose();
      leap.chances = leap.chances * leap.chances;
    }
    if (done % 2 == 0) continue;
    step(leap.added);
    hop(leap.chances);
  }
  return leap;
}

void Covariance::catch_up() const {
  if (behind_ > dense_.rows() && behind_ != leap_.steps) leap_ = leap_over(behind_);
  if (behind_ > 0 && behind_ == leap_.steps) {
    dense_ = leap_.chances * dense_ * leap_.chances.transpose() + leap_.added;
    behind_ = 0;
  }
  for (; behind_ > 0; --behind_) step(dense_);
}

void Covariance::advance(const std::vector<double>& now) {
  for (Group& group : groups_) group.chances = field_.advance_walkers(group.chances);
  if (dense_.size() == 0) return;
  const double left = 1 - field_.turnover().decay, b = field_.turnover().reproduction;
  if (b <= 0) {
    ++behind_;
    return;
  }
  step(dense_);
  const std::vector<double> landed = field_.hop(now), entered = field_.entries();
  for (std::size_t cell = 0; cell < landed.size(); ++cell)
    dense_(static_cast<Eigen::Index>(cell), static_cast<Eigen::Index>(cell)) +=
        2 * b * left * (landed[cell] + entered[cell]);
}

Eigen::MatrixXd Covariance::times(const Eigen::MatrixXd& f) const {
  catch_up();
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(f.rows(), f.cols());
  if (dense_.size() > 0) result = dense_ * f;
  for (const Group& group : groups_) {
    const Eigen::Map<const Eigen::VectorXd> p(group.chances.data(), f.rows());
    result -= group.number * p * (p.transpose() * f);
  }
  return result;
}

Eigen::MatrixXd Covariance::summed(const std::vector<std::size_t>& group_of, std::size_t num_groups) const {
  catch_up();
  const auto groups = static_cast<Eigen::Index>(num_groups);
  const auto group = [&](std::size_t cell) { return static_cast<Eigen::Index>(group_of[cell]); };
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(groups, groups);
  for (const Group& fixed : groups_) {
    Eigen::VectorXd p = Eigen::VectorXd::Zero(groups);
    for (std::size_t cell = 0; cell < fixed.chances.size(); ++cell) p(group(cell)) += fixed.chances[cell];
    sum -= fixed.number * p * p.transpose();
  }
  for (Eigen::Index j = 0; j < dense_.cols(); ++j)
    for (Eigen::Index i = 0; i < dense_.rows(); ++i)
      sum(group(static_cast<std::size_t>(i)), group(static_cast<std::size_t>(j))) += dense_(i, j);
  return sum;
}

}  // namespace fluxwalk::theory
