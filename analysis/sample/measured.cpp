#include "sample/measured.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace fluxwalk {

Estimate described(const RunView& view, Quality quality) {
  Estimate estimate;
  estimate.name = std::move(quality.name);
  estimate.symbol = std::move(quality.symbol);
  estimate.method = std::move(quality.method);
  estimate.unit = view.scales.unit(quality.length_power, quality.time_power);
  return estimate;
}

const char* to_string(Origin origin) noexcept {
  switch (origin) {
    case Origin::measured:
      return "measured";
    case Origin::given:
      return "given";
    case Origin::exact:
      return "exact";
  }
  return "?";
}

double Estimate::error() const noexcept {
  return std::isnan(exact_sigma) ? standard_error : exact_sigma;
}

Measured measured(const RunView& view, Quality quality, const Jackknife& jackknife, std::size_t index,
                  double exact_sigma, double expected) {
  const double factor = view.scales.factor(quality.length_power, quality.time_power);
  Measured result{described(view, std::move(quality)), {}};
  Estimate& estimate = result.estimate;
  if (!std::isfinite(jackknife.value[index])) {
    estimate.not_applicable = "too few walkers were counted";
    return result;
  }
  estimate.value = factor * jackknife.value[index];
  estimate.standard_error = factor * jackknife.standard_error[index];
  estimate.exact_sigma = factor * exact_sigma;
  estimate.expected = factor * expected;
  estimate.batches = static_cast<std::int64_t>(view.results.batches.size());
  if (!jackknife.pseudo_values.empty())
    for (const double value : jackknife.pseudo_values[index]) result.pseudo_values.push_back(factor * value);
  return result;
}

Estimate without_walkers(const RunView& view, Quality quality, Origin origin, double number) {
  const double factor = view.scales.factor(quality.length_power, quality.time_power);
  Estimate estimate = described(view, std::move(quality));
  estimate.origin = origin;
  estimate.expected = factor * number;
  estimate.not_applicable = origin == Origin::given ? "an input of the experiment: nothing measures it"
                                                    : "an exact answer: no walker takes part";
  return estimate;
}

Measured not_applicable(const RunView& view, Quality quality, std::string why) {
  Measured result{described(view, std::move(quality)), {}};
  result.estimate.not_applicable = std::move(why);
  return result;
}

std::string times_as_many(double factor) {
  if (!(factor <= most_times_as_many)) return "no practical number of walkers";
  const double unit = std::pow(10, std::max(-1.0, std::floor(std::log10(factor)) - 1));
  return fmt::format("about {:.7g} times as many walkers", std::ceil(factor / unit) * unit);
}

std::string walkers_that_would_do(double error, double limit) {
  return times_as_many((error / limit) * (error / limit)) + " would do";
}

}  // namespace fluxwalk
