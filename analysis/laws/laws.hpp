#pragma once
/// \file
/// The laws. Each reads its estimates, verdicts and figures off a run, as far as the experiment measures what
/// it takes; what is measured and cannot be judged is named with the reason.

#include "laws/expected_occupancy.hpp"
#include "laws/findings.hpp"

namespace fluxwalk {

// Of any run.
void identities(const Sample& sample, Findings& findings);  ///< what must hold to the last walker
void started(const Sample& sample, Findings& findings);     ///< Poisson numbers of walkers
void profiles(const Run& run, Findings& findings);          ///< concentrations and histograms, time by time
void departures(const Run& run, Findings& findings);        ///< survival, exits by face, first passage
void number_law(const Run& run, Findings& findings);        ///< how many are in the box, came and went

// Of walkers that are all there from the start and walk by one law everywhere.
void hop_law(const Sample& sample, Findings& findings);       ///< the hops that were drawn
void crossings(const Sample& sample, Findings& findings);     ///< forward and backward crossings of one plane
void first_law(const Sample& sample, Findings& findings);     ///< J = c v - D ∂c
void displacement(const Sample& sample, Findings& findings);  ///< <r>, <r²> and the second moments
void relaxation(const Sample& sample, Findings& findings);    ///< decay of the slowest wave
void entropy(const Sample& sample, Findings& findings);       ///< its growth, and equilibrium
void agreement(const Sample& sample, Findings& findings);     ///< D by all methods
void emergence(const Sample& sample, Findings& findings);     ///< the continuum, and the noise

// Of reservoirs, sources, decay, reproduction and media, against the expected occupancy.
void steady_law(const Run& run, Findings& findings);              ///< the steady flux and its profile
void flux_law(const Run& run, Findings& findings);                ///< the law of each plane: J = -D ∂c
void turnover_law(const Run& run, Findings& findings);            ///< decay, reproduction, penetration
void chemical_potential_law(const Run& run, Findings& findings);  ///< μ even where c is not
void source_law(const Run& run, Findings& findings);              ///< the flux jumps by what a source gives
void spreading_law(const Run& run, Findings& findings);           ///< σ² = 2 D t of a cloud
void membrane_law(const Run& run, Findings& findings);            ///< κ, and resistances in series
void free_energy_law(const Run& run, Findings& findings);         ///< F = Σ P ln (P/π) falls
void displacement_law(const Run& run, Findings& findings);        ///< D(t), <r²>, and their exact values
void uptake_law(const Run& run, Findings& findings);              ///< the half-space, and 2 n √(Dt/π)

}  // namespace fluxwalk
