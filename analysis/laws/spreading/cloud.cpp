/// \file
/// A cloud far from walls: D from the growth of its variance, beside the D_b of the flux law.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

namespace {

constexpr const char* always_fed =
    "walkers come in from a reservoir all the time: no cloud spreads by itself";

constexpr double felt = 0.01;     ///< part of the growth that faces may change: their effect is known exactly
constexpr double skewed = 0.1;    ///< fewer than about a hundred events make a sum more skewed than this
constexpr double quadratic = 10;  ///< least ratio of the part linear in the counts to the quadratic part

/// Number, mean place and variance of counts in layers.
struct Spread {
  double number = 0, mean = 0, variance = 0;

  template <class Count>
  explicit Spread(const std::vector<Count>& layers) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      number += static_cast<double>(layers[i]);
      mean += static_cast<double>(layers[i]) * static_cast<double>(i);
    }
    mean /= number;
    for (std::size_t i = 0; i < layers.size(); ++i)
      variance += static_cast<double>(layers[i]) * std::pow(static_cast<double>(i) - mean, 2) / number;
  }
};

/// A cloud without walls, in the frame of its drift: sums over its walkers of 1, x, x² and the steps that
/// they have walked.
class FreeCloud {
 public:
  FreeCloud(const theory::Occupancy& occupancy, int axis, const HopLaw& law)
      : occupancy_(occupancy), axis_(axis), drift_(law.drift(axis)), d_(law.dispersion(axis, axis)) {
    const double middle =
        occupancy.layers(axis) / 2.0;  // sums of squares about a nearby place lose no digits
    const auto sums = [&](const std::vector<double>& cells) {
      Sums s;
      for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        const double x = occupancy_.layer(axis_, cell) - middle;
        s.number += cells[cell];
        s.first += cells[cell] * x;
        s.second += cells[cell] * x * x;
      }
      return s;
    };
    now_ = sums(occupancy.start());
    for (const theory::Occupancy::SourceTerm& term : occupancy.source_terms())
      source_terms_.push_back(sums(term.rates));
  }
  void advance() {
    const double growth = (1 - occupancy_.turnover().decay) * (1 + occupancy_.turnover().reproduction);
    now_.second = growth * (now_.second + 2 * d_ * now_.number);
    now_.age = growth * (now_.age + now_.number);
    now_.first *= growth;
    now_.number *= growth;
    const double blown = drift_ * static_cast<double>(t_ + 1);
    for (std::size_t i = 0; i < source_terms_.size(); ++i) {
      if (t_ < occupancy_.source_terms()[i].begin || t_ >= occupancy_.source_terms()[i].end) continue;
      const Sums& given = source_terms_[i];
      now_.number += given.number;
      now_.first += given.first - blown * given.number;
      now_.second += given.second - 2 * blown * given.first + blown * blown * given.number;
      has_source_ = true;
    }
    ++t_;
  }
  std::int64_t time() const { return t_; }
  bool has_source() const { return has_source_; }  ///< a source has supplied walkers by now
  double variance() const { return now_.second / now_.number - std::pow(now_.first / now_.number, 2); }
  double age() const { return now_.age / now_.number; }  ///< mean: the variance grows by 2 D of it

 private:
  struct Sums {
    double number = 0, first = 0, second = 0, age = 0;
  };
  const theory::Occupancy& occupancy_;
  int axis_;
  double drift_, d_;
  Sums now_;
  std::vector<Sums> source_terms_;
  std::int64_t t_ = 0;
  bool has_source_ = false;
};

/// The profile that gives D most precisely, and its properties.
struct Look {
  std::size_t row = 0;
  double age = 0, sigma = INFINITY;  ///< that of D, without the part that related walkers share
  bool has_source = false;
};

std::optional<Look> best_look(const Run& run, const AxisPath& path) {
  const HopLaw& law = run.view.experiment.system.hop_law;
  const double d = law.dispersion(path.axis, path.axis);
  FreeCloud cloud(path.occupancy, path.axis, law);
  std::optional<Look> best;
  for (std::size_t row = 0; row < path.profiles.size(); ++row) {
    while (cloud.time() < path.profiles[row].time) cloud.advance();
    const Spread exact(path.profiles[row].mean);
    const double growth = 2 * d * cloud.age();
    if (!(growth > 0) || !(std::abs(exact.variance - cloud.variance()) < felt * growth)) continue;
    double fourth = 0;
    for (std::size_t i = 0; i < path.profiles[row].mean.size(); ++i)
      fourth += path.profiles[row].mean[i] *
                std::pow(std::pow(static_cast<double>(i) - exact.mean, 2) - exact.variance, 2);
    const double sigma = std::sqrt(fourth) / exact.number / (2 * cloud.age());
    if (!best || sigma < best->sigma) best = Look{row, cloud.age(), sigma, cloud.has_source()};
  }
  return best;
}

void spreading(const Run& run, Findings& findings, const AxisPath& path) {
  const RunView& view = run.view;
  const Experiment& experiment = view.experiment;
  const auto a = static_cast<std::size_t>(path.axis);
  const std::string x = axis_name(path.axis), name = "spreading_" + x, title = "Spreading";
  const double d = experiment.system.hop_law.dispersion(path.axis, path.axis);
  const double loss = std::pow(experiment.system.hop_law.drift(path.axis), 2) / 2;
  // Only with a drift is there an open question.
  const auto skip = [&](const char* why) {
    if (loss > 1e-12) findings.skip(name, title, why);
  };
  const bool is_fed = std::any_of(path.occupancy.baths().begin(), path.occupancy.baths().end(),
                                  [](const auto& bath) { return bath.concentration * bath.probability > 0; });
  if (is_fed) return skip(always_fed);
  const auto look = best_look(run, path);
  if (!look)
    return skip(
        "at each time of the profile walkers have reached a face, or come round the ring: measure an earlier "
        "profile too");

  const std::int64_t time = path.profiles[look->row].time;
  const Spread exact(path.profiles[look->row].mean);
  std::vector<double> mean_weight, variance_weight;  // weights of the counts in mean place and variance
  for (std::size_t cell = 0; cell < path.occupancy.num_cells(); ++cell) {
    const double away = path.occupancy.layer(path.axis, cell) - exact.mean;
    mean_weight.push_back(away / exact.number);
    variance_weight.push_back((away * away - exact.variance) / exact.number);
  }
  const double taken =
      theory::numbers(path.occupancy, {time}, mean_weight)[0].variance;  // by the mean's scatter
  const theory::Cumulants linear = theory::numbers(path.occupancy, {time}, variance_weight)[0];
  const double sigma = linear.variance > 0 ? std::sqrt(linear.variance) : 0.0;
  if (!(sigma > quadratic * taken) || std::abs(linear.skewness()) > skewed)
    return skip("too few walkers for a variance");
  const auto estimator = [&](const BatchTallies& tallies) -> std::vector<double> {
    const std::int64_t* counts = tallies.profile[a].row(look->row);
    const Spread seen(std::vector<std::int64_t>(counts, counts + tallies.profile[a].columns()));
    return {d + (seen.variance + taken - exact.variance) / (2 * look->age)};
  };
  const Jackknife result =
      jackknife(view.results.batches, view.total, estimator, Reads::layers_of(path.axis));
  const Measured measured_d =
      measured(view,
               diffusivity("diffusivity_from_spreading_" + x, "D_" + x + x,
                           "growth of the variance of the profile up to " + moment_text(view, time)),
               result, 0, sigma / (2 * look->age), d);
  if (!measured_d.estimate.has_value()) return skip("too few walkers were counted");
  findings.add(measured_d.estimate);
  std::string explanation =
      look->has_source
          ? "Each walker has spread for as long as it has walked; what the places and times of the sources "
            "add to the variance is known exactly."
          : "The variance of the positions grows in proportion to time.";
  if (loss > 1e-12)
    explanation += fmt::format(
        " D = D_b - v²/2: drift lowers the D_b of the flux law by v²/2, which is {:.3g} times the error of "
        "this "
        "D.",
        loss / (sigma / (2 * look->age)));
  Verdict verdict = compare(view,
                            {name, title,
                             look->has_source ? "σ²(t) = 2 D <age> + what the sources spread, along " + x
                                              : "σ²(t) = σ²(0) + 2 D t along " + x,
                             explanation},
                            measured_d.estimate, measured_d.estimate.expected);
  verdict.p_value = statistics::skewed_p(verdict.statistic_value, linear.skewness());
  findings.add(verdict);
}

}  // namespace

Applies cloud_law_applies(const Experiment& experiment) {
  if (!experiment.system.has_turnover()) return not_here("the displacements measure the same more precisely");
  if (!experiment.system.medium.is_uniform()) return not_here("hops differ from site to site");
  for (int axis = 0; axis < experiment.system.lattice.dimension; ++axis)
    if (is_fed(experiment, axis, low) || is_fed(experiment, axis, high)) return unless(always_fed);
  return has_profiles(experiment) ? Applies() : lacks(add_profile);
}

void cloud_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  for (int axis = 0; axis < view.dimension; ++axis) {
    if (!(view.experiment.system.hop_law.dispersion(axis, axis) > 0)) continue;
    const AxisPath* path = view.total.profile[axis].empty() ? nullptr : run.along(axis);
    if (path != nullptr && !path->profiles.empty()) spreading(run, findings, *path);
  }
}

}  // namespace fluxwalk
