#include "laws/spreading/moments_in_medium.hpp"

#include <algorithm>

namespace fluxwalk {

FieldMoments::FieldMoments(const FieldRun& run, int order)
    : moments_(theory::Displacements::moments(run.sample.dimension, order)) {
  const Sample& sample = run.sample;
  const auto& times = sample.measure.moment_times;
  const double cost = static_cast<double>(sample.experiment.lattice.num_sites()) *
                      static_cast<double>(sample.groups.size() * moments_.size()) *
                      static_cast<double>(sample.experiment.steps);
  // Given numbers at many sites scatter less than one group of walkers that draw where they start.
  if (cost > FieldRun::max_cell_steps || !sample.starts_apart)
    throw theory::TooCostly("the moments of the displacement would cost too much");
  const Transitions transitions(sample.experiment);
  const auto starts = run.group_starts(run.site_field(times.back()));
  values_.resize(times.size());
  for (std::size_t g = 0; g < starts.size(); ++g) {
    numbers_.push_back(sample.groups[g].number);
    theory::Displacements walk(transitions, starts[g], order);
    std::int64_t now = 0;
    for (std::size_t row = 0; row < times.size(); ++row) {
      walk.advance(times[row] - now);
      now = times[row];
      values_[row].push_back(walk.means());
    }
  }
}

std::ptrdiff_t FieldMoments::index(const Powers& powers) const {
  const auto found = std::find(moments_.begin(), moments_.end(), powers);
  return found == moments_.end() ? -1 : found - moments_.begin();
}

double FieldMoments::mean(std::size_t row, const Powers& powers) const {
  const std::ptrdiff_t i = index(powers);
  if (i < 0) return not_a_number;
  double sum = 0;
  for (std::size_t g = 0; g < numbers_.size(); ++g)
    sum += numbers_[g] * values_[row][g][static_cast<std::size_t>(i)];
  return sum;
}

double FieldMoments::covariance(std::size_t row, const Powers& a, const Powers& b) const {
  Powers both = a;
  for (std::size_t axis = 0; axis < both.size(); ++axis) both[axis] += b[axis];
  const std::ptrdiff_t i = index(a), j = index(b), product = index(both);
  if (i < 0 || j < 0 || product < 0) return not_a_number;
  double sum = 0;
  for (std::size_t g = 0; g < numbers_.size(); ++g) {
    const std::vector<double>& value = values_[row][g];
    sum += numbers_[g] * (value[static_cast<std::size_t>(product)] -
                          value[static_cast<std::size_t>(i)] * value[static_cast<std::size_t>(j)]);
  }
  return sum;
}

ExactDisplacements::ExactDisplacements(const FieldRun& run) {
  for (const int order : {4, 2}) {
    try {
      moments.emplace(run, order);
      has_errors = order == 4;
      return;
    } catch (const theory::TooCostly&) {
    }
  }
}

FieldMoments::Powers power(int a, int n) {
  FieldMoments::Powers powers{};
  powers[static_cast<std::size_t>(a)] = n;
  return powers;
}

FieldMoments::Powers product(int a, int b) {
  FieldMoments::Powers powers = power(a);
  ++powers[static_cast<std::size_t>(b)];
  return powers;
}

double second(const BatchTallies& sum, int dimension, std::ptrdiff_t row, int a, int b) {
  if (row < 0) return 0;
  return static_cast<double>(
      sum.displacement_product(static_cast<std::size_t>(row), pair_column(dimension, a, b)));
}

double first(const BatchTallies& sum, std::ptrdiff_t row, int a) {
  if (row < 0) return 0;
  return static_cast<double>(sum.displacement(static_cast<std::size_t>(row), static_cast<std::size_t>(a)));
}

}  // namespace fluxwalk
