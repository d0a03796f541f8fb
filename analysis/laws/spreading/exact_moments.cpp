#include "laws/spreading/exact_moments.hpp"

#include <algorithm>
#include <span>

#include "fluxwalk/answer_limits.hpp"
#include "fluxwalk/theory.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

std::size_t index_in(const std::vector<Powers>& list, const Powers& powers) {
  return static_cast<std::size_t>(std::find(list.begin(), list.end(), powers) - list.begin());
}

/// The axes of a product, one for each factor.
std::vector<int> factors(const Powers& powers) {
  std::vector<int> axes;
  for (std::size_t axis = 0; axis < powers.size(); ++axis)
    axes.insert(axes.end(), static_cast<std::size_t>(powers[axis]), static_cast<int>(axis));
  return axes;
}

/// Sums of independent hops.
class FreeMoments : public ExactMoments {
 public:
  explicit FreeMoments(const RunView& view)
      : law_(view.experiment.system.hop_law), walkers_(view.walkers), times_(view.measure.moment_times) {}

  double mean(std::size_t row, const Powers& powers) const override {
    const std::vector<int> axes = factors(powers);
    double mean = walkers_;
    for (const int axis : axes) mean *= theory::mean_displacement(law_, axis, times_[row]);
    if (axes.size() == 2)
      mean += walkers_ * theory::displacement_covariance(law_, axes[0], axes[1], times_[row]);
    return axes.size() <= 2 ? mean : not_a_number;
  }

  double covariance(std::size_t row, const Powers& a, const Powers& b) const override {
    const std::vector<int> left = factors(a), right = factors(b);
    const std::int64_t t = times_[row];
    if (left.size() > right.size()) return covariance(row, b, a);
    if (left.size() == 1 && right.size() == 1)
      return walkers_ * theory::displacement_covariance(law_, left[0], right[0], t);
    if (right.size() != 2 || right[0] != right[1]) return not_a_number;
    if (left.size() == 2 && left[0] == left[1])
      return walkers_ * theory::squared_displacement_covariance(law_, left[0], right[0], t, t);
    return left.size() == 1 && left[0] == right[0]
               ? walkers_ * theory::displacement_square_covariance(law_, left[0], t)
               : not_a_number;
  }

  bool has_errors() const override { return true; }

 private:
  const HopLaw& law_;
  double walkers_;
  const Schedule& times_;
};

/// Uses the master equation of the sites. If a table gives the numbers at the sites, the start of a walker is
/// not random: its means are those of its site.
class SiteMoments : public ExactMoments {
 public:
  /// \throws theory::TooCostly
  SiteMoments(const Run& run, int order)
      : moments_(theory::Displacements::moments(run.view.dimension, order)),
        half_(theory::Displacements::moments(run.view.dimension, order / 2)),
        has_errors_(order >= 4) {
    const RunView& view = run.view;
    const auto& times = view.measure.moment_times;
    const double cost = static_cast<double>(view.experiment.system.lattice.num_sites()) *
                        static_cast<double>(moments_.size()) * static_cast<double>(times.back());
    if (cost > (view.sites_are_alike() ? answer_limits::moments_of_alike_sites : answer_limits::occupancy))
      throw theory::TooCostly("the moments of the displacement would cost too much");
    const auto starters = run.starters(run.site_occupancy(times.back()));
    std::vector<std::size_t> halves;
    for (const Powers& powers : half_) halves.push_back(index_in(moments_, powers));
    theory::Displacements walk(Transitions(view.experiment), order);
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

  double mean(std::size_t row, const Powers& powers) const override {
    const std::size_t i = index_in(moments_, powers);
    return i < moments_.size() ? sums_[row][i] : not_a_number;
  }

  double covariance(std::size_t row, const Powers& a, const Powers& b) const override {
    Powers both = a;
    for (std::size_t axis = 0; axis < both.size(); ++axis) both[axis] += b[axis];
    const std::size_t i = index_in(half_, a), j = index_in(half_, b);
    if (i == half_.size() || j == half_.size()) return not_a_number;
    return mean(row, both) - products_[row][i * half_.size() + j];
  }

  bool has_errors() const override { return has_errors_; }

 private:
  std::vector<Powers> moments_;
  std::vector<Powers> half_;                   ///< those of half the order or less
  std::vector<std::vector<double>> sums_;      ///< [row][moment] Σ E[y] over the walkers
  std::vector<std::vector<double>> products_;  ///< [row][a half_.size() + b] Σ E[y_a] E[y_b]
  bool has_errors_;
};

}  // namespace

std::unique_ptr<ExactMoments> ExactMoments::of(const Run& run) {
  if (walks_freely(run.view)) return std::make_unique<FreeMoments>(run.view);
  for (const int order : {4, 2}) {
    try {
      return std::make_unique<SiteMoments>(run, order);
    } catch (const theory::TooCostly&) {
    }
  }
  return nullptr;
}

bool walks_freely(const RunView& view, int axis) {
  return view.sites_are_alike() && view.is_free(axis);
}

bool walks_freely(const RunView& view) {
  bool is_free = true;
  for (int axis = 0; axis < view.dimension; ++axis) is_free = is_free && walks_freely(view, axis);
  return is_free;
}

Powers power(int a, int n) {
  Powers powers{};
  powers[a] = n;
  return powers;
}

Powers product(int a, int b) {
  Powers powers = power(a);
  ++powers[b];
  return powers;
}

}  // namespace fluxwalk
