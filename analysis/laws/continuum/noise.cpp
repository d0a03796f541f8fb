/// \file
/// The noise of a profile; it falls as one over the root of the number of walkers.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "judging/check.hpp"
#include "judging/chi_square.hpp"
#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "sample/gls.hpp"

namespace fluxwalk {

namespace {

constexpr std::size_t fewest_batches = 16;
constexpr const char* batches_are_unlike =
    "the numbers at the sites are given, and the batches need not begin alike";
constexpr const char* too_few_batches = "fewer than 16 batches to put together";

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
/// over the number N_m expected still in the box is the squared relative noise V(m). It must fall as 1/N_m.
/// Walkers that have left form no cell, because they have no concentration. Groups of m batches are made from
/// smaller groups, so that Cov(ln V(m), ln V(M)) = 2 min(m, M)/(B K) with K degrees of freedom each. Returns
/// why it could not be judged, in words; empty if it was, or if there is no profile.
std::string noise(const RunView& view, Findings& findings, int axis) {
  constexpr double exponent_tolerance = 0.2;  // an exponent nearer than this does not show another law
  const Counts& profile = view.total.profile[axis];
  if (profile.empty() || view.groups.empty()) return "";
  if (view.has_exact_numbers) return batches_are_unlike;
  if (view.results.batches.size() < fewest_batches) return too_few_batches;
  const auto& exact = view.profiles(axis);
  if (!exact) return too_costly;
  const std::size_t row = profile.rows() - 1;
  std::size_t used = fewest_batches;
  while (used * 2 <= view.results.batches.size()) used *= 2;

  std::vector<std::vector<double>> counts, chances;
  std::vector<double> started;
  for (std::size_t b = 0; b < used; ++b) {
    const Counts& batch = view.results.batches[b].profile[axis];
    counts.emplace_back(batch.row(row), batch.row(row) + batch.columns());
    started.push_back(static_cast<double>(view.results.batches[b].started));
  }
  double alive = 0;  // share of the walkers
  for (std::size_t g = 0; g < exact->size(); ++g) {
    chances.push_back((*exact)[g][row]);
    alive += view.groups[g].number / view.walkers *
             std::accumulate(chances.back().begin(), chances.back().end(), 0.0);
  }
  const double fewest = alive * *std::min_element(started.begin(), started.end());
  if (fewest < 100) return "fewer than 100 walkers of a batch are in the box at the end";
  // the same cells for every size: each must hold enough walkers of a single batch
  const auto shares = [&](double walkers) {
    std::vector<double> numbers;
    for (const Group& group : view.groups) numbers.push_back(group.number * walkers / view.walkers);
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
      view,
      {"noise_exponent_" + axis_name(axis), "noise ~ N^β",
       "exponent β of the noise of the last profile against the number of walkers, in sums of batches"});
  exponent.value = line.slope / 2;
  exponent.exact_sigma = line.slope_error / 2;
  exponent.expected = -0.5;
  exponent.batches = static_cast<std::int64_t>(used);
  findings.add(exponent);
  Verdict verdict =
      compare(view,
              {"noise_" + axis_name(axis), "The noise falls as 1/√N",
               "deviation of c from its mean ~ N^(-1/2), along " + axis_name(axis),
               "Four times as many walkers make half the noise: that is how a smooth law emerges from hops.",
               Topic::noise},
              exponent, 1);
  verdict.tolerance = exponent_tolerance;
  // With few cells the exponent is uncertain; that says nothing about the law, so it is shown and not judged.
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

const char* why_no_noise(const Experiment& experiment) {
  if (const char* why = why_no_single_walk(experiment); why != nullptr) return why;
  if (gives_exact_numbers(experiment)) return batches_are_unlike;
  return experiment.sampling.num_batches < static_cast<std::int64_t>(fewest_batches) ? too_few_batches
                                                                                     : nullptr;
}

}  // namespace

Applies noise_law_applies(const Experiment& experiment) {
  const char* why = why_no_noise(experiment);
  return counted_or(has_profiles(experiment), add_profile, why == nullptr ? "" : why);
}

void noise_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  std::string first_why, first_name;
  for (int axis = 0; axis < view.dimension; ++axis) {
    if (view.total.profile[axis].empty()) continue;
    const char* why_not = view.why_no_single_walk();
    const std::string why = why_not != nullptr ? why_not : noise(view, findings, axis);
    if (why.empty()) return;  // one axis is enough
    if (!first_why.empty()) continue;
    first_why = why;
    first_name = "noise_" + axis_name(axis);
  }
  if (!first_why.empty()) findings.skip(first_name, "The noise falls as 1/√N", first_why);
}

}  // namespace fluxwalk
