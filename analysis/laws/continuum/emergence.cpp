#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fluxwalk/theory.hpp"
#include "judging/check.hpp"
#include "judging/chi_square.hpp"
#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/findings.hpp"
#include "laws/laws.hpp"
#include "sample/gls.hpp"

namespace fluxwalk {

namespace {

/// The walkers of all populations as one, as far as the layers of an axis tell.
Population mixed(const Experiment& experiment, int axis) {
  constexpr double whole = 9007199254740992;  // 2^53: fractions to rounding as whole numbers
  const double walkers = experiment.system.mean_walkers();
  if (!(walkers > 0)) return experiment.system.populations.front();
  Population all;
  std::vector<double> layers(
      static_cast<std::size_t>(experiment.system.lattice.shape[static_cast<std::size_t>(axis)]), 0.0);
  for (const Population& population : experiment.system.populations) {
    add_scaled(layers, theory::start_layers(experiment, population, axis), population.mean() / walkers);
  }
  LayerWeights& along = all.along[static_cast<std::size_t>(axis)];
  along = {0, {}};
  for (const double fraction : layers)
    along.weights.push_back(static_cast<std::uint64_t>(std::llround(fraction * whole)));
  return all;
}

/// The power at which the error falls. Where it is another, the finest lattices are still too coarse for it
/// to show: a fact, which the law does not answer for.
Verdict order_verdict(Law law, double order, int expected) {
  constexpr double tolerance = 0.25;
  Verdict verdict = described(std::move(law), Rung::discretisation);
  verdict.measured = order;
  verdict.expected = expected;
  verdict.error = 0;
  verdict.unit = std::string("1");
  verdict.statistic = Statistic::difference;
  verdict.statistic_value = order - expected;
  verdict.tolerance = tolerance;
  if (std::abs(order - expected) <= tolerance)
    verdict.outcome = Outcome::consistent;
  else
    verdict.not_applicable = "the error falls as spacing^" + number_text(order) + ", not yet as spacing^" +
                             std::to_string(expected) +
                             ": even the finest of these lattices are too coarse, or the time too short, for "
                             "the power to show";
  return verdict;
}

/// Exact lattice answers on ever finer lattices against the continuum: no walker is involved.
void ladder(const Sample& sample, Findings& findings, int axis) {
  constexpr double rounding = 1e-10;
  const int rungs = sample.experiment.settings.analysis.ladder_rungs;
  const std::string a = axis_name(axis);
  const Population population = mixed(sample.experiment, axis);
  const auto skip = [&](const std::string& which, const char* why) {
    findings.skip("continuum_" + which + a, which.empty() ? "The continuum" : "The continuum emerges", why);
  };
  if (!theory::has_continuum_profile(sample.experiment, axis)) {
    return skip("",
                "no smooth law in closed form: drift between walls, a partial face, no spreading, or walkers "
                "leaving sideways");
  }
  const std::vector<theory::LadderRung> steps = theory::ladder(sample.experiment, population, axis, rungs);
  if (steps.empty()) return skip("", too_costly);
  if (!std::isfinite(steps.front().error)) return skip("", "practically no walker is left at the end");
  findings.add(discretisation(
      sample,
      {"continuum_" + a, "The continuum", "lattice and ∂c/∂t = D ∂²c/∂" + a + "² agree at the end",
       "Distance of the exact answer of this lattice from the continuum law at " +
           moment_text(sample, sample.experiment.system.steps) +
           ": root mean square, relative to the mean concentration. No walker takes part. A finer lattice, "
           "or more time, makes it smaller."},
      steps.front().error, 0, "1"));

  std::vector<double> refinement, spacing, error, guide;
  for (const theory::LadderRung& rung : steps) {
    if (!(rung.error > rounding)) break;
    refinement.push_back(static_cast<double>(rung.refinement));
    spacing.push_back(sample.scales.length / refinement.back());
    error.push_back(rung.error);
  }
  if (refinement.size() < 2) {
    return skip("order_", steps.size() < 2
                              ? "finer lattices would take too long to work out, or have no hop law"
                              : "lattice and smooth law agree to rounding: nothing is left to fall");
  }
  const std::size_t first = refinement.size() > 3 ? refinement.size() - 3 : 0;
  const auto n = static_cast<Eigen::Index>(refinement.size() - first);
  Eigen::VectorXd x(n), y(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    x(i) = std::log(spacing[first + static_cast<std::size_t>(i)]);
    y(i) = std::log(error[first + static_cast<std::size_t>(i)]);
  }
  const Line line = fit_line(x, y, Eigen::MatrixXd::Identity(n, n));
  const double order = line.slope;
  const int expected = theory::expected_order(sample.experiment, axis);
  std::string explanation =
      "On ever finer lattices with the same D the exact answers approach the continuum law, as this power of "
      "the spacing (fitted to the finest ones).";
  if (steps.size() < static_cast<std::size_t>(rungs))
    explanation += fmt::format(
        " Of the {} lattices asked for, {} are worked out: the others would take too long, or have no hop "
        "law.",
        rungs, steps.size());
  Law law = {"continuum_order_" + a, "The continuum emerges",
             "error falls as spacing^" + std::to_string(expected), std::move(explanation)};
  findings.add(order_verdict(std::move(law), order, expected));
  for (const double s : spacing) guide.push_back(std::exp(line.intercept + line.slope * std::log(s)));
  const std::string unit = sample.scales.unit(1, 0);
  Figure figure;
  figure.id = "ladder_" + a;
  figure.title = "The continuum emerges along " + a;
  figure.caption =
      "Points: distance of the exact answer of ever finer lattices from the continuum law, at the end of the "
      "experiment; no walker takes part. Solid line: a power law through the finest lattices; its slope on "
      "these "
      "axes is " +
      number_text(order) + ".";
  figure.x_label = unit == "1" ? "spacing (ℓ)" : with_unit("spacing", unit);
  figure.y_label = "relative rms error";
  figure.log_x = figure.log_y = true;
  figure.data.name = figure.id;
  figure.data.long_name = "error of the lattice against the continuum";
  figure.data.add("refinement", "1", "refinement of the lattice", refinement)
      .add("spacing", unit, "lattice spacing", spacing)
      .add("error", "1", "relative root mean square error", error)
      .add("fit", "1", "power law through the finest lattices", guide);
  figure.series = {{"exact lattice", "spacing", "error", "", Mark::points, false, 0},
                   {"slope " + number_text(order), "spacing", "fit", "", Mark::line, false, 0}};
  findings.add(figure);
}

/// Sums of this many successive batches.
std::vector<std::vector<double>> sums_of(const std::vector<std::vector<double>>& batches, std::size_t size,
                                         std::size_t used) {
  std::vector<std::vector<double>> sums;
  for (std::size_t first = 0; first < used; first += size) {
    sums.emplace_back(batches.front().size(), 0.0);
    for (std::size_t b = first; b < first + size; ++b) add_scaled(sums.back(), batches[b], 1.0);
  }
  return sums;
}

/// Noise of the last profile against the number of walkers. The mean of chi-square/dof of groups of m batches
/// over the number N_m expected in the box still is the squared relative noise V(m), which must fall as
/// 1/N_m. Those who have left are no cell: nowhere is their concentration. Groups of m batches are made of
/// those of fewer, so that Cov(ln V(m), ln V(M)) = 2 min(m, M)/(B K) with K degrees of freedom each. Returns
/// why it could not be judged, in words; empty if it was, or if there is no profile.
std::string noise(const Sample& sample, Findings& findings, int axis) {
  constexpr std::size_t fewest_batches = 16;
  constexpr double exponent_tolerance = 0.2;  // an exponent nearer than this is no other law
  const Counts& profile = sample.total.profile[static_cast<std::size_t>(axis)];
  if (profile.empty() || sample.groups.empty()) return "";
  if (sample.has_exact_numbers)
    return "the numbers at the sites are given, and the batches need not begin alike";
  if (sample.results.batches.size() < fewest_batches) return "fewer than 16 batches to put together";
  const auto& exact = sample.profiles(axis);
  if (!exact) return too_costly;
  const std::size_t row = profile.rows() - 1;
  std::size_t used = fewest_batches;
  while (used * 2 <= sample.results.batches.size()) used *= 2;

  std::vector<std::vector<double>> counts, chances;
  std::vector<double> started;
  for (std::size_t b = 0; b < used; ++b) {
    const Counts& batch = sample.results.batches[b].profile[static_cast<std::size_t>(axis)];
    counts.emplace_back(batch.row(row), batch.row(row) + batch.columns());
    started.push_back(static_cast<double>(sample.results.batches[b].started));
  }
  double alive = 0;  // share of the walkers
  for (std::size_t g = 0; g < exact->size(); ++g) {
    chances.push_back((*exact)[g][row]);
    alive += sample.groups[g].number / sample.walkers *
             std::accumulate(chances.back().begin(), chances.back().end(), 0.0);
  }
  const double fewest = alive * *std::min_element(started.begin(), started.end());
  if (fewest < 100) return "fewer than 100 walkers of a batch are in the box at the end";
  // the same cells for every size: each must hold enough walkers of a single batch
  const auto shares = [&](double walkers) {
    std::vector<double> numbers;
    for (const Group& group : sample.groups) numbers.push_back(group.number * walkers / sample.walkers);
    return numbers;
  };
  const double cells = std::min(100.0, fewest / 20);
  std::vector<double> walkers, relative_noise, log_walkers, log_noise, sizes;
  double dof = 0;
  for (std::size_t size = 1; size <= used / 4; size *= 2) {
    double mean = 0, number = 0, groups = 0;
    const auto sums = sums_of(counts, size, used);
    for (std::size_t g = 0; g < sums.size(); ++g) {
      const auto first = started.begin() + static_cast<std::ptrdiff_t>(g * size);
      const double n = std::accumulate(first, first + static_cast<std::ptrdiff_t>(size), 0.0);
      const ChiSquare test = multinomial_chi_square(sums[g], shares(n), chances, {0, cells});
      if (test.dof < 8) return "too few cells of the profile hold walkers";
      dof = test.dof;
      mean += test.value / test.dof;
      number += n * alive;
      groups += 1;
    }
    mean /= groups;
    number /= groups;
    if (!(mean > 0)) return "the profile shows no noise at all";
    sizes.push_back(static_cast<double>(size));
    walkers.push_back(number);
    relative_noise.push_back(std::sqrt(mean / number));
    log_walkers.push_back(std::log(number));
    // the logarithm of a mean of chi-squares is low by half its relative variance
    log_noise.push_back(std::log(mean / number) + sizes.back() / (static_cast<double>(used) * dof));
  }
  const auto n = static_cast<Eigen::Index>(sizes.size());
  Eigen::MatrixXd covariance(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      const double smaller = std::min(sizes[static_cast<std::size_t>(i)], sizes[static_cast<std::size_t>(j)]);
      covariance(i, j) = 2 * smaller / (static_cast<double>(used) * dof);
    }
  }
  const Line line = fit_line(Eigen::Map<Eigen::VectorXd>(log_walkers.data(), n),
                             Eigen::Map<Eigen::VectorXd>(log_noise.data(), n), covariance);
  Estimate exponent = described(
      sample,
      {"noise_exponent_" + axis_name(axis), "noise ~ N^β",
       "exponent β of the noise of the last profile against the number of walkers, in sums of batches"});
  exponent.value = line.slope / 2;
  exponent.exact_sigma = line.slope_error / 2;
  exponent.expected = -0.5;
  exponent.batches = static_cast<std::int64_t>(used);
  findings.add(exponent);
  Verdict verdict =
      compare(sample,
              {"noise_" + axis_name(axis), "The noise falls as 1/√N",
               "deviation of c from its mean ~ N^(-1/2), along " + axis_name(axis),
               "Four times as many walkers make half the noise: that is how a smooth law emerges from hops.",
               Topic::noise},
              exponent, 1);
  verdict.tolerance = exponent_tolerance;
  // Few cells leave the exponent open; that says nothing about the law, so then it is shown and not judged.
  const bool is_conclusive = verdict.resolution <= verdict.tolerance;
  if (is_conclusive) findings.add(verdict);

  std::vector<double> guide, error;
  for (std::size_t i = 0; i < walkers.size(); ++i) {
    guide.push_back(1 / std::sqrt(walkers[i]));
    error.push_back(relative_noise[i] * std::sqrt(sizes[i] / (2 * static_cast<double>(used) * dof)));
  }
  Figure figure;
  figure.id = "convergence_" + axis_name(axis);
  figure.title = "The law emerges from the noise";
  figure.caption =
      "Relative deviation of the concentration along " + axis_name(axis) +
      " from the exact answer, against the number of walkers counted together. Solid line: 1/√N.";
  figure.x_label = "walkers";
  figure.y_label = "relative noise";
  figure.log_x = figure.log_y = true;
  figure.data.name = figure.id;
  figure.data.long_name = "noise against number of walkers";
  figure.data.add("walkers", "1", "walkers counted together", walkers)
      .add("noise", "1", "relative noise", relative_noise)
      .add("sigma", "1", "exact standard deviation", error)
      .add("expected", "1", "one over the square root of their number", guide);
  figure.series = {{"measured", "walkers", "noise", "sigma", Mark::points, false, 0},
                   {"1/√N", "walkers", "expected", "", Mark::line, false, 1}};
  findings.add(figure);
  return is_conclusive
             ? ""
             : "the exponent is known no better than " + number_text(verdict.resolution) + ", and " +
                   number_text(exponent_tolerance) + " is needed: it takes more batches, or more layers";
}

}  // namespace

void emergence(const Sample& sample, Findings& findings) {
  const bool is_question = sample.experiment.settings.analysis.continuum_tolerance.has_value();
  bool has_noise = false, has_ladder = false;
  std::string why_no_noise, first_noise;
  for (int axis = 0; axis < sample.dimension; ++axis) {
    if (sample.experiment.settings.analysis.ladder_rungs > 0 &&
        !sample.experiment.system.populations.empty() &&
        sample.measure.has_profile[static_cast<std::size_t>(axis)]) {
      ladder(sample, findings, axis);
      has_ladder = true;
    }
    if (has_noise || sample.total.profile[static_cast<std::size_t>(axis)].empty()) continue;
    const std::string why = noise(sample, findings, axis);  // one axis is enough
    has_noise = why.empty();
    if (why_no_noise.empty()) {
      first_noise = "noise_" + axis_name(axis);
      why_no_noise = why;
    }
  }
  if (is_question && !has_ladder)
    findings.skip("continuum", "The continuum",
                  "it is the last profile that is held against the continuum law: add [measure.profile]");
  if (!has_noise && !why_no_noise.empty())
    findings.skip(first_noise, "The noise falls as 1/√N", why_no_noise, Topic::noise);
}

}  // namespace fluxwalk
