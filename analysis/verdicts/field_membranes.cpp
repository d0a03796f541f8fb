/// \file
/// Membranes: bonds that let only a fraction of the attempts pass.
#include <fmt/format.h>

#include <cmath>

#include "estimators/jackknife.hpp"
#include "verdicts/field_findings.hpp"

namespace fluxwalk {

namespace {

constexpr std::size_t most_told = 4;  // membranes judged one by one

/// Walker-steps of a layer over the bins from `first` on.
double residence(const BatchTallies& tallies, int axis, std::size_t layer, std::size_t first) {
  return sum_of_bins(tallies.residence[static_cast<std::size_t>(axis)], layer, first);
}

/// Straight line through the layers begin ... end-1, read at a plane.
double extrapolated(const BatchTallies& tallies, int axis, std::size_t begin, std::size_t end, double plane,
                    std::size_t first) {
  const auto n = static_cast<double>(end - begin);
  const double middle = (static_cast<double>(begin) + static_cast<double>(end - 1)) / 2;
  double sum = 0, moment = 0, square = 0;
  for (std::size_t layer = begin; layer < end; ++layer) {
    const double x = static_cast<double>(layer) - middle, r = residence(tallies, axis, layer, first);
    sum += r;
    moment += x * r;
    square += x * x;
  }
  return sum / n + moment / square * (plane - 0.5 - middle);
}

void total_permeability(const FieldRun& run, Findings& findings, const AxisPath& path, std::size_t plane) {
  const Sample& sample = run.sample;
  const std::string a = axis_name(path.axis), b = std::to_string(plane);
  const double up = path.field.up(path.axis, plane - 1), down = path.field.down(path.axis, plane);
  const double left = residence(sample.total, path.axis, plane - 1, 0);
  const double right = residence(sample.total, path.axis, plane, 0);
  const double variance = up * (1 - up) * left + down * (1 - down) * right;
  Estimate kappa = described(
      sample,
      {"permeability_" + a + "_" + b, "κ_total",
       "flux through plane " + b + " of " + a + " over the difference of the sites beside it", 1, -1});
  const Law law = {
      kappa.name, "Membrane",
      "J = κ Δc between the sites beside plane " + b + " of " + a + ": κ_total = α p ℓ/τ",
      "A membrane lets the fraction α of the attempts pass: its flux is proportional to the jump of the "
      "concentration."};
  const double sigma = std::sqrt(variance) / std::abs(left - right);
  constexpr double widest = 0.1;  // relative error
  if (!(sigma < widest * up))
    return findings.skip(law, "the jump of the concentration does not stand out of the noise; " +
                                  walkers_that_would_do(sigma / up, widest));
  const double unit = sample.scales.factor(1, -1);
  kappa.value = net_from(sample.total, path.axis, plane, 0) / (left - right) * unit;
  kappa.expected = up * unit;
  kappa.exact_sigma = sigma * unit;
  findings.add(kappa);
  findings.add(compare(sample, law, kappa, kappa.expected));
}

/// Of the membrane alone: the jump of the straight profiles on its two sides, at rest.
void own_permeability(const FieldRun& run, Findings& findings, const AxisPath& path, std::size_t plane,
                      std::size_t begin, std::size_t end, double alpha, double p) {
  const Sample& sample = run.sample;
  const std::string a = axis_name(path.axis), b = std::to_string(plane);
  const Law law = {"membrane_" + a + "_" + b, "Membrane",
                   "κ of the membrane at plane " + b + " of " + a + " alone = (D/ℓ) α/(1 - α)",
                   "A bond without a membrane has a resistance too. The membrane alone has a larger κ than "
                   "the two sites: its "
                   "jump is that between the straight profiles drawn up to it from both sides."};
  if (!path.steady || plane - begin < 2 || end - plane < 2)
    return findings.skip(law, "there is no steady profile, or there are fewer than two layers on a side");
  if (!path.approach.near) return too_short(run, findings, law, path.approach);
  // Straight profiles are those of the steady state itself: near it they are bent by too much.
  if (!path.approach.settled)
    return findings.skip(
        law, fmt::format("the profiles beside it are not straight yet: it needs about {} and had {}",
                         duration_text(sample, path.approach.steps_to_rest(sample.experiment.steps)),
                         duration_text(sample, static_cast<double>(sample.experiment.steps))));
  const std::size_t first = run.first_bin(*path.approach.settled);
  if (first >= run.num_bins()) return findings.skip(law, no_bin_at_rest);
  const auto estimator = [&](const BatchTallies& tallies) -> std::vector<double> {
    const auto at = static_cast<double>(plane);
    const double jump = extrapolated(tallies, path.axis, begin, plane, at, first) -
                        extrapolated(tallies, path.axis, plane, end, at, first);
    return {net_from(tallies, path.axis, plane, first) / jump};
  };
  const Jackknife result =
      jackknife(sample.results.batches, sample.total, estimator, Reads::layers_of(path.axis));
  const Measured kappa =
      measured(sample,
               {law.name, "κ_membrane",
                "flux over the jump of the straight profiles beside plane " + b + " of " + a, 1, -1},
               result, 0, not_a_number, p * alpha / (1 - alpha));
  constexpr double widest = 0.2;  // relative error
  const double error = kappa.estimate.standard_error / kappa.estimate.expected;
  if (!kappa.estimate.has_value() || error >= widest)
    return findings.skip(law, "the jump between the straight profiles does not stand out of the noise; " +
                                  walkers_that_would_do(error, widest));
  findings.add(kappa.estimate);
  findings.add(compare(sample, law, kappa.estimate, kappa.estimate.expected));
}

}  // namespace

void field_membranes(const FieldRun& run, Findings& findings) {
  const Sample& sample = run.sample;
  const Medium& medium = sample.experiment.medium;
  for (int axis = 0; axis < sample.dimension; ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    if (medium.transmission[i].empty() || sample.total.residence[i].empty() || !run.watches_all_planes(axis))
      continue;
    const AxisPath* path = run.along(axis);
    const double p = sample.experiment.hop_law.plus[i];
    const bool is_bare = medium.hop.empty() && medium.mobility.empty() && medium.potential.empty() &&
                         medium.obstacles.empty() && std::abs(sample.experiment.hop_law.drift(axis)) < 1e-12;
    if (path == nullptr || !path->line || !is_bare) continue;
    const std::size_t layers = path->line->layers();
    std::vector<std::size_t> membranes;
    for (std::size_t plane = 1; plane < layers; ++plane) {
      const double up = path->field.up(axis, plane - 1), down = path->field.down(axis, plane);
      const bool is_even = std::abs(up - down) < 1e-9 * p;  // not so next to a mirror
      if (is_even && up > 0 && up < p * (1 - 1e-9)) membranes.push_back(plane);
    }
    const bool has_sources = !sample.experiment.sources.empty() || sample.experiment.turnover.decay > 0;
    for (std::size_t m = 0; m < std::min(membranes.size(), most_told); ++m) {
      total_permeability(run, findings, *path, membranes[m]);
      const std::size_t begin = m == 0 ? 0 : membranes[m - 1],
                        end = m + 1 < membranes.size() ? membranes[m + 1] : layers;
      const double alpha = path->field.up(axis, membranes[m] - 1) / p;
      if (path->line->is_open() && !has_sources)
        own_permeability(run, findings, *path, membranes[m], begin, end, alpha, p);
    }
  }
}

}  // namespace fluxwalk
