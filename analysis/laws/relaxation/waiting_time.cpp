#include "laws/relaxation/waiting_time.hpp"
#include "laws/laws.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "fluxwalk/theory.hpp"

namespace fluxwalk {

namespace {

constexpr double step = 0.02;  ///< between the factors at which the exact mean is worked out
constexpr double most_site_steps = 2e8;

/// S(t) of a population for t = 0 ... horizon - 1.
using Survival =
    std::function<std::vector<double>(const Experiment& experiment, const Population& population)>;

/// An event that walkers wait for.
struct Event {
  int axis;
  std::int64_t horizon;
  Survival survival;
  std::function<double(const BatchTallies& sum)> measured_mean;  ///< of min(T, horizon)
};

struct Waiting {
  double mean = 0, variance_of_mean = 0;
};

/// Mean of min(T, horizon) over all walkers when the hops of the axis are `factor` times as likely.
Waiting waiting(const RunView& view, const Event& event, double factor) {
  const auto i = static_cast<std::size_t>(event.axis);
  Experiment scaled = view.experiment;
  HopLaw& law = scaled.system.hop_law;
  law.stay -= (factor - 1) * (law.minus[i] + law.plus[i]);
  law.minus[i] *= factor;
  law.plus[i] *= factor;
  Waiting total;
  for (const Group& group : view.groups) {
    const std::vector<double> survival = *view.mixture(
        group, [&](const Population& population) { return event.survival(scaled, population); });
    double first = 0, second = 0;
    for (std::size_t t = 0; t < survival.size(); ++t) {
      first += survival[t];
      second += (2 * static_cast<double>(t) + 1) * survival[t];
    }
    const double share = group.number / view.walkers;
    total.mean += share * first;
    total.variance_of_mean += share * (second - first * first) / view.walkers;
  }
  return total;
}

/// The factor at which the exact mean equals the measured one: the root near 1 of a parabola.
class Inverse {
 public:
  Inverse(const RunView& view, const Event& event, double centre) : centre_(centre) {
    const double minus = waiting(view, event, centre - step).mean;
    middle_ = waiting(view, event, centre).mean;
    const double plus = waiting(view, event, centre + step).mean;
    slope_ = (plus - minus) / 2;
    curvature_ = (plus + minus) / 2 - middle_;
  }
  double slope() const { return slope_ / step; }
  double operator()(double mean) const {
    const double deviation = mean - middle_;
    const double root = slope_ * slope_ + 4 * curvature_ * deviation;
    // 2 c / (b + √...) keeps its digits where the curvature is small
    return root < 0 ? not_a_number
                    : centre_ + step * 2 * deviation / (slope_ + std::copysign(std::sqrt(root), slope_));
  }

 private:
  double centre_, middle_ = 0, slope_ = 0, curvature_ = 0;
};

Measured solve(const RunView& view, Quality quality, const Event& event) {
  const auto i = static_cast<std::size_t>(event.axis);
  const HopLaw& law = view.experiment.system.hop_law;
  const double hop = law.minus[i] + law.plus[i];
  if (!theory::is_autonomous(view.experiment, event.axis)) {
    return not_applicable(view, std::move(quality), "walkers leave through a face of another axis too");
  }
  if (hop <= 0 || view.groups.empty() || event.horizon < 1) {
    return not_applicable(view, std::move(quality), "no walker moves along this axis");
  }
  if (static_cast<double>(event.horizon) * view.layers(event.axis) *
              static_cast<double>(view.populations.size()) >
          most_site_steps ||
      !view.starts_apart) {
    return not_applicable(view, std::move(quality), "the exact mean time would take too long to work out");
  }
  const double most = 1 / hop - step;  // beyond it a walker would have to hop more than once a step
  Inverse inverse(view, event, std::min(1.0, most));
  const double factor = inverse(event.measured_mean(view.total));
  if (std::abs(factor - 1) > step && factor > 2 * step)
    inverse = Inverse(view, event, std::min(factor, most));
  const auto estimator = [&](const BatchTallies& sum) -> std::vector<double> {
    const double q = inverse(event.measured_mean(sum));
    const double v = q * law.drift(event.axis);
    return {(q * hop - v * v) / 2};
  };
  const double per_factor = hop / 2 - law.drift(event.axis) * law.drift(event.axis);
  const double sigma = std::sqrt(std::max(0.0, waiting(view, event, 1.0).variance_of_mean)) *
                       std::abs(per_factor / inverse.slope());
  if (!(sigma > 0) || !(sigma < hop / 20)) {
    return not_applicable(view, std::move(quality), "too few walkers have left or arrived");
  }
  return measured(view, std::move(quality),
                  jackknife(view.results.batches, view.total, estimator, Reads::no_layers()), 0, sigma,
                  law.dispersion(event.axis, event.axis));
}

bool is_every_step(const Schedule& edges) {
  return edges.size() >= 2 && edges.front() == 0 &&
         edges.back() == static_cast<std::int64_t>(edges.size()) - 1;
}

}  // namespace

Measured diffusivity_from_exit_times(const RunView& view, int axis) {
  const std::string a = axis_name(axis);
  Quality quality =
      diffusivity("diffusivity_from_exit_times_" + a, "D_" + a + a, "mean time that walkers stay in the box");
  if (view.experiment.system.is_closed()) {
    return not_applicable(view, std::move(quality), "no walker can leave the box");
  }
  const std::int64_t horizon = view.experiment.system.steps;
  const auto survival = [horizon](const Experiment& experiment, const Population& population) {
    std::vector<double> alive = theory::survival(experiment, population, horizon);
    alive.pop_back();
    return alive;
  };
  const auto mean = [](const BatchTallies& sum) {
    return sum.started > 0 ? static_cast<double>(sum.hops_drawn()) / static_cast<double>(sum.started)
                           : not_a_number;
  };
  return solve(view, std::move(quality), {axis, horizon, survival, mean});
}

Measured diffusivity_from_first_passage(const RunView& view, int axis) {
  const std::string a = axis_name(axis);
  Quality quality = diffusivity("diffusivity_from_first_passage_" + a, "D_" + a + a,
                                "mean time until walkers first reach a layer");
  const std::vector<FirstPassageTarget>& targets = view.measure.first_passage_targets;
  const auto target = std::find_if(targets.begin(), targets.end(), [axis](const FirstPassageTarget& one) {
    return one.kind == TargetKind::layer && one.axis == axis;
  });
  const Schedule& edges = view.measure.first_passage_edges;
  if (target == targets.end() || edges.size() < 2) {
    return not_applicable(view, std::move(quality), "no first passage was measured along this axis");
  }
  if (!is_every_step(edges)) {
    return not_applicable(view, std::move(quality), "first passages were not counted step by step");
  }
  const std::int64_t horizon = edges.back();
  const auto survival = [horizon, goal = *target](const Experiment& experiment,
                                                  const Population& population) {
    std::vector<double> still = theory::first_passage(experiment, population, goal, horizon - 1);
    double waiting = 1;
    for (double& value : still) value = waiting -= value;
    return still;
  };
  const auto column = static_cast<std::size_t>(target - targets.begin());
  const auto mean = [column, horizon](const BatchTallies& sum) {
    if (sum.started <= 0) return not_a_number;
    double waited = static_cast<double>(horizon) * static_cast<double>(sum.started);
    for (std::size_t t = 0; t < sum.first_passage.rows(); ++t) {
      waited -= static_cast<double>(sum.first_passage(t, column)) *
                static_cast<double>(horizon - static_cast<std::int64_t>(t));
    }
    return waited / static_cast<double>(sum.started);
  };
  return solve(view, std::move(quality), {axis, horizon, survival, mean});
}

}  // namespace fluxwalk
