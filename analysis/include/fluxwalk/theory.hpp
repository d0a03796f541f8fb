#pragma once
/// \file
/// Exact answers for walkers on the lattice, and the continuum laws they tend to. Lattice units throughout.
/// Distributions are normalised to the number of walkers started: they sum to 1 until walkers leave.

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/too_costly.hpp"

namespace fluxwalk::theory {

/// The walk seen along one axis: a chain of layers with the rules of its two faces. Exact as long as no
/// walker leaves through a face of another axis (see is_autonomous).
class Chain {
 public:
  Chain(double minus, double plus, std::int32_t layers, Face low, Face high);
  Chain(const Experiment& experiment, int axis);

  std::int32_t layers() const noexcept { return layers_; }

  /// n(t + steps) from n(t): the master equation.
  std::vector<double> advance(std::vector<double> distribution, std::int64_t steps = 1) const;

  /// E[f(x(t + steps)) | x(t) = i]; f is 0 for walkers that have left: the backward equation.
  std::vector<double> expect(std::vector<double> function, std::int64_t steps = 1) const;

  /// Mean {forward, backward} crossings of planes 0 ... L in the step that `distribution` produces.
  std::pair<std::vector<double>, std::vector<double>> crossings(
      const std::vector<double>& distribution) const;

 private:
  double stay() const noexcept;

  double minus_, plus_;
  std::int32_t layers_;
  Face low_, high_;
};

/// A right eigenfunction of the walk along one axis: the mean of `function` over the walkers that started
/// together falls by the same factor 1 - 2p (1 - cos theta) per step, p = (p+ + p-)/2, wherever they started.
struct Mode {
  std::vector<double> function;  ///< one value per layer, amplitude 1; walkers that left count as 0
  double theta = 0;              ///< phase from one layer to the next, radians

  double eigenvalue(double p) const noexcept;
};

/// The slowest mode that decays: a cosine (between periodic faces, with its crest where the populations put
/// most weight) or a sine from an absorbing face. Absent if the axis has drift, a partial face, no hops, or
/// one layer too few for a mode, or if walkers can leave through a face of another axis.
std::optional<Mode> slowest_mode(const Experiment& experiment, int axis);

/// True if no walker can leave or come in through a face of another axis, so that Chain(experiment, axis) is
/// exact. Faces that a medium may close are taken as open.
bool is_autonomous(const Experiment& experiment, int axis);

/// The walk on all sites of the box; a step costs the number of sites.
class BoxWalk {
 public:
  explicit BoxWalk(const Experiment& experiment);
  std::vector<double> advance(std::vector<double> distribution, std::int64_t steps = 1) const;

 private:
  const Lattice lattice_;
  const HopLaw hop_law_;
  const Faces faces_;
};

/// Where a walker of this population starts: fraction in each layer of an axis, and at each site.
std::vector<double> start_layers(const Experiment& experiment, const Population& population, int axis);
std::vector<double> start_sites(const Experiment& experiment, const Population& population);

/// Exact fraction of a population's walkers in each layer of an axis, at each time (ascending). Uses the
/// Chain where it is exact, else the BoxWalk. \throws TooCostly if that would cost more than about 2e10
/// site-steps.
std::vector<std::vector<double>> profiles(const Experiment& experiment, const Population& population,
                                          int axis, const Schedule& times);

/// The same at each site.
std::vector<std::vector<double>> histograms(const Experiment& experiment, const Population& population,
                                            const Schedule& times);

/// Probability to be in the box after t steps, for t = 0 ... steps.
std::vector<double> survival(const Experiment& experiment, const Population& population, std::int64_t steps);

/// Probability to leave through face [2 axis + Side] in step t -> t+1, for t = 0 ... steps-1: [t][face].
std::vector<std::array<double, 2 * max_dimension>> exit_rates(const Experiment& experiment,
                                                              const Population& population,
                                                              std::int64_t steps);

/// Probability that the first visit of the target is at time t, for t = 0 ... steps.
/// \throws TooCostly if that would cost more than 2e10 site-steps. A return to the own start costs a walk
/// from each start site that differs from the others.
std::vector<double> first_passage(const Experiment& experiment, const Population& population,
                                  const FirstPassageTarget& target, std::int64_t steps);

/// Free walk: mean and covariance of the displacement after t steps, and the exact variance of (r_a)^2 and of
/// r^2 summed over axes (fourth cumulants included; drift and stay included).
double mean_displacement(const HopLaw& law, int axis, std::int64_t t);
double displacement_covariance(const HopLaw& law, int axis_a, int axis_b, std::int64_t t);
/// Cov(r_a(t), r_a(t)²) of one free walker.
double displacement_square_covariance(const HopLaw& law, int axis, std::int64_t t);
double variance_of_squared_displacement(const HopLaw& law, int dimension, std::int64_t t);
/// Cov(r_a(s)², r_b(t)²) of one free walker, for s <= t or t <= s. Summed over all pairs of axes at s = t it
/// is the variance above; for an unbiased walk it depends on min(s, t) alone, as r² - h t is a martingale.
double squared_displacement_covariance(const HopLaw& law, int axis_a, int axis_b, std::int64_t s,
                                       std::int64_t t);

/// -Σ P ln P.
double entropy(const std::vector<double>& distribution);
/// Exact mean (to 1e-12) of the plug-in entropy -Σ (k/N) ln(k/N) of N independent walkers, N a whole number.
double mean_plugin_entropy(const std::vector<double>& distribution, double num_walkers);
/// Its variance, to leading order in 1/N at any mean occupancy of the cells: that of independent Poisson
/// cells, less what the fixed N takes away. With many walkers in each of K cells it is [Σ P ln²P - S²]/N +
/// (K-1)/(2N²), the delta method plus the chi-square term that survives at uniform P.
double variance_plugin_entropy(const std::vector<double>& distribution, double num_walkers);

/// Σ P ln(P/π): the free energy (in kT, up to a constant) of walkers that tend to the equilibrium π. It
/// falls in every step, whatever the start. Cells of P = 0 add nothing.
double free_energy(const std::vector<double>& distribution, const std::vector<double>& equilibrium);
/// The same for the plug-in Σ (k/N) ln(k/Nπ) of N walkers: exact mean, and variance with the same accuracy.
double mean_plugin_free_energy(const std::vector<double>& distribution,
                               const std::vector<double>& equilibrium, double num_walkers);
double variance_plugin_free_energy(const std::vector<double>& distribution,
                                   const std::vector<double>& equilibrium, double num_walkers);

/// Continuum solution of ∂c/∂t = D ∂²c/∂x² - v ∂c/∂x, D = dispersion, from initial data that are constant in
/// each of the cells of the base lattice: the fraction of the walkers in each of these cells at time t (in
/// steps). The cell of a site reaches half a spacing to either side. Walls: reflecting on the outer border of
/// the end cell; mirror on the end site, so its cell is half as wide; absorbing on the site beyond the end
/// (so L + 1 lie between two). v only between periodic faces. \throws std::invalid_argument if
/// has_continuum_profile is false, or if time < 0.
std::vector<double> continuum_profile(const Experiment& experiment, const Population& population, int axis,
                                      double time);

/// True if continuum_profile has an answer for this axis: not with a partial face, drift between walls, no
/// spreading at all, or walkers that leave through a face of another axis.
bool has_continuum_profile(const Experiment& experiment, int axis);

/// One rung of the ladder of lattices: spacing ℓ/refinement, step τ/refinement², the same D and v.
struct LadderRung {
  std::int64_t refinement = 1;
  double error =
      0;  ///< root mean square over cells of (lattice - continuum), relative to the mean of the continuum
};

/// Exact lattice answers on ever finer lattices against the continuum at the end of the experiment, as
/// fractions in the cells of the base lattice; no sampling. Refinements are odd, 1, 3, 5, ...: then borders
/// of cells, reflecting walls (half-way between sites) and walls on sites all keep their places. Even and odd
/// sites are averaged (three consecutive steps with weights 1/4, 1/2, 1/4). Fewer rungs than asked for come
/// back where one would cost more than 2e9 site-steps or, with strong drift, its hop law would not be one;
/// none if the experiment has no step. \throws std::invalid_argument where has_continuum_profile is false.
std::vector<LadderRung> ladder(const Experiment& experiment, const Population& population, int axis,
                               int num_rungs);

/// Order of convergence of the ladder: 2 for all faces, as their walls keep their places.
int expected_order(const Experiment& experiment, int axis);

}  // namespace fluxwalk::theory
