#include "theory/covariance.hpp"

#include <algorithm>

#include "fluxwalk/answer_limits.hpp"

namespace fluxwalk::theory {

Covariance::Covariance(const Occupancy& occupancy, double times) : occupancy_(occupancy) {
  constexpr double fewest_groups = 8;
  for (const Occupancy::Fixed& group : occupancy.fixed())
    if (group.number > 0) groups_.push_back({group.number, group.start});
  const bool must_be_dense = occupancy.turnover().reproduction > 0 ||
                             std::any_of(occupancy.baths().begin(), occupancy.baths().end(),
                                         [](const Occupancy::Bath& bath) { return bath.is_deterministic; });
  if (!must_be_dense && (occupancy.exact().empty() || occupancy.num_cells() > max_cells)) {
    exact_ = occupancy.exact();
    if (exact_.empty()) return;
    const auto num_cells = static_cast<double>(occupancy.num_cells());
    most_groups_ =
        std::min(answer_limits::occupancy / std::max(times, 1.0), answer_limits::covariance_values) /
        num_cells;
    if (most_groups_ < fewest_groups) throw TooCostly("the covariance would take too long");
    return;
  }
  if (occupancy.num_cells() > max_cells) throw TooCostly("the covariance of more than 400 cells");
  const auto cells = static_cast<Eigen::Index>(occupancy.num_cells());
  dense_ = Eigen::MatrixXd::Zero(cells, cells);
  for (const Group& group : groups_) {
    const Eigen::Map<const Eigen::VectorXd> p(group.chances.data(), cells);
    dense_ -= group.number * p * p.transpose();
  }
  for (std::size_t cell = 0; cell < occupancy.exact().size(); ++cell)
    dense_(static_cast<Eigen::Index>(cell), static_cast<Eigen::Index>(cell)) -= occupancy.exact()[cell];
  groups_.clear();
}

/// [group][cell]: the chance that a walker that starts in the cell is in the group.
std::vector<std::vector<double>> Covariance::arrivals(const std::vector<std::size_t>& group_of,
                                                      std::size_t num_groups) const {
  std::vector<std::vector<double>> arrives(num_groups, std::vector<double>(group_of.size(), 0.0));
  for (std::size_t cell = 0; cell < group_of.size(); ++cell) arrives[group_of[cell]][cell] = 1;
  const double left = 1 - occupancy_.turnover().decay;  // walkers that split are followed by the matrix
  for (std::vector<double>& chance : arrives) {
    for (std::int64_t t = 0; t < time_; ++t) {
      chance = occupancy_.expect(chance);
      if (left < 1)
        for (double& value : chance) value *= left;
    }
  }
  return arrives;
}

/// A applied to each column.
void Covariance::hop(Eigen::MatrixXd& columns) const {
  std::vector<double> column(occupancy_.num_cells());
  Eigen::Map<Eigen::VectorXd> values(column.data(), columns.rows());
  for (Eigen::Index j = 0; j < columns.cols(); ++j) {
    values = columns.col(j);
    const std::vector<double> next = occupancy_.advance_walkers(column);
    columns.col(j) = Eigen::Map<const Eigen::VectorXd>(next.data(), columns.rows());
  }
}

/// One step, without walkers that split.
void Covariance::step(Eigen::MatrixXd& k) const {
  const double growth = (1 - occupancy_.turnover().decay) * (1 + occupancy_.turnover().reproduction);
  Eigen::MatrixXd next = Eigen::MatrixXd::Zero(k.rows(), k.cols());
  occupancy_.for_each_move([&](std::size_t to, std::size_t from, double p) {
    next.col(static_cast<Eigen::Index>(to)) += growth * p * k.col(static_cast<Eigen::Index>(from));
  });
  hop(next);
  k.swap(next);
  for (const Occupancy::Bath& bath : occupancy_.baths()) {
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
  ++time_;
  for (Group& group : groups_) group.chances = occupancy_.advance_walkers(group.chances);
  if (dense_.size() == 0) return;
  const double left = 1 - occupancy_.turnover().decay, b = occupancy_.turnover().reproduction;
  if (b <= 0) {
    ++behind_;
    return;
  }
  step(dense_);
  const std::vector<double> landed = occupancy_.hop(now), entered = occupancy_.entries();
  for (std::size_t cell = 0; cell < landed.size(); ++cell)
    dense_(static_cast<Eigen::Index>(cell), static_cast<Eigen::Index>(cell)) +=
        2 * b * left * (landed[cell] + entered[cell]);
}

Eigen::MatrixXd Covariance::times(const Eigen::MatrixXd& f) const {
  catch_up();
  if (!exact_.empty()) throw TooCostly("the covariance of this many given starts");
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
  if (!exact_.empty()) {
    const std::vector<std::vector<double>> arrives = arrivals(group_of, num_groups);
    for (std::size_t g = 0; g < num_groups; ++g)
      for (std::size_t h = 0; h < num_groups; ++h) {
        double product = 0;
        for (std::size_t cell = 0; cell < exact_.size(); ++cell)
          product += exact_[cell] * arrives[g][cell] * arrives[h][cell];
        sum(static_cast<Eigen::Index>(g), static_cast<Eigen::Index>(h)) -= product;
      }
  }
  for (Eigen::Index j = 0; j < dense_.cols(); ++j)
    for (Eigen::Index i = 0; i < dense_.rows(); ++i)
      sum(group(static_cast<std::size_t>(i)), group(static_cast<std::size_t>(j))) += dense_(i, j);
  return sum;
}

}  // namespace fluxwalk::theory
