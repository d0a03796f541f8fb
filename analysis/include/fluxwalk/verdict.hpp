#pragma once
/// \file
/// Whether a law holds, and which deviation this run could have detected.

#include <cstdint>
#include <string>
#include <vector>

#include "fluxwalk/estimate.hpp"

namespace fluxwalk {

enum class Outcome {
  consistent,    ///< no deviation seen, and the run could have detected one of the given size
  inconsistent,  ///< a deviation that chance does not explain at the given confidence
  inconclusive,  ///< no deviation seen, but one of the given size could have stayed undetected
};
const char* to_string(Outcome outcome) noexcept;

/// The three kinds of comparison, never mixed.
enum class Rung {
  exact,           ///< an integer identity, zero tolerance
  sampling,        ///< tallies against the exact lattice answer: statistics only
  discretisation,  ///< the exact lattice answer against the continuum law: no sampling at all
};
const char* to_string(Rung rung) noexcept;

/// The subject of a verdict, whatever its name and title: it decides what the report may claim.
enum class Topic {
  other,
  conservation,     ///< identities between counts
  continuity,       ///< what a layer gains is what flows into it less what flows out
  hop_law,          ///< hops as they were drawn
  numbers,          ///< walkers in the box, or that came in
  sources,          ///< what sources give
  turnover,         ///< decay and reproduction
  crossings,        ///< one plane, both ways
  fick_first_law,   ///< the net flux against the gradient (of three layers or more, no medium that turns it)
  local_flux,       ///< the flux place by place, or where there is no gradient
  medium_flux,      ///< the flux where hops differ from site to site, or in a potential: not down ∂c
  fick_second_law,  ///< a profile that changes
  occupancy,        ///< numbers at the sites where Fick's second law has nothing to say
  medium_profile,   ///< a profile where the flux is not down ∂c
  displacement,     ///< the mean squared displacement
  spreading,        ///< the variance of a cloud
  extent,           ///< the lowest and the highest layer that hold a walker
  advection,        ///< drift
  diffusivity,      ///< one D by all methods
  departures,       ///< survival, exits, first passage
  entropy,          ///< and free energy
  chemical_potential,
  steady_state,  ///< what does not change any more: equilibrium included
  steady_flux,   ///< the flux through a box in the steady state
  membranes,
  continuum,  ///< the lattice against the smooth law
  noise,      ///< its fall with the number of walkers
};
const char* to_string(Topic topic) noexcept;  ///< as in files: "fick_first_law"
/// In a sentence: "Fick's first law". Empty for `other`: these verdicts only have their titles.
const char* words_of(Topic topic) noexcept;

/// The statistic of a comparison.
enum class Statistic { none, z, t, chi_square, f, exact, difference };
/// As in files: "", "z", "t", "chi2", "F", "exact" or "difference".
const char* to_string(Statistic statistic) noexcept;

struct Verdict {
  Topic topic = Topic::other;
  std::string name;  ///< snake_case, unique, such as "fick_first_law_slope_x"
  std::string law;   ///< short title, such as "Fick's first law"
  /// The law as a formula with what is tested and where (axis, plane), such as "J = -D ∂c/∂x: slope".
  std::string statement;
  Rung rung = Rung::sampling;
  double measured = not_a_number;  ///< NaN for a pure goodness of fit
  double error = not_a_number;
  double expected = not_a_number;
  std::string unit;
  Statistic statistic = Statistic::none;
  double statistic_value = not_a_number;
  double degrees_of_freedom = not_a_number;
  double denominator_degrees_of_freedom = not_a_number;  ///< the second number of an F; else NaN
  /// Comparisons that this check made, such as the times of a profile. Where there are several, measured
  /// value and statistic are those of the least likely one, and `single_p_value` belongs to them.
  std::int64_t num_compared = 1;
  double single_p_value = not_a_number;  ///< of the comparison shown; NaN on rungs without sampling
  /// Of this check alone: single_p_value corrected for num_compared; NaN on rungs without sampling.
  double p_value = not_a_number;
  double adjusted_p_value = not_a_number;  ///< after Holm's correction for all checks of the analysis
  double resolution =
      not_a_number;  ///< smallest deviation that this run would have caught nine times out of
                     ///< ten, in `unit` (for chi-square: relative, in units of 1); NaN where no sampling is
  double tolerance = not_a_number;  ///< deviation that matters, in the same unit
  /// Part of `resolution` that is known beforehand and that no number of walkers lessens, in the same unit.
  double bias = 0;
  Outcome outcome = Outcome::inconclusive;
  std::string explanation;  ///< a sentence that a student understands
  /// Why the law could not be judged, in words; empty where it was. Such a verdict counts neither for the law
  /// nor against it, whatever its numbers and its outcome.
  std::string not_applicable;

  bool is_judged() const noexcept { return not_applicable.empty(); }
  /// It is inconclusive because there are too few batches to estimate its error, whatever the number of
  /// walkers.
  bool lacks_batches() const noexcept;
  /// How many times as many walkers would make an inconclusive verdict conclusive (the resolution falls with
  /// the root of their number); NaN if more walkers would not help.
  double walkers_wanted() const noexcept;
};

/// The outcome as tables and files show it: "not_applicable" if it was not judged.
const char* outcome_text(const Verdict& verdict) noexcept;

/// Holm's step-down correction of the p-values (sampling rung only), then outcomes at the confidence asked.
/// Verdicts on the other rungs keep the outcome that they have; those not judged are left out.
void settle(std::vector<Verdict>& verdicts, double confidence);

/// inconsistent if any verdict is; else inconclusive if any is, or if none tests something random (identities
/// between counts are not such a test); else consistent. Verdicts that were not judged do not count.
Outcome overall(const std::vector<Verdict>& verdicts) noexcept;

}  // namespace fluxwalk
