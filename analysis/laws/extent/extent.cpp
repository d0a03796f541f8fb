/// \file
/// The extent: the lowest and the highest layer that hold a walker, in each batch, against the exact law of
/// the least and the largest of independent walkers.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "fluxwalk/answer_limits.hpp"
#include "judging/statistics.hpp"
#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "theory/largest.hpp"

namespace fluxwalk {

namespace {

using Distributions = RunView::Distributions;

/// Where the walkers of each group start, [group][cell]: those of a fixed number each, then all Poisson ones.
Distributions starts_of(const theory::Occupancy& occupancy) {
  Distributions starts;
  for (const theory::Occupancy::Fixed& population : occupancy.fixed()) starts.push_back(population.start);
  double sum = 0;
  for (const double mean : occupancy.poisson()) sum += mean;
  if (!(sum > 0)) return starts;
  starts.push_back(occupancy.poisson());
  for (double& share : starts.back()) share /= sum;
  return starts;
}

/// How many batches have these numbers of walkers, by group.
std::map<std::vector<double>, double> batches_by_numbers(const RunView& view) {
  std::map<std::vector<double>, double> batches;
  for (std::size_t i = 0; i < view.results.batches.size(); ++i) {
    std::vector<double> numbers;
    auto rest = static_cast<double>(view.results.batches[i].started);
    bool is_any_poisson = false;
    for (const Population& population : view.experiment.system.populations) {
      is_any_poisson = is_any_poisson || population.is_poisson;
      if (population.is_poisson) continue;
      numbers.push_back(static_cast<double>(
          view.experiment.sampling.fixed_share(population.walkers, view.results.batch_numbers[i])));
      rest -= numbers.back();
    }
    if (is_any_poisson) numbers.push_back(rest);
    ++batches[numbers];
  }
  return batches;
}

/// An end of the extent at one time, in layers, summed over the batches.
struct End {
  double sum = 0;
  theory::Cumulants exact;

  double sigma() const { return std::sqrt(exact.variance); }
  double z() const { return (sum - exact.mean) / sigma(); }
  double p() const { return statistics::skewed_p(z(), exact.skewness()); }
};

/// The extent at one time.
struct Extent {
  std::array<End, 2> ends;     ///< [Side]
  bool is_ever_empty = false;  ///< a batch has no walker left
  double exact_empty = 0;      ///< how many batches are expected to have none
};

/// What was counted, at each time. An empty box counts as theory::Largest counts it.
std::vector<Extent> counted(const RunView& view, int axis) {
  std::vector<Extent> extents(view.measure.extent_times.size());
  for (const BatchTallies& batch : view.results.batches)
    for (std::size_t row = 0; row < extents.size(); ++row) {
      Extent& extent = extents[row];
      const std::int64_t lowest = batch.extent_low[axis](row, 0), highest = batch.extent_high[axis](row, 0);
      const bool is_empty = lowest > highest;
      extent.is_ever_empty = extent.is_ever_empty || is_empty;
      extent.ends[low].sum += is_empty ? view.layers(axis) : static_cast<double>(lowest);
      extent.ends[high].sum += is_empty ? -1 : static_cast<double>(highest);
    }
  return extents;
}

void add_exact(Extent& extent, Distributions chances, const std::map<std::vector<double>, double>& batches) {
  const auto last = static_cast<double>(chances.front().size()) - 1;
  for (const Side side : {high, low}) {
    if (side == low)  // the lowest layer is the highest of the mirror image
      for (std::vector<double>& group : chances) std::reverse(group.begin(), group.end());
    const theory::Largest largest(chances);
    theory::Cumulants& sum = extent.ends[side].exact;
    for (const auto& [numbers, count] : batches) {
      const theory::Cumulants one = largest.of(numbers);
      sum.mean += count * (side == high ? one.mean : last - one.mean);
      sum.variance += count * one.variance;
      sum.third += count * (side == high ? one.third : -one.third);
      if (side == high) extent.exact_empty += count * largest.chance_of_nothing(numbers);
    }
  }
}

/// \throws theory::TooCostly
void add_exact(const Run& run, int axis, std::vector<Extent>& extents) {
  const RunView& view = run.view;
  const Schedule& times = view.measure.extent_times;
  const auto layered = theory::Occupancy::of_layers(view.experiment, axis, view.results.batch_numbers);
  constexpr std::int64_t most_sites = 100'000;  // beside what the memory estimate knows of
  if (!layered && view.sites_are_alike() && view.experiment.system.lattice.num_sites() > most_sites)
    throw theory::TooCostly("the walk on all sites would cost too much");
  const theory::Occupancy& cells = layered ? *layered : run.site_occupancy(times.back());
  Distributions groups = starts_of(cells);
  const auto batches = batches_by_numbers(view);
  const auto num_layers = static_cast<std::size_t>(view.layers(axis));
  constexpr double most_powers = 4e8;
  const double groups_of_layers = static_cast<double>(groups.size() * num_layers);
  if (static_cast<double>(cells.num_cells() * groups.size()) * static_cast<double>(times.back()) >
          answer_limits::occupancy ||
      2 * groups_of_layers * static_cast<double>(batches.size() * times.size()) > most_powers)
    throw theory::TooCostly("the exact extent would cost too much");
  std::vector<std::size_t> layer_of(cells.num_cells());
  for (std::size_t cell = 0; cell < layer_of.size(); ++cell)
    layer_of[cell] = static_cast<std::size_t>(cells.layer(axis, cell));
  std::int64_t now = 0;
  for (std::size_t row = 0; row < extents.size(); ++row) {
    for (; now < times[row]; ++now)
      for (std::vector<double>& group : groups) group = cells.advance_walkers(group);
    Distributions chances;
    for (const std::vector<double>& group : groups) chances.push_back(in_places(group, layer_of, num_layers));
    add_exact(extents[row], std::move(chances), batches);
  }
}

/// A sum over the batches of so few sites, or so skewed, is not normal enough; nor is one where an empty box
/// decides.
bool can_be_judged(const Extent& extent, const End& end) {
  constexpr double least_sigma = 10, most_skewness = 0.5, most_empty = 1e-6;
  return end.sigma() >= least_sigma && std::abs(end.exact.skewness()) <= most_skewness &&
         extent.exact_empty <= most_empty;
}

void judge(const RunView& view, Findings& findings, Law law, const std::vector<Extent>& extents) {
  double looks = 0, worst_p = 2;
  std::size_t worst = 0;
  Side side = low;
  for (std::size_t row = 0; row < extents.size(); ++row)
    for (const Side one : {low, high}) {
      const End& end = extents[row].ends[one];
      if (!can_be_judged(extents[row], end)) continue;
      ++looks;
      if (end.p() >= worst_p) continue;
      worst_p = end.p();
      worst = row;
      side = one;
    }
  if (looks < 1)
    return findings.skip(law,
                         "the lowest and the highest layer hardly vary from batch to batch, the batches are "
                         "too few for a normal law, or a box may be empty");
  const double to_mean = view.scales.length / static_cast<double>(view.results.batches.size());
  const End& end = extents[worst].ends[side];
  law.explanation += fmt::format(
      " Shown is the {} layer at {}, the least likely of {:.0f} comparisons. Its error falls with "
      "the number of batches, and hardly with that of walkers.",
      side == low ? "lowest" : "highest", moment_text(view, view.measure.extent_times[worst]), looks);
  Estimate estimate = described(view, {law.name, "", law.statement, 1, 0});
  estimate.value = end.sum * to_mean;
  estimate.expected = end.exact.mean * to_mean;
  estimate.exact_sigma = end.sigma() * to_mean;
  const double width = extents[worst].ends[high].exact.mean - extents[worst].ends[low].exact.mean;
  Verdict verdict = compare(view, std::move(law), estimate, width * to_mean);
  of_least_likely(verdict, looks, worst_p, "comparisons");
  verdict.resolution = statistics::normal_resolution(verdict.error, view.alpha / looks);
  verdict.bias = verdict.resolution;  // more walkers do not help
  if (const double ratio = verdict.resolution / verdict.tolerance; ratio > 1)
    verdict.statement += fmt::format("; about {:.2g} times as many batches would decide it", ratio * ratio);
  findings.add(verdict);
}

void draw(const RunView& view, Findings& findings, int axis, const std::vector<Extent>& extents,
          bool is_exact) {
  const std::string a = axis_name(axis), unit = view.scales.unit(1, 0);
  const double to_mean = view.scales.length / static_cast<double>(view.results.batches.size());
  Figure figure;
  figure.id = "extent_" + a;
  figure.title = "Extent along " + a;
  figure.caption =
      "Points: the lowest and the highest layer that hold a walker, averaged over the batches, at times when "
      "each of them has one." +
      std::string(is_exact ? " Lines: the exact mean of the lattice." : "");
  figure.x_label = time_label(view);
  figure.y_label = position_label(view, axis);
  figure.residual_label = "deviation / σ";
  figure.data.name = figure.id;
  figure.data.long_name = "extent along " + a;
  std::vector<double> time;
  for (const std::int64_t step : view.measure.extent_times)
    time.push_back(static_cast<double>(step) * view.scales.time);
  figure.data.add("time", view.scales.unit(0, 1), "time", time);
  for (const Side side : {low, high}) {
    const std::string name = side == low ? "lowest" : "highest";
    const int color = side == low ? 0 : 1;
    std::vector<double> mean, exact, sigma, residual;
    for (const Extent& extent : extents) {
      const End& end = extent.ends[side];
      const double factor = extent.is_ever_empty ? not_a_number : to_mean;
      mean.push_back(end.sum * factor);
      exact.push_back(end.exact.mean * factor);
      sigma.push_back(end.sigma() * factor);
      residual.push_back(can_be_judged(extent, end) ? end.z() : not_a_number);
    }
    figure.data.add(name, unit, "mean " + name + " layer", mean);
    if (is_exact)
      figure.data.add("exact_" + name, unit, "exact mean of the " + name + " layer", exact)
          .add("sigma_" + name, unit, "exact standard deviation of the mean " + name + " layer", sigma)
          .add("residual_" + name, "1", "standardised residual of the " + name + " layer", residual);
    figure.series.push_back(
        {name, "time", name, is_exact ? "sigma_" + name : "", Mark::points, false, color});
    if (!is_exact) continue;
    figure.series.push_back({name + ", exact", "time", "exact_" + name, "", Mark::line, false, color});
    figure.series.push_back({name, "time", "residual_" + name, "", Mark::points, true, color});
  }
  findings.add(figure);
}

const char* why_no_extent(const Experiment& experiment) {
  return experiment.system.has_turnover()  ? not_followed
         : gives_exact_numbers(experiment) ? starts_are_given
                                           : nullptr;
}

}  // namespace

Applies extent_law_applies(const Experiment& experiment) {
  const char* why = why_no_extent(experiment);
  return counted_or(!experiment.measure.extent_times.empty(), "add [measure.extent]",
                    why == nullptr ? "" : why);
}

void extent_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  for (int axis = 0; axis < view.dimension; ++axis) {
    if (view.total.extent_low[axis].empty() || view.groups.empty()) continue;
    const std::string a = axis_name(axis);
    const Law law = {
        "extent_" + a, "Extent", "mean lowest and highest layer with a walker along " + a + " = exact mean",
        "The lowest and the highest layer that hold a walker, averaged over the batches, against "
        "their exact means: those of the least and the largest of independent walkers."};
    std::vector<Extent> extents = counted(view, axis);
    bool is_exact = false;
    if (const char* why = why_no_extent(view.experiment); why != nullptr) {
      findings.skip(law, why);
    } else {
      try {
        add_exact(run, axis, extents);
        is_exact = true;
      } catch (const theory::TooCostly&) {
        findings.skip(law, too_costly);
      }
    }
    if (is_exact) judge(view, findings, law, extents);
    draw(view, findings, axis, extents, is_exact);
  }
}

}  // namespace fluxwalk
