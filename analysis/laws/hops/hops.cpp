#include "laws/hops/hops.hpp"

#include <algorithm>
#include <cmath>

#include "laws/hops/hop_cumulants.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

Measured diffusivity_from_hops(const RunView& view, int axis) {
  const std::string a = axis_name(axis);
  Quality quality = diffusivity("diffusivity_from_hops_" + a, "D_" + a + a,
                                "counted hops: half the variance of the displacement in one step");
  const auto estimator = [&, axis](const BatchTallies& sum) -> std::vector<double> {
    const auto draws = static_cast<double>(sum.hops_drawn());
    if (draws < 2) return {not_a_number};
    const auto chosen = [&](Side side) {
      const Direction hop{axis, side};
      return static_cast<double>(sum.choices(0, static_cast<std::size_t>(hop.index(view.dimension))));
    };
    const double minus = chosen(low), plus = chosen(high);
    return {((plus + minus) - (plus - minus) * (plus - minus) / draws) / (2 * (draws - 1))};
  };
  const auto draws = static_cast<double>(view.total.hops_drawn());
  if (draws < 2) return not_applicable(view, std::move(quality), "no hop was drawn");
  const HopLaw& law = view.experiment.system.hop_law;
  const double square = step_covariance(law, view.dimension, axis, axis);
  const double fourth = step_cumulant(law, view.dimension, axis, axis, axis, axis) + 3 * square * square;
  const double variance = (fourth - square * square * (draws - 3) / (draws - 1)) / (4 * draws);
  Measured result = measured(view, std::move(quality),
                             jackknife(view.results.batches, view.total, estimator, Reads::no_layers()), 0,
                             std::sqrt(std::max(0.0, variance)), law.dispersion(axis, axis));
  // If all hops have the same length (a chain without drift or stays) only the term beyond the leading one is
  // random. It is not a normal variable, and the jackknife fails for it.
  if (fourth - square * square < 1e-9 * fourth) {
    result.pseudo_values.clear();
    result.estimate.standard_error = not_a_number;
  }
  return result;
}

}  // namespace fluxwalk
