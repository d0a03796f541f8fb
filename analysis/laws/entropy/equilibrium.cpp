#include "laws/entropy/equilibrium.hpp"

#include <cmath>
#include <numeric>

#include "fluxwalk/occupancy.hpp"
#include "judging/check.hpp"
#include "judging/chi_square.hpp"
#include "laws/expected_occupancy.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

bool equilibrium_is_uneven(const Experiment& experiment) {
  return has_potential(experiment) || !experiment.system.medium.hop.empty();
}

std::vector<double> equilibrium_of(const RunView& view, const std::vector<double>& last) {
  std::vector<double> rest;
  try {
    const auto occupancy = theory::Occupancy::of_sites(view.experiment, view.results.batch_numbers);
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

namespace {

/// Whether the walk tends to the uniform distribution.
bool tends_to_even(const RunView& view) {
  for (int a = 0; a < view.dimension; ++a) {
    const auto& faces = view.experiment.system.faces[a];
    const bool has_mirror = faces[low].folds() || faces[high].folds();
    const bool drifts = std::abs(view.experiment.system.hop_law.drift(a)) > 1e-12;
    if (has_mirror || (drifts && !view.is_ring(a))) return false;
  }
  return view.sites_are_alike();
}

}  // namespace

void equilibrium_law(const RunView& view, Findings& findings, const std::vector<double>& last) {
  if (!tends_to_even(view)) return;
  const auto sites = static_cast<double>(last.size());
  double squares = 0;
  for (const double p : last) squares += (p * sites - 1) * (p * sites - 1) / sites;
  const CellPlan plan = plan_cells(view, view.walkers, 1);
  const std::size_t row = view.results.histogram.rows() - 1;
  std::vector<double> counts;
  for (std::size_t i = 0; i < last.size(); ++i)
    counts.push_back(static_cast<double>(view.results.histogram(row, i)));
  const ChiSquare test =
      multinomial_chi_square(counts, {view.walkers}, {std::vector<double>(last.size(), 1 / sites)}, plan);
  findings.add(without_walkers(view,
                               {"distance_from_equilibrium", "δ",
                                "exact answer at the last histogram: rms deviation from even, relative"},
                               Origin::exact, std::sqrt(squares)));
  if (test.dof < 0.5) return;
  // the remaining deviation must shift the chi-square by less than a tenth of its own spread
  if (view.walkers * squares > 0.1 * std::sqrt(2 * test.dof)) return;
  findings.add(
      goodness_of_fit(view,
                      {"equilibrium", "Equilibrium", "n_i = N / number of sites, at the end",
                       "At the end every site is equally likely: the start no longer matters. Compared at " +
                           moment_text(view, view.measure.histogram_times[row]) + ".",
                       Topic::steady_state},
                      test.value, test.dof, view.walkers));
}

}  // namespace fluxwalk
