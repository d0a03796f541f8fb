#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "fluxwalk/occupancy.hpp"

namespace fluxwalk::theory {

std::optional<ResistorChain> ResistorChain::of(const Occupancy& occupancy, int axis) {
  if (occupancy.is_ring(axis)) return std::nullopt;
  const std::size_t layers = occupancy.num_cells();
  ResistorChain line;
  line.growth_ = (1 - occupancy.turnover().decay) * (1 + occupancy.turnover().reproduction);
  line.stay_.assign(layers, 0.0);
  occupancy.for_each_move([&](std::size_t to, std::size_t from, double p) {
    if (to == from) line.stay_[to] = p;
  });
  for (std::size_t i = 0; i < layers; ++i) {
    line.up_.push_back(occupancy.up(axis, i));
    line.down_.push_back(occupancy.down(axis, i));
  }
  line.is_open_ = true;
  line.log_weight_ = {0.0};
  for (std::size_t i = 1; i < layers; ++i) {
    const double forth = line.up_[i - 1], back = line.down_[i];
    if ((forth > 0) != (back > 0)) return std::nullopt;
    line.is_open_ = line.is_open_ && forth > 0;
    line.log_weight_.push_back(line.log_weight_.back() + (forth > 0 ? std::log(forth / back) : 0.0));
  }
  line.is_open_ = line.is_open_ && line.down_.front() > 0 && line.up_.back() > 0;
  line.low_phi_ = line.down_.front() > 0 ? occupancy.entries(axis, low) / line.conductance(0) : 0.0;
  line.high_phi_ = line.up_.back() > 0 ? occupancy.entries(axis, high) / line.conductance(layers) : 0.0;
  if (!line.is_open_) return line;

  std::vector<double> log_resistance = {-std::log(line.down_.front())};
  for (std::size_t i = 0; i < layers; ++i)
    log_resistance.push_back(-line.log_weight_[i] - std::log(line.up_[i]));
  const double largest = *std::max_element(log_resistance.begin(), log_resistance.end());
  double sum = 0;  // of the resistances, over the largest
  for (double& resistance : log_resistance) sum += line.share_.emplace_back(std::exp(resistance - largest));
  for (double& share : line.share_) share /= sum;
  // φ_R/R = entries × r_L/R, which cannot overflow as φ may
  line.flux_ =
      occupancy.entries(axis, low) * line.share_.front() - occupancy.entries(axis, high) * line.share_.back();
  return line;
}

double ResistorChain::conductance(std::size_t plane) const {
  return plane == 0 ? down_.front() : std::exp(log_weight_[plane - 1]) * up_[plane - 1];
}

std::pair<double, double> ResistorChain::slowest() const {
  const std::size_t layers = stay_.size();
  if (layers > 4000) throw TooCostly("the modes of more than 4000 layers");
  Eigen::VectorXd diagonal(static_cast<Eigen::Index>(layers)), beside(static_cast<Eigen::Index>(layers) - 1);
  Eigen::Index conserved = 0;  // one mode for each part that no walker leaves
  bool is_shut = !(down_.front() > 0);
  for (std::size_t i = 0; i < layers; ++i) {
    diagonal(static_cast<Eigen::Index>(i)) = stay_[i];
    if (i + 1 == layers) {
      conserved += is_shut && !(up_[i] > 0);
      continue;
    }
    beside(static_cast<Eigen::Index>(i)) = std::sqrt(up_[i] * down_[i + 1]);
    if (up_[i] > 0) continue;
    conserved += is_shut;
    is_shut = true;
  }
  if (std::abs(growth_ - 1) > 1e-12) conserved = 0;  // exactly critical except for rounding: the mean is kept
  Eigen::VectorXd values = diagonal;
  if (layers > 1) {
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(diagonal, beside, Eigen::EigenvaluesOnly);
    values = solver.eigenvalues();
  }
  const Eigen::Index last = values.size() - 1 - conserved;
  if (last < 0) return {0.0, 0.0};
  return {growth_ * values(last), growth_ * values(0)};
}

}  // namespace fluxwalk::theory
