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

namespace fluxwalk {

namespace {

constexpr double enough_strays = 100;  // for the entropy to be close to its shifted gamma distribution

/// The entropy at one time, plug-in and exact.
struct Point {
  std::int64_t time;
  double plug_in, mean, sigma, exact, skewness, cells;
  double strays;  ///< walkers expected outside the likeliest cell: what the entropy is made of
  std::size_t row;
};

double plug_in_entropy(const Counts& histogram, std::size_t row, double walkers) {
  double sum = 0;
  for (std::size_t i = 0; i < histogram.columns(); ++i) {
    const double fraction = static_cast<double>(histogram(row, i)) / walkers;
    if (fraction > 0) sum -= fraction * std::log(fraction);
  }
  return sum;
}

Point point_at(const Sample& sample, std::size_t row, const std::vector<double>& chances) {
  const double n = sample.walkers;
  Point point{};
  point.time = sample.measure.histogram_times[row];
  point.row = row;
  point.plug_in = plug_in_entropy(sample.results.histogram, row, n);
  point.strays = n * (1 - *std::max_element(chances.begin(), chances.end()));
  point.exact = theory::entropy(chances);
  point.mean = theory::mean_plugin_entropy(chances, n);
  const double variance = theory::variance_plugin_entropy(chances, n);
  point.sigma = std::sqrt(variance);
  double squares = 0;
  for (const double p : chances) {
    if (p > 0) squares += p * std::log(p) * std::log(p);
    point.cells += p > 0;
  }
  // linear term of variance L plus -χ²/2N: third cumulant -(K-1)/N³ - 3 L/N
  const double linear = std::max(0.0, squares - point.exact * point.exact) / n;
  if (variance > 0) {
    point.skewness = -((point.cells - 1) / (n * n * n) + 3 * linear / n) / std::pow(variance, 1.5);
  }
  return point;
}

void entropy_figure(const Sample& sample, Findings& findings, const std::vector<Point>& points,
                    double highest) {
  std::vector<double> time, measured_entropy, sigma, exact, residual;
  for (const Point& point : points) {
    time.push_back(static_cast<double>(point.time) * sample.scales.time);
    measured_entropy.push_back(point.plug_in + point.exact - point.mean);
    sigma.push_back(point.sigma);
    exact.push_back(point.exact);
    residual.push_back(point.sigma > 0 ? (point.plug_in - point.mean) / point.sigma : not_a_number);
  }
  Figure figure;
  figure.id = "entropy";
  figure.title = "Entropy";
  figure.caption =
      "Entropy per walker of the distribution over sites, in units of k. Solid line: the exact answer of the "
      "lattice. Dashed line: the largest possible value, the logarithm of the number of sites. An entropy of "
      "counts is too low by about (cells - 1)/2N; the exact bias is corrected.";
  figure.x_label = time_label(sample);
  figure.y_label = "entropy per walker";
  figure.residual_label = "deviation / σ";
  figure.reference = highest;
  figure.reference_label = "uniform";
  figure.data.name = "entropy";
  figure.data.long_name = "entropy against time";
  figure.data.add("time", sample.scales.unit(0, 1), "time", time)
      .add("entropy", "1", "entropy, bias corrected", measured_entropy)
      .add("sigma", "1", "exact standard deviation", sigma)
      .add("exact", "1", "exact entropy", exact)
      .add("residual", "1", "standardised residual", residual);
  figure.series = {{"counted", "time", "entropy", "sigma", Mark::points, false, 0},
                   {"exact", "time", "exact", "", Mark::line, false, 0},
                   {"residual", "time", "residual", "", Mark::points, true, 0}};
  findings.add(figure);
}

/// How far the exact answer still is from even, and, if that is less than could be seen, whether the walkers
/// are.
void equilibrium(const Sample& sample, Findings& findings, const Point& last,
                 const std::vector<double>& chances) {
  const auto sites = static_cast<double>(chances.size());
  double squares = 0;
  for (const double p : chances) squares += (p * sites - 1) * (p * sites - 1) / sites;
  const double distance = std::sqrt(squares);
  const CellPlan plan = plan_cells(sample, sample.walkers, 1);
  std::vector<double> counts;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    counts.push_back(static_cast<double>(sample.results.histogram(last.row, i)));
  }
  const ChiSquare test = multinomial_chi_square(counts, {sample.walkers},
                                                {std::vector<double>(chances.size(), 1 / sites)}, plan);
  findings.add(without_walkers(sample,
                               {"distance_from_equilibrium", "δ",
                                "exact answer at the last histogram: rms deviation from even, relative"},
                               Origin::exact, distance));
  if (test.dof < 0.5) return;
  // what is left of the beginning must shift the chi-square by less than a tenth of its own spread
  if (sample.walkers * squares > 0.1 * std::sqrt(2 * test.dof)) return;
  findings.add(goodness_of_fit(
      sample,
      {"equilibrium", "Equilibrium", "n_i = N / number of sites, at the end",
       "At the end every site is equally likely: nothing is left of where the walkers started. Compared at " +
           moment_text(sample, last.time) + ".",
       Topic::steady_state},
      test.value, test.dof, sample.walkers));
}

}  // namespace

void entropy(const Sample& sample, Findings& findings) {
  const Counts& histogram = sample.results.histogram;
  if (histogram.empty()) return;
  const auto skip = [&](const char* why) { findings.skip("entropy", "Entropy", why); };
  if (!sample.experiment.system.is_closed())
    return skip(
        "walkers leave the box: the entropy of those left, a number that varies, has no exact answer here");
  if (sample.walkers < 2) return skip("it takes two walkers to have an entropy");
  if (sample.groups.size() != 1 || !sample.starts_apart)
    return skip(
        sample.has_exact_numbers
            ? "the numbers at the sites are given: the walkers are not drawn from one distribution"
            : "several populations of fixed numbers: their walkers are not drawn from one distribution");
  const auto& exact = sample.histograms();
  if (!exact) return skip(too_costly);
  std::vector<Point> points;
  for (std::size_t row = 0; row < histogram.rows(); ++row)
    points.push_back(point_at(sample, row, exact->front()[row]));

  const Point& last = points.back();
  Estimate estimate = described(
      sample, {"entropy", "S", "counts at the last histogram, corrected for the exact bias of counting"});
  estimate.value = last.plug_in + last.exact - last.mean;
  estimate.exact_sigma = last.sigma;
  estimate.expected = last.exact;
  findings.add(estimate);

  double worst_p = 2, looks = 0;
  const Point* worst = nullptr;
  for (const Point& point : points) {
    if (!(point.sigma > 1e-12) || point.strays < enough_strays) continue;
    looks += 1;
    const double p = statistics::skewed_p((point.plug_in - point.mean) / point.sigma, point.skewness);
    if (p < worst_p) {
      worst_p = p;
      worst = &point;
    }
  }
  const double highest = std::log(static_cast<double>(histogram.columns()));
  if (worst == nullptr) {
    skip("at no time are 100 walkers expected outside the likeliest site");
  } else {
    Estimate of_worst = estimate;
    of_worst.value = worst->plug_in;
    of_worst.expected = worst->mean;
    of_worst.exact_sigma = worst->sigma;
    Verdict verdict =
        compare(sample,
                {"entropy", "Entropy", "S(t) = -Σ P ln P, with the exact bias of counting",
                 fmt::format("The entropy against the exact curve; shown is {}. On rings, and between "
                             "reflecting walls without drift, it cannot fall: there a step keeps an even "
                             "distribution even.",
                             moment_text(sample, worst->time))},
                of_worst, std::max(1.0, highest));
    of_least_likely(verdict, looks, worst_p);
    verdict.resolution = statistics::normal_resolution(worst->sigma, sample.alpha / looks);
    findings.add(verdict);
  }
  entropy_figure(sample, findings, points, highest);

  bool is_even = true;  // whether the uniform distribution is the one that the walk tends to
  for (int a = 0; a < sample.dimension; ++a) {
    const auto& faces = sample.experiment.system.faces[static_cast<std::size_t>(a)];
    const bool has_mirror = faces[low].folds() || faces[high].folds();
    const bool drifts = std::abs(sample.experiment.system.hop_law.drift(a)) > 1e-12;
    is_even = is_even && !has_mirror && (sample.is_ring(a) || !drifts);
  }
  if (is_even) equilibrium(sample, findings, last, exact->front()[last.row]);
}

}  // namespace fluxwalk
