#include "estimators/exit_time.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fluxwalk/theory.hpp"

namespace fluxwalk {

namespace {

struct Lifetime {
  double mean = 0, variance_of_mean = 0;
};

/// Mean of min(T, steps) over all walkers when the hops of the axis are `factor` times as likely.
Lifetime lifetime(const Sample& sample, int axis, double factor) {
  const auto i = static_cast<std::size_t>(axis);
  const HopLaw& law = sample.experiment.hop_law;
  const auto& faces = sample.experiment.faces[i];
  const theory::Chain chain(factor * law.minus[i], factor * law.plus[i], sample.layers(axis), faces[low],
                            faces[high]);
  Lifetime total;
  for (const Group& group : sample.groups) {
    auto distribution = *sample.mixture(group, [&](const Population& population) {
      return theory::start_layers(sample.experiment, population, axis);
    });
    double first = 0, second = 0;
    for (std::int64_t t = 0; t < sample.experiment.steps; ++t) {
      const double alive = std::accumulate(distribution.begin(), distribution.end(), 0.0);
      first += alive;
      second += (2 * static_cast<double>(t) + 1) * alive;
      distribution = chain.advance(std::move(distribution));
    }
    const double share = group.number / sample.walkers;
    total.mean += share * first;
    total.variance_of_mean += share * (second - first * first) / sample.walkers;
  }
  return total;
}

/// The factor at which the mean lifetime is what was measured: the root near 1 of a parabola.
class Inverse {
 public:
  Inverse(const Sample& sample, int axis, double centre, double step) : centre_(centre), step_(step) {
    const double minus = lifetime(sample, axis, centre - step).mean;
    middle_ = lifetime(sample, axis, centre).mean;
    const double plus = lifetime(sample, axis, centre + step).mean;
    slope_ = (plus - minus) / 2;
    curvature_ = (plus + minus) / 2 - middle_;
  }
  double slope() const { return slope_ / step_; }
  double operator()(double mean) const {
    const double deviation = mean - middle_;
    const double root = slope_ * slope_ + 4 * curvature_ * deviation;
    // 2 c / (b + √...) keeps its digits where the curvature is small
    return root < 0 ? not_a_number
                    : centre_ + step_ * 2 * deviation / (slope_ + std::copysign(std::sqrt(root), slope_));
  }

 private:
  double centre_, step_, middle_ = 0, slope_ = 0, curvature_ = 0;
};

}  // namespace

Measured diffusivity_from_exit_times(const Sample& sample, int axis) {
  constexpr double step = 0.02, most_site_steps = 2e8;
  const std::string a = axis_name(axis);
  const auto i = static_cast<std::size_t>(axis);
  Quality quality =
      diffusivity("diffusivity_from_exit_times_" + a, "D_" + a + a, "mean time that walkers stay in the box");
  if (sample.experiment.is_closed())
    return not_applicable(sample, std::move(quality), "nobody can leave the box");
  if (!theory::is_autonomous(sample.experiment, axis)) {
    return not_applicable(sample, std::move(quality), "walkers leave through a face of another axis too");
  }
  const HopLaw& law = sample.experiment.hop_law;
  const double hop = law.minus[i] + law.plus[i];
  if (hop <= 0 || sample.groups.empty() || sample.experiment.steps < 1) {
    return not_applicable(sample, std::move(quality), "no walker moves along this axis");
  }
  if (static_cast<double>(sample.experiment.steps) * sample.layers(axis) *
          static_cast<double>(sample.groups.size()) >
      most_site_steps) {
    return not_applicable(sample, std::move(quality),
                          "the exact mean lifetime would take too long to work out");
  }
  const auto lifetime_of = [&](const BatchTallies& sum) {
    const std::vector<std::int64_t>& hops = sum.choices.data();
    const auto draws = static_cast<double>(std::accumulate(hops.begin(), hops.end(), std::int64_t{0}));
    return sum.started > 0 ? draws / static_cast<double>(sum.started) : not_a_number;
  };
  const double most = 1 / hop - step;  // beyond it a walker would have to hop more than once a step
  Inverse inverse(sample, axis, std::min(1.0, most), step);
  const double factor = inverse(lifetime_of(sample.total));
  if (std::abs(factor - 1) > step && factor > 2 * step)
    inverse = Inverse(sample, axis, std::min(factor, most), step);
  const auto to_diffusivity = [&](double q) {
    const double v = q * law.drift(axis);
    return (q * hop - v * v) / 2;
  };
  const auto estimator = [&](const BatchTallies& sum) -> std::vector<double> {
    return {to_diffusivity(inverse(lifetime_of(sum)))};
  };
  const double per_factor = hop / 2 - law.drift(axis) * law.drift(axis);
  const double sigma = std::sqrt(std::max(0.0, lifetime(sample, axis, 1.0).variance_of_mean)) *
                       std::abs(per_factor / inverse.slope());
  if (!(sigma > 0) || !(sigma < hop / 4)) {
    return not_applicable(sample, std::move(quality), "too few walkers have left");
  }
  return measured(sample, std::move(quality), jackknife(sample.results.batches, sample.total, estimator), 0,
                  sigma, law.dispersion(axis, axis));
}

}  // namespace fluxwalk
