#include "theory/walk.hpp"

#include <utility>

#include "fluxwalk/answer_limits.hpp"

namespace fluxwalk::theory {

namespace {

std::variant<Chain, BoxWalk> rule_of(const Experiment& experiment, int axis, Walk::Needs needs) {
  if (needs == Walk::Needs::one_axis && is_autonomous(experiment, axis)) return Chain(experiment, axis);
  return BoxWalk(experiment);
}

}  // namespace

Walk::Walk(const Experiment& experiment, const Population& population, int axis, Needs needs,
           std::int64_t steps)
    : lattice_(experiment.system.lattice), rule_(rule_of(experiment, axis, needs)) {
  const bool is_chain = std::holds_alternative<Chain>(rule_);
  const double sites = is_chain ? lattice_.shape[axis] : static_cast<double>(lattice_.num_sites());
  if (sites * static_cast<double>(steps) > answer_limits::distribution)
    throw TooCostly("the exact distribution would cost more than 2e10 site-steps");
  distribution_ = is_chain ? start_layers(experiment, population, axis) : start_sites(experiment, population);
}

void Walk::advance(std::int64_t steps) {
  distribution_ =
      std::visit([&](const auto& rule) { return rule.advance(std::move(distribution_), steps); }, rule_);
}

template <class Distribution, class Visit>
void Walk::for_each_layer(Distribution& distribution, int axis, Visit visit) const {
  const auto layers = static_cast<std::size_t>(lattice_.shape[axis]);
  std::size_t inner = 1;
  if (std::holds_alternative<BoxWalk>(rule_))
    for (auto a = static_cast<std::size_t>(axis) + 1; a < max_dimension; ++a)
      inner *= static_cast<std::size_t>(lattice_.shape[a]);
  for (std::size_t begin = 0; begin < distribution.size(); begin += layers * inner)
    for (std::size_t layer = 0; layer < layers; ++layer)
      for (std::size_t i = 0; i < inner; ++i) visit(layer, distribution[begin + layer * inner + i]);
}

std::vector<double> Walk::layers(int axis) const {
  std::vector<double> sums(static_cast<std::size_t>(lattice_.shape[axis]), 0.0);
  for_each_layer(distribution_, axis, [&](std::size_t layer, double value) { sums[layer] += value; });
  return sums;
}

double Walk::clear_layer(int axis, std::int32_t layer) {
  double cleared = 0;
  for_each_layer(distribution_, axis, [&](std::size_t at, double& value) {
    if (at != static_cast<std::size_t>(layer)) return;
    cleared += value;
    value = 0;
  });
  return cleared;
}

double Walk::clear_sites(const std::vector<std::size_t>& sites) {
  double cleared = 0;
  for (const std::size_t site : sites) cleared += std::exchange(distribution_[site], 0.0);
  return cleared;
}

}  // namespace fluxwalk::theory
