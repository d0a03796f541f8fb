#pragma once
/// \file
/// The laws. Each reads its estimates, verdicts and figures off a run, as far as the experiment measures what
/// it takes, and says by itself whether it applies; what is measured and cannot be judged is named with the
/// reason.

#include "laws/expected_occupancy.hpp"
#include "laws/findings.hpp"

namespace fluxwalk {

void identities(const Run& run, Findings& findings);    ///< what must hold to the last walker
void started(const Run& run, Findings& findings);       ///< Poisson numbers of walkers
void hop_law(const Run& run, Findings& findings);       ///< the hops that were drawn
void crossings(const Run& run, Findings& findings);     ///< both ways, of one plane
void flux_law(const Run& run, Findings& findings);      ///< J = v c - D ∂c, and what a medium makes of it
void steady_law(const Run& run, Findings& findings);    ///< the steady flux and its profile
void membrane_law(const Run& run, Findings& findings);  ///< κ, and resistances in series
void chemical_potential_law(const Run& run, Findings& findings);  ///< μ even where c is not
void profiles(const Run& run, Findings& findings);          ///< concentrations and histograms, time by time
void number_law(const Run& run, Findings& findings);        ///< how many are in the box, came and went
void turnover_law(const Run& run, Findings& findings);      ///< decay, reproduction, penetration
void source_law(const Run& run, Findings& findings);        ///< the flux jumps by what a source gives
void displacement_law(const Run& run, Findings& findings);  ///< <r>, <r²>, D and the second moments
void relaxation(const Run& run, Findings& findings);        ///< decay of the slowest wave, waiting times
void departures(const Run& run, Findings& findings);        ///< survival, exits by face, first passage
void cloud_law(const Run& run, Findings& findings);         ///< σ² = 2 D t of a cloud that is fed or decays
void free_energy_law(const Run& run, Findings& findings);   ///< entropy; in a potential Σ P ln (P/π)
void agreement(const Run& run, Findings& findings);         ///< D by all methods
void continuum_law(const Run& run, Findings& findings);     ///< the lattice against the smooth law
void noise_law(const Run& run, Findings& findings);         ///< it falls as 1/√N

}  // namespace fluxwalk
