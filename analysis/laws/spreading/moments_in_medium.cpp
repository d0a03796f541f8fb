#include "laws/spreading/moments_in_medium.hpp"
#include "laws/laws.hpp"

#include <algorithm>
#include <span>

namespace fluxwalk {

namespace {

std::size_t index_in(const std::vector<FieldMoments::Powers>& list, const FieldMoments::Powers& powers) {
  return static_cast<std::size_t>(std::find(list.begin(), list.end(), powers) - list.begin());
}

}  // namespace

FieldMoments::FieldMoments(const Run& run, int order)
    : moments_(theory::Displacements::moments(run.sample.dimension, order)),
      half_(theory::Displacements::moments(run.sample.dimension, order / 2)) {
  const Sample& sample = run.sample;
  const auto& times = sample.measure.moment_times;
  const double cost = static_cast<double>(sample.experiment.system.lattice.num_sites()) *
                      static_cast<double>(moments_.size()) *
                      static_cast<double>(sample.experiment.system.steps);
  if (cost > Run::max_cell_steps)
    throw theory::TooCostly("the moments of the displacement would cost too much");
  const auto starters = run.starters(run.site_occupancy(times.back()));
  std::vector<std::size_t> halves;
  for (const Powers& powers : half_) halves.push_back(index_in(moments_, powers));
  theory::Displacements walk(Transitions(sample.experiment), order);
  std::int64_t now = 0;
  for (const std::int64_t time : times) {
    walk.advance(time - now);
    now = time;
    std::vector<double>& sums = sums_.emplace_back(moments_.size(), 0.0);
    std::vector<double>& products = products_.emplace_back(halves.size() * halves.size(), 0.0);
    const auto add_products = [&](double number, std::span<const double> means) {
      for (std::size_t a = 0; a < halves.size(); ++a)
        for (std::size_t b = 0; b < halves.size(); ++b)
          products[a * halves.size() + b] += number * means[halves[a]] * means[halves[b]];
    };
    for (const Starters& group : starters) {
      const std::vector<double> means = walk.means(group.fraction);
      for (std::size_t m = 0; m < means.size(); ++m) sums[m] += group.number * means[m];
      if (!group.is_given) add_products(group.number, means);
      for (std::size_t site = 0; group.is_given && site < group.fraction.size(); ++site)
        if (group.fraction[site] > 0)
          add_products(group.number * group.fraction[site], walk.means_from(site));
    }
  }
}

double FieldMoments::mean(std::size_t row, const Powers& powers) const {
  const std::size_t i = index_in(moments_, powers);
  return i < moments_.size() ? sums_[row][i] : not_a_number;
}

double FieldMoments::covariance(std::size_t row, const Powers& a, const Powers& b) const {
  Powers both = a;
  for (std::size_t axis = 0; axis < both.size(); ++axis) both[axis] += b[axis];
  const std::size_t i = index_in(half_, a), j = index_in(half_, b);
  if (i == half_.size() || j == half_.size()) return not_a_number;
  return mean(row, both) - products_[row][i * half_.size() + j];
}

ExactDisplacements::ExactDisplacements(const Run& run) {
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
