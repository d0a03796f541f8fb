#include "theory/covariance.hpp"

#include <algorithm>
#include <stdexcept>

namespace fluxwalk::theory {

Covariance::Covariance(const Field& field) : field_(field) {
  for (const Field::Fixed& group : field.fixed())
    if (group.number > 0) groups_.push_back({group.number, group.start});
  const bool is_dense = field.turnover().reproduction > 0 ||
                        std::any_of(field.baths().begin(), field.baths().end(),
                                    [](const Field::Bath& bath) { return bath.is_deterministic; });
  if (!is_dense) return;
  if (field.num_cells() > max_cells) throw std::length_error("the covariance of more than 400 cells");
  const auto cells = static_cast<Eigen::Index>(field.num_cells());
  dense_ = Eigen::MatrixXd::Zero(cells, cells);
  for (const Group& group : groups_) {
    const Eigen::Map<const Eigen::VectorXd> p(group.chances.data(), cells);
    dense_ -= group.number * p * p.transpose();
  }
  groups_.clear();
}

void Covariance::hop(Eigen::MatrixXd& matrix) const {
  Eigen::MatrixXd moved = Eigen::MatrixXd::Zero(matrix.rows(), matrix.cols());
  field_.for_each_move([&](std::size_t to, std::size_t from, double p) {
    moved.col(static_cast<Eigen::Index>(to)) += p * matrix.col(static_cast<Eigen::Index>(from));
  });
  matrix = moved.transpose();
}

void Covariance::advance(const std::vector<double>& now) {
  for (Group& group : groups_) group.chances = field_.advance_walkers(group.chances);
  if (dense_.size() == 0) return;
  hop(dense_);
  hop(dense_);  // K is symmetric: first one side, then the other
  const double left = 1 - field_.turnover().decay, b = field_.turnover().reproduction;
  for (const Field::Bath& bath : field_.baths()) {
    if (!bath.is_deterministic) continue;
    const auto cell = static_cast<Eigen::Index>(bath.cell);
    dense_(cell, cell) -= bath.sites * bath.concentration * bath.probability * bath.probability;
  }
  dense_ *= left * left * (1 + b) * (1 + b);
  if (b <= 0) return;
  std::vector<double> landed = field_.hop(now);
  const std::vector<double> entered = field_.entries();
  for (std::size_t cell = 0; cell < landed.size(); ++cell)
    dense_(static_cast<Eigen::Index>(cell), static_cast<Eigen::Index>(cell)) +=
        2 * b * left * (landed[cell] + entered[cell]);
}

Eigen::MatrixXd Covariance::times(const Eigen::MatrixXd& f) const {
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(f.rows(), f.cols());
  if (dense_.size() > 0) result = dense_ * f;
  for (const Group& group : groups_) {
    const Eigen::Map<const Eigen::VectorXd> p(group.chances.data(), f.rows());
    result -= group.number * p * (p.transpose() * f);
  }
  return result;
}

Eigen::MatrixXd Covariance::summed(const std::vector<std::size_t>& group_of, std::size_t num_groups) const {
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
