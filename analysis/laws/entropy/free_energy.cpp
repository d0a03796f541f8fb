/// \file
/// Free energy of the distribution over the sites of a closed box; without a potential, its entropy.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fluxwalk/theory.hpp"
#include "judging/check.hpp"
#include "judging/statistics.hpp"
#include "laws/entropy/equilibrium.hpp"
#include "laws/figure.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

constexpr double enough_strays = 100;  // for the number to be close to its shifted gamma distribution

/// S = -Σ P ln P, or with the equilibrium π of a potential F = Σ P ln (P/π). Where all sites are alike in
/// equilibrium the two are one: F = ln(number of sites) - S.
class Functional {
 public:
  /// `equilibrium`: empty for the entropy.
  explicit Functional(std::vector<double> equilibrium) : rest_(std::move(equilibrium)) {}

  bool is_entropy() const { return rest_.empty(); }
  double of(const std::vector<double>& p) const {
    return is_entropy() ? theory::entropy(p) : theory::free_energy(p, rest_);
  }
  /// Of the fractions counted among n walkers.
  double mean(const std::vector<double>& p, double n) const {
    return is_entropy() ? theory::mean_plugin_entropy(p, n) : theory::mean_plugin_free_energy(p, rest_, n);
  }
  double variance(const std::vector<double>& p, double n) const {
    return is_entropy() ? theory::variance_plugin_entropy(p, n)
                        : theory::variance_plugin_free_energy(p, rest_, n);
  }
  /// A linear term of variance L, and χ²/2N with the sign of the function: third cumulant (K-1)/N³ + 3 L/N.
  double skewness(const std::vector<double>& p, double n, double variance) const {
    if (!(variance > 0)) return 0;
    double squares = 0, cells = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (!(p[i] > 0)) continue;
      squares += p[i] * std::pow(std::log(is_entropy() ? p[i] : p[i] / rest_[i]), 2);
      cells += 1;
    }
    const double linear = std::max(0.0, squares - std::pow(of(p), 2)) / n;
    return (is_entropy() ? -1 : 1) * ((cells - 1) / (n * n * n) + 3 * linear / n) / std::pow(variance, 1.5);
  }

 private:
  std::vector<double> rest_;
};

/// The number at one time, plug-in and exact.
struct Point {
  std::int64_t time;
  double plug_in, mean, exact, sigma, skewness, entropy;
  double strays;  ///< walkers expected outside the likeliest site: they determine the number

  double corrected() const { return plug_in + exact - mean; }
  double z() const { return sigma > 0 ? (plug_in - mean) / sigma : not_a_number; }
};

Point point_at(const RunView& view, const Functional& functional, std::size_t row,
               const std::vector<double>& chances) {
  const double n = view.walkers;
  std::vector<double> counted;
  for (std::size_t i = 0; i < chances.size(); ++i)
    counted.push_back(static_cast<double>(view.results.histogram(row, i)) / n);
  const double variance = functional.variance(chances, n);
  return {view.measure.histogram_times[row],
          functional.of(counted),
          functional.mean(chances, n),
          functional.of(chances),
          std::sqrt(variance),
          functional.skewness(chances, n, variance),
          theory::entropy(chances),
          n * (1 - *std::max_element(chances.begin(), chances.end()))};
}

void figure(const RunView& view, Findings& findings, const Functional& functional,
            const std::vector<Point>& points, double highest) {
  std::vector<double> time, counted, sigma, exact, entropy, residual;
  for (const Point& point : points) {
    time.push_back(static_cast<double>(point.time) * view.scales.time);
    counted.push_back(point.corrected());
    sigma.push_back(point.sigma);
    exact.push_back(point.exact);
    entropy.push_back(point.entropy);
    residual.push_back(point.z());
  }
  const bool is_entropy = functional.is_entropy();
  const std::string name = is_entropy ? "entropy" : "free_energy";
  Figure figure;
  figure.id = figure.data.name = name;
  figure.title = is_entropy ? "Entropy" : "Free energy";
  figure.caption =
      is_entropy
          ? "Entropy per walker of the distribution over sites, in units of k. Solid line: the exact answer "
            "of the lattice. Dashed line: the largest possible value, the logarithm of the number of sites. "
            "An entropy of counts is too low by about (cells - 1)/2N; the exact bias is corrected."
          : "Points and solid line: F = Σ P ln (P/π) per walker, in kT above its minimum, counted and exact. "
            "It falls in every step, whatever the potential. Dashed line: the exact entropy S = -Σ P ln P. "
            "It "
            "need not grow: with a potential, walkers gather where it is low.";
  figure.x_label = time_label(view);
  figure.y_label = is_entropy ? "entropy per walker" : "F and S per walker (kT, k)";
  figure.residual_label = "deviation / σ";
  figure.data.long_name = is_entropy ? "entropy against time" : "free energy and entropy against time";
  figure.data.add("time", view.scales.unit(0, 1), "time", time)
      .add(name, "1", (is_entropy ? "entropy" : "free energy") + std::string(", bias of counting corrected"),
           counted)
      .add("sigma", "1", "exact standard deviation", sigma)
      .add("exact", "1", is_entropy ? "exact entropy" : "exact free energy", exact)
      .add("residual", "1", "standardised residual", residual);
  figure.series = {{is_entropy ? "counted" : "F, counted", "time", name, "sigma", Mark::points, false, 0},
                   {is_entropy ? "exact" : "F, exact", "time", "exact", "", Mark::line, false, 0}};
  if (is_entropy) {
    figure.reference = highest;
    figure.reference_label = "uniform";
  } else {
    figure.data.add("entropy", "1", "exact entropy", entropy);
    figure.series.push_back({"S, exact", "time", "entropy", "", Mark::dashed_line, false, 1});
  }
  figure.series.push_back({"residual", "time", "residual", "", Mark::points, true, 0});
  findings.add(figure);
}

/// Of the sites, at each histogram time, of sum 1; empty if it would cost too much.
std::vector<std::vector<double>> chances_of(const Run& run) {
  const RunView& view = run.view;
  std::vector<std::vector<double>> all;
  if (view.has_chances()) {
    if (const auto& exact = view.histograms()) all = exact->front();
  } else if (const auto* snapshots = run.sites()) {
    for (const Snapshot& snapshot : *snapshots) {
      all.push_back(snapshot.mean);
      const double sum = std::accumulate(all.back().begin(), all.back().end(), 0.0);
      for (double& p : all.back()) p /= sum;
    }
  }
  return all;
}

Law law_of(bool is_entropy) {
  if (is_entropy)
    return {
        "entropy", "Entropy", "S(t) = -Σ P ln P, with the exact bias of counting",
        "On rings, and between reflecting walls without drift, it cannot fall: there a step keeps an even "
        "distribution even."};
  return {"free_energy", "Free energy", "F(t) = Σ P ln (P/π), with the exact bias of counting",
          "It falls in every step."};
}

void least_likely_time(const RunView& view, Findings& findings, const Functional& functional,
                       const std::vector<Point>& points, double highest) {
  Law law = law_of(functional.is_entropy());
  const Point& last = points.back();
  Estimate estimate =
      described(view, {law.name, functional.is_entropy() ? "S" : "F",
                       "counts at the last histogram, corrected for the exact bias of counting"});
  estimate.value = last.corrected();
  estimate.exact_sigma = last.sigma;
  estimate.expected = last.exact;
  findings.add(estimate);

  double worst_p = 2, looks = 0;
  const Point* worst = nullptr;
  for (const Point& point : points) {
    if (!(point.sigma > 1e-12) || point.strays < enough_strays) continue;
    looks += 1;
    const double p = statistics::skewed_p(point.z(), point.skewness);
    if (p >= worst_p) continue;
    worst_p = p;
    worst = &point;
  }
  if (worst == nullptr)
    return findings.skip(std::move(law), "at no time are 100 walkers expected outside the likeliest site");
  law.explanation = fmt::format("{} against the exact curve; shown is {}. {}", law.law,
                                moment_text(view, worst->time), law.explanation);
  estimate.value = worst->plug_in;
  estimate.expected = worst->mean;
  estimate.exact_sigma = worst->sigma;
  Verdict verdict = compare(view, std::move(law), estimate, std::max(1.0, highest));
  of_least_likely(verdict, looks, worst_p);
  verdict.resolution = statistics::normal_resolution(worst->sigma, view.alpha / looks);
  findings.add(verdict);
}

/// The second law of thermodynamics.
void falls(Findings& findings, const std::vector<Point>& points) {
  std::int64_t rises = 0;
  for (std::size_t k = 1; k < points.size(); ++k) rises += points[k].exact > points[k - 1].exact + 1e-10;
  findings.add(
      identity({"free_energy_falls", "Second law of thermodynamics", "F(t₂) <= F(t₁) for t₁ < t₂, exactly",
                "The exact free energy of the lattice never rises from one time to the next."},
               static_cast<std::int64_t>(points.size()) - 1, rises, rises));
}

constexpr const char* numbers_are_given =
    "the numbers at the sites are given: the walkers are not drawn from one distribution";

std::string why_no_entropy(const Experiment& experiment) {
  if (experiment.system.is_closed() && gives_exact_numbers(experiment)) return numbers_are_given;
  return experiment.system.is_closed() ? ""
         : experiment.system.has_turnover()
             ? "walkers come and go: the entropy of a number that varies has no exact answer here"
             : "walkers leave the box: the entropy of those left, a number that varies, has no exact answer "
               "here";
}

}  // namespace

Applies free_energy_law_applies(const Experiment& experiment) {
  return counted_or(!experiment.measure.histogram_times.empty(),
                    "add [measure.entropy] or [measure.histogram]", why_no_entropy(experiment));
}

void free_energy_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const Counts& histogram = view.results.histogram;
  if (histogram.empty()) return;  // results made by hand may lack it
  const bool is_entropy = !equilibrium_is_uneven(view.experiment);
  const auto skip = [&](const std::string& why) { findings.skip(law_of(is_entropy), why); };
  if (const std::string why = why_no_entropy(view.experiment); !why.empty()) return skip(why);
  if (view.walkers < 2) return skip("it takes two walkers to have an entropy");
  if (view.groups.size() != 1 || !view.starts_apart)
    return skip(
        view.has_exact_numbers
            ? numbers_are_given
            : "several populations of fixed numbers: their walkers are not drawn from one distribution");
  const std::vector<std::vector<double>> chances = chances_of(run);
  if (chances.empty()) return skip(too_costly);
  std::vector<double> rest;
  if (!is_entropy) {
    rest = equilibrium_of(view, chances.back());
    if (rest.empty())
      return skip("there is no equilibrium that all sites tend to, or it takes too long to work out");
  }
  const Functional functional(std::move(rest));
  std::vector<Point> points;
  for (std::size_t row = 0; row < histogram.rows(); ++row)
    points.push_back(point_at(view, functional, row, chances[row]));
  const double highest = std::log(static_cast<double>(histogram.columns()));
  least_likely_time(view, findings, functional, points, highest);
  figure(view, findings, functional, points, highest);
  if (!is_entropy) falls(findings, points);
  equilibrium_law(view, findings, chances.back());
}

}  // namespace fluxwalk
