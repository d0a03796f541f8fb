#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "estimators/statistics.hpp"
#include "fluxwalk/theory.hpp"
#include "verdicts/check.hpp"
#include "verdicts/chi_square.hpp"
#include "verdicts/figure.hpp"
#include "verdicts/findings.hpp"

namespace fluxwalk {

namespace {

using Distributions = Sample::Distributions;

/// Chi-squares of the rows of a table of counts at several times, and the worst of them.
struct RowTest {
  ChiSquare worst;
  double worst_p = 2;
  std::size_t worst_row = 0;
  double looks = 0;  ///< rows in which anything is left to chance
  std::int64_t forbidden = 0;
  std::int64_t places = 0;                      ///< cells of chance zero
  double thinnest_dof = 0, thinnest_alive = 0;  ///< of the compared row with the fewest walkers in the box
  std::size_t thinnest_row = 0;
  int rows_too_thin = 0;  ///< rows with so few left that nothing can be compared
};

/// \param exact [group][time][cell]
RowTest test_rows(const Sample& sample, const Counts& counts, const std::vector<Distributions>& exact) {
  std::vector<double> numbers;
  for (const Group& group : sample.groups) numbers.push_back(group.number);
  RowTest result;
  const bool is_closed = sample.experiment.is_closed();
  CellPlan plan;
  double fewest = 0, most = 0;  // walkers for whom the plan is good
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    std::vector<double> observed(counts.row(row), counts.row(row) + counts.columns());
    const std::int64_t* numbers_here = counts.row(row);  // whole ones: doubles lose some of so many
    observed.push_back(
        static_cast<double>(std::accumulate(numbers_here, numbers_here + counts.columns(),
                                            sample.total.started, std::minus<>())));  // who have left
    std::vector<std::vector<double>> chances;
    double alive = 0;
    for (std::size_t g = 0; g < exact.size(); ++g) {
      const std::vector<double>& here = exact[g][row];
      const double stay = std::min(1.0, std::accumulate(here.begin(), here.end(), 0.0));
      alive += numbers[g] * (is_closed ? 1 : stay);
      chances.push_back(here);
      chances.back().push_back(is_closed ? 0.0 : std::max(1 - stay, next_to_nought));
    }
    // Those who have left show nothing of the profile: the plan is for the others, made anew as they dwindle.
    if (!(alive >= fewest && alive <= most)) {
      fewest = is_closed ? alive : 0.8 * alive;
      most = alive;
      plan = plan_cells(sample, fewest, static_cast<double>(counts.rows()));
      if (!is_closed) plan.most_cells -= 1;  // the rest is one
      plan.has_rest = true;
    }
    for (std::size_t cell = 0; cell < observed.size(); ++cell) {
      result.places +=
          std::all_of(chances.begin(), chances.end(), [&](const auto& p) { return !(p[cell] > 0); });
    }
    const ChiSquare chi_square = multinomial_chi_square(observed, numbers, chances, plan);
    result.forbidden += chi_square.forbidden;
    if (chi_square.dof < 0.5) {
      result.rows_too_thin += !is_closed && alive < 2 * plan.least;
      continue;
    }
    result.looks += 1;
    if (result.looks == 1 || alive < result.thinnest_alive ||
        (alive <= result.thinnest_alive && chi_square.dof > result.thinnest_dof)) {
      result.thinnest_alive = alive;
      result.thinnest_dof = chi_square.dof;
      result.thinnest_row = row;
    }
    const double p = statistics::chi_square_p(chi_square.value, chi_square.dof);
    if (p < result.worst_p) {
      result.worst_p = p;
      result.worst = chi_square;
      result.worst_row = row;
    }
  }
  return result;
}

/// Cells that nobody can have reached, and who was found there.
struct OutOfReach {
  std::int64_t places = 0, walkers = 0;
};

void judge(const Sample& sample, Findings& findings, OutOfReach& out_of_reach, const RowTest& test, Law law,
           const std::vector<std::int64_t>& times) {
  out_of_reach.places += test.places;
  out_of_reach.walkers += test.forbidden;
  if (test.looks < 1) {
    findings.skip(law, "the counts have no randomness, or there are too few walkers to fill two cells");
    return;
  }
  const std::string worst = moment_text(sample, times[test.worst_row]);
  law.explanation += test.looks > 1 ? fmt::format(
                                          " Compared at {:.0f} times; shown is the least likely, {}, in "
                                          "{:.0f} groups of neighbours.",
                                          test.looks, worst, test.worst.dof + 1)
                                    : fmt::format(" Compared at {}, in {:.0f} groups of neighbours.", worst,
                                                  test.worst.dof + 1);
  if (!sample.experiment.is_closed()) {
    law.explanation += fmt::format(" The resolution is that of {}, when fewest walkers are in the box.",
                                   moment_text(sample, times[test.thinnest_row]));
    if (test.rows_too_thin > 0)
      law.explanation +=
          fmt::format(" Too few walkers are left to compare at {} time(s).", test.rows_too_thin);
  }
  const double resolution =
      goodness_of_fit(sample, law, 0, test.thinnest_dof, test.thinnest_alive, test.looks).resolution;
  Verdict verdict = goodness_of_fit(sample, std::move(law), test.worst.value, test.worst.dof,
                                    test.thinnest_alive, test.looks);
  verdict.resolution = resolution;  // of all the times, not only of the one where chance was unkindest
  findings.add(verdict);
}

void profile_figure(const Sample& sample, Findings& findings, int axis,
                    const std::vector<Distributions>& exact) {
  const Counts& counts = sample.total.profile[static_cast<std::size_t>(axis)];
  const std::string a = axis_name(axis);
  Figure figure;
  figure.id = "profile_" + a;
  figure.title = "Concentration along " + a;
  figure.caption =
      "Points: walkers counted in each layer, at several times. Solid lines: the exact answer of the "
      "lattice.";
  figure.x_label = position_label(sample, axis);
  figure.y_label = "walkers in a layer";
  figure.residual_label = "deviation / σ";
  figure.data.name = figure.id;
  figure.data.long_name = "walkers in each layer along " + a;
  std::vector<double> position;
  for (std::size_t i = 0; i < counts.columns(); ++i)
    position.push_back(static_cast<double>(i) * sample.scales.length);
  figure.data.add("position", sample.scales.unit(1, 0), "position of the layer", position);
  int color = 0;
  for (const std::size_t row : spread_out(counts.rows(), 5)) {
    const std::string step = std::to_string(sample.measure.profile_times[row]);
    std::vector<double> count(counts.row(row), counts.row(row) + counts.columns()), mean(count.size()),
        sigma(count.size()), residual(count.size(), not_a_number);
    for (std::size_t i = 0; i < count.size(); ++i) {
      double variance = 0;
      for (std::size_t g = 0; g < exact.size(); ++g) {
        const double p = exact[g][row][i];
        mean[i] += sample.groups[g].number * p;
        variance += sample.groups[g].number * p * (1 - p);
      }
      sigma[i] = std::sqrt(std::max(0.0, variance));
      if (mean[i] >= 10 && sigma[i] > 1e-9 * mean[i]) residual[i] = (count[i] - mean[i]) / sigma[i];
    }
    const std::string label = moment_label(sample, sample.measure.profile_times[row]);
    figure.data.add("count_" + step, "1", "walkers counted after " + step + " steps", count)
        .add("exact_" + step, "1", "exact mean after " + step + " steps", mean)
        .add("sigma_" + step, "1", "exact standard deviation after " + step + " steps", sigma)
        .add("residual_" + step, "1", "standardised residual after " + step + " steps", residual);
    figure.series.push_back(
        {label, "position", "count_" + step, "sigma_" + step, Mark::points, false, color});
    figure.series.push_back({label + ", exact", "position", "exact_" + step, "", Mark::line, false, color});
    figure.series.push_back({label, "position", "residual_" + step, "", Mark::points, true, color});
    ++color;
  }
  findings.add(figure);
}

/// What a comparison of profiles is about.
struct Kind {
  Topic topic;
  std::string title;
};

/// Fick's second law is about a profile that changes, and about its curvature.
Kind kind_of(bool changes, bool has_gradient) {
  if (!has_gradient) return {Topic::occupancy, "Numbers in the layers"};
  if (!changes) return {Topic::steady_state, "Equilibrium"};
  return {Topic::fick_second_law, "Fick's second law"};
}

}  // namespace

void second_law(const Sample& sample, Findings& findings) {
  if (sample.walkers < 1) return;
  OutOfReach out_of_reach;
  bool any_changes = false;
  bool has_gradient = false;
  for (int axis = 0; axis < sample.dimension; ++axis) {
    any_changes = any_changes || !sample.starts_even(axis);
    has_gradient = has_gradient || sample.has_gradient(axis);
  }
  for (int axis = 0; axis < sample.dimension; ++axis) {
    const Counts& counts = sample.total.profile[static_cast<std::size_t>(axis)];
    if (counts.empty()) continue;
    const std::string a = axis_name(axis);
    const Kind words = kind_of(!sample.starts_even(axis) && sample.measure.profile_times.back() > 0,
                               sample.has_gradient(axis));
    const auto& exact = sample.profiles(axis);
    if (!exact) {
      findings.skip("fick_second_law_profile_" + a, words.title, too_costly, words.topic);
      continue;
    }
    const bool drifts = std::abs(sample.experiment.hop_law.drift(axis)) > 1e-12;
    judge(sample, findings, out_of_reach, test_rows(sample, counts, *exact),
          {"fick_second_law_profile_" + a, words.title,
           "∂c/∂t = D ∂²c/∂" + a + "²" + (drifts ? " - v ∂c/∂" + a : ""),
           "The concentration along " + a + " at each time, against the exact answer of the lattice.",
           words.topic},
          sample.measure.profile_times);
    profile_figure(sample, findings, axis, *exact);
  }
  const Counts& histogram = sample.results.histogram;
  const auto* exact = histogram.empty() ? nullptr : &sample.histograms();
  any_changes = any_changes && !histogram.empty() && sample.measure.histogram_times.back() > 0;
  const Kind words = kind_of(any_changes, has_gradient);
  if (exact != nullptr && !*exact) {
    findings.skip("fick_second_law_sites", words.title + ", site by site", too_costly, words.topic);
  } else if (exact != nullptr) {
    judge(sample, findings, out_of_reach, test_rows(sample, histogram, **exact),
          {"fick_second_law_sites", words.title + ", site by site", "n_i(t) = N P_i(t)",
           "The number of walkers at the sites at each time, against the exact answer of the lattice.",
           words.topic},
          sample.measure.histogram_times);
  }
  if (out_of_reach.places > 0) {
    findings.add(identity(
        {"out_of_reach", "Places out of reach", "no walker at a site that cannot be reached",
         "Sites too far away, or of the wrong colour of the checkerboard at that time, must be empty.",
         Topic::conservation},
        out_of_reach.places, out_of_reach.walkers, out_of_reach.walkers));
  }
}

}  // namespace fluxwalk
