/// \file
/// Free energy of a closed box: F = Σ P ln (P/π) can but fall.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fluxwalk/theory.hpp"
#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

namespace {

struct Point {
  std::int64_t time;
  double plug_in, mean, exact, sigma, skewness, entropy;
};

Point point_at(const Sample& sample, std::size_t row, std::vector<double> chances,
               const std::vector<double>& rest) {
  const double n = sample.walkers;
  const double sum = std::accumulate(chances.begin(), chances.end(), 0.0);
  for (double& p : chances) p /= sum;
  Point point{};
  point.time = sample.measure.histogram_times[row];
  std::vector<double> counted;
  for (std::size_t i = 0; i < chances.size(); ++i)
    counted.push_back(static_cast<double>(sample.results.histogram(row, i)) / n);
  point.plug_in = theory::free_energy(counted, rest);
  point.exact = theory::free_energy(chances, rest);
  point.mean = theory::mean_plugin_free_energy(chances, rest, n);
  point.entropy = theory::entropy(chances);
  const double variance = theory::variance_plugin_free_energy(chances, rest, n);
  point.sigma = std::sqrt(variance);
  double squares = 0, cells = 0;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    if (!(chances[i] > 0)) continue;
    squares += chances[i] * std::pow(std::log(chances[i] / rest[i]), 2);
    cells += 1;
  }
  // a linear term of variance L plus χ²/2N: third cumulant (K-1)/N³ + 3 L/N
  const double linear = std::max(0.0, squares - point.exact * point.exact) / n;
  if (variance > 0) point.skewness = ((cells - 1) / (n * n * n) + 3 * linear / n) / std::pow(variance, 1.5);
  return point;
}

void free_energy_figure(const Run& run, Findings& findings, const std::vector<Point>& points) {
  std::vector<double> time, measured, sigma, exact, entropy, residual;
  for (const Point& point : points) {
    time.push_back(static_cast<double>(point.time) * run.sample.scales.time);
    measured.push_back(point.plug_in - point.mean + point.exact);
    sigma.push_back(point.sigma);
    exact.push_back(point.exact);
    entropy.push_back(point.entropy);
    residual.push_back(point.sigma > 0 ? (point.plug_in - point.mean) / point.sigma : not_a_number);
  }
  Figure figure;
  figure.id = "free_energy";
  figure.title = "Free energy";
  figure.caption =
      "Points and solid line: F = Σ P ln (P/π) per walker, in kT above its minimum, counted and exact. It "
      "falls "
      "in every step, whatever the potential. Dashed line: the exact entropy S = -Σ P ln P. It need not "
      "grow: "
      "with a potential, walkers gather where it is low.";
  figure.x_label = time_label(run.sample);
  figure.y_label = "F and S per walker (kT, k)";
  figure.residual_label = "deviation / σ";
  figure.data.name = "free_energy";
  figure.data.long_name = "free energy and entropy against time";
  figure.data.add("time", run.sample.scales.unit(0, 1), "time", time)
      .add("free_energy", "1", "free energy, bias of counting corrected", measured)
      .add("sigma", "1", "exact standard deviation", sigma)
      .add("exact", "1", "exact free energy", exact)
      .add("entropy", "1", "exact entropy", entropy)
      .add("residual", "1", "standardised residual", residual);
  figure.series = {{"F, counted", "time", "free_energy", "sigma", Mark::points, false, 0},
                   {"F, exact", "time", "exact", "", Mark::line, false, 0},
                   {"S, exact", "time", "entropy", "", Mark::dashed_line, false, 1},
                   {"residual", "time", "residual", "", Mark::points, true, 0}};
  findings.add(figure);
}

/// π of the sites, of sum 1; empty where there is none, or more than one.
std::vector<double> equilibrium(const Sample& sample, const std::vector<double>& last) {
  std::vector<double> rest;
  try {
    const auto occupancy = theory::Occupancy::of_sites(sample.experiment, sample.results.batch_numbers);
    if (const auto steady = theory::steady_state(occupancy, 0)) rest = *steady;
  } catch (const theory::TooCostly&) {
  }
  const double sum = std::accumulate(rest.begin(), rest.end(), 0.0);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    rest[i] /= sum;
    if (last[i] > 0 && !(rest[i] > 0)) return {};
  }
  return rest;
}

}  // namespace

void free_energy_law(const Run& run, Findings& findings) {
  const Sample& sample = run.sample;
  const Counts& histogram = sample.results.histogram;
  if (histogram.empty() || !sample.experiment.system.is_closed()) return;
  const auto skip = [&](const char* why) { findings.skip("free_energy", "Free energy", why); };
  if (sample.walkers < 100) return skip("fewer than 100 walkers");
  if (sample.groups.size() != 1 || !sample.starts_apart)
    return skip(
        sample.has_exact_numbers
            ? "the numbers at the sites are given: the walkers are not drawn from one distribution"
            : "several populations of fixed numbers: their walkers are not drawn from one distribution");
  const auto* snapshots = run.sites();
  if (snapshots == nullptr) return skip(too_costly);
  const std::vector<double> rest = equilibrium(sample, snapshots->back().mean);
  if (rest.empty())
    return skip("there is no equilibrium that all sites tend to, or it takes too long to work out");
  std::vector<Point> points;
  for (std::size_t row = 0; row < snapshots->size(); ++row)
    points.push_back(point_at(sample, row, (*snapshots)[row].mean, rest));
  free_energy_figure(run, findings, points);
  std::int64_t rises = 0;
  for (std::size_t k = 1; k < points.size(); ++k) rises += points[k].exact > points[k - 1].exact + 1e-10;
  findings.add(
      identity({"free_energy_falls", "Second law of thermodynamics", "F(t₂) <= F(t₁) for t₁ < t₂, exactly",
                "The exact free energy of the lattice never rises from one time to the next."},
               static_cast<std::int64_t>(points.size()) - 1, rises, rises));
  double worst_p = 2, looks = 0;
  const Point* worst = nullptr;
  for (const Point& point : points) {
    if (!(point.sigma > 1e-12)) continue;
    looks += 1;
    const double p = statistics::skewed_p((point.plug_in - point.mean) / point.sigma, point.skewness);
    if (p >= worst_p) continue;
    worst_p = p;
    worst = &point;
  }
  if (worst == nullptr) return skip("the free energy of the counts has no randomness");
  Estimate estimate = described(sample, {"free_energy", "F", "counts of a histogram, plug-in", 0, 0});
  estimate.value = worst->plug_in;
  estimate.expected = worst->mean;
  estimate.exact_sigma = worst->sigma;
  Verdict verdict =
      compare(sample,
              {"free_energy", "Free energy", "F(t) = Σ P ln (P/π), with the exact bias of counting",
               fmt::format("The free energy against the exact curve; shown is {}.",
                           moment_text(sample, worst->time))},
              estimate, std::max(1.0, std::log(static_cast<double>(histogram.columns()))));
  of_least_likely(verdict, looks, worst_p);
  verdict.resolution = statistics::normal_resolution(worst->sigma, sample.alpha / looks);
  findings.add(verdict);
  const Point& last = points.back();
  estimate.method = "counts at the last histogram, corrected for the exact bias of counting";
  estimate.value = last.plug_in - last.mean + last.exact;
  estimate.expected = last.exact;
  estimate.exact_sigma = last.sigma;
  findings.add(estimate);
}

}  // namespace fluxwalk
