#include "laws/relaxation/slowest_wave.hpp"
#include "laws/laws.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <map>

#include "fluxwalk/theory.hpp"

namespace fluxwalk {

namespace {

constexpr double most_site_steps = 2e9;

/// One interval between two profile times.
struct Interval {
  std::size_t row;
  double steps;
  double weight;                        ///< without the factor of the number of walkers in the box
  const std::vector<double>* variance;  ///< of f after the interval, given the layer at its start
};

}  // namespace

Measured diffusivity_from_relaxation(const RunView& view, int axis) {
  const std::string a = axis_name(axis);
  Quality quality = diffusivity("diffusivity_from_relaxation_" + a, "D_" + a + a,
                                "decay of the slowest wave of the concentration");
  const auto mode = theory::slowest_mode(view.experiment, axis);
  if (!mode) {
    return not_applicable(
        view, std::move(quality),
        "no slowest wave in closed form: drift, a partial face, or walkers leaving sideways");
  }
  const Schedule& times = view.measure.profile_times;
  if (view.total.profile[axis].rows() < 2) {
    return not_applicable(view, std::move(quality), "fewer than two profiles were taken along this axis");
  }
  if (static_cast<double>(times.back()) * view.layers(axis) > most_site_steps) {
    return not_applicable(view, std::move(quality), "the wave's noise would take too long to work out");
  }
  if (view.starts_even(axis)) {
    return not_applicable(view, std::move(quality),
                          "the walkers start in equilibrium: no wave stands there to decay");
  }
  const double law_p = view.experiment.system.hop_law.bond_diffusivity(axis);
  const double law_lambda = mode->eigenvalue(law_p);
  if (!(law_lambda > 1e-3)) {
    return not_applicable(view, std::move(quality), "the slowest wave is gone within a step");
  }

  const theory::Chain chain(view.experiment, axis);
  std::map<std::int64_t, std::vector<double>> variances;  // by the length of the interval
  std::vector<Interval> intervals;
  for (std::size_t row = 0; row + 1 < times.size(); ++row) {
    const std::int64_t steps = times[row + 1] - times[row];
    const double decay = std::pow(law_lambda, static_cast<double>(steps));
    auto [known, is_new] = variances.try_emplace(steps);
    if (is_new) {
      std::vector<double> squares;
      for (const double f : mode->function) squares.push_back(f * f);
      known->second = chain.expect(squares, steps);
      for (std::size_t layer = 0; layer < squares.size(); ++layer) {
        known->second[layer] = std::max(0.0, known->second[layer] - decay * decay * squares[layer]);
      }
    }
    const auto k = static_cast<double>(steps);
    const double spread = 1 - decay * decay;
    if (spread <= 0) continue;
    intervals.push_back({row, k, k * decay / (law_lambda * spread), &known->second});
  }

  // All that is used of the counts: [profile time] the amplitude of the wave, then the number in the box.
  const std::size_t num_rows = times.size();
  const auto sums_of = [&](const BatchTallies& tallies) {
    std::vector<double> sums(2 * num_rows);
    for (std::size_t row = 0; row < num_rows; ++row) {
      const std::int64_t* counts = tallies.profile[axis].row(row);
      double amplitude = 0;
      std::int64_t living = 0;
      for (std::size_t layer = 0; layer < mode->function.size(); ++layer) {
        if (counts[layer] == 0) continue;  // in a large box most layers are empty
        amplitude += mode->function[layer] * static_cast<double>(counts[layer]);
        living += counts[layer];
      }
      sums[row] = amplitude;
      sums[num_rows + row] = static_cast<double>(living);
    }
    return sums;
  };
  const auto amplitude = [](const std::vector<double>& sums, std::size_t row) { return sums[row]; };
  const auto living = [num_rows](const std::vector<double>& sums, std::size_t row) {
    return sums[num_rows + row];
  };
  const auto decay_factor = [&](const std::vector<double>& sum) -> double {
    std::vector<double> before, after, weight;
    for (const Interval& interval : intervals) {
      const double number = living(sum, interval.row);
      before.push_back(amplitude(sum, interval.row));
      after.push_back(amplitude(sum, interval.row + 1));
      weight.push_back(number > 0 ? interval.weight / number : 0.0);
    }
    const auto score = [&](double lambda) {
      double value = 0;
      for (std::size_t j = 0; j < intervals.size(); ++j) {
        value += weight[j] * before[j] * (after[j] - std::pow(lambda, intervals[j].steps) * before[j]);
      }
      return value;
    };
    double lower = 0, upper = 1.5;
    if (!(score(lower) > 0) || !(score(upper) < 0)) return not_a_number;
    std::uintmax_t iterations = 200;
    const auto bracket =
        boost::math::tools::toms748_solve(score, lower, upper, score(lower), score(upper),
                                          boost::math::tools::eps_tolerance<double>(50), iterations);
    return (bracket.first + bracket.second) / 2;
  };
  const double per_p = 1 - mode->eigenvalue(1.0);  // λ = 1 - p per_p
  const auto estimator = [&](const std::vector<double>& sum) -> std::vector<double> {
    return {(1 - decay_factor(sum)) / per_p};
  };

  const std::vector<double> total = sums_of(view.total);
  double score_variance = 0, slope = 0;
  for (const Interval& interval : intervals) {
    const double number = living(total, interval.row);
    if (number <= 0) continue;
    const double height = amplitude(total, interval.row), weight = interval.weight / number;
    double noise = 0;
    for (std::size_t layer = 0; layer < interval.variance->size(); ++layer) {
      noise +=
          (*interval.variance)[layer] * static_cast<double>(view.total.profile[axis](interval.row, layer));
    }
    score_variance += weight * weight * height * height * noise;
    slope += weight * height * height * interval.steps * std::pow(law_lambda, interval.steps - 1);
  }
  const double sigma = std::sqrt(score_variance) / (slope * per_p);
  if (!(sigma < law_p / 10)) {
    return not_applicable(
        view, std::move(quality),
        "the slowest wave does not stand out from the noise; " + walkers_that_would_do(sigma, law_p / 10));
  }
  std::vector<std::vector<double>> batches;
  for (const BatchTallies& batch : view.results.batches) batches.push_back(sums_of(batch));
  return measured(view, std::move(quality), jackknife(batches, total, estimator), 0, sigma, law_p);
}

}  // namespace fluxwalk
