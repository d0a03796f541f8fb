#include "laws/list.hpp"

namespace fluxwalk {

// Each law is in the folder of its topic: what it reads off a run, and whether it applies to an experiment.
void identities(const Run& run, Findings& findings);    ///< what must hold to the last walker
void started(const Run& run, Findings& findings);       ///< Poisson numbers of walkers
void hop_law(const Run& run, Findings& findings);       ///< the hops that were drawn
void crossings(const Run& run, Findings& findings);     ///< both ways, of one plane
void flux_law(const Run& run, Findings& findings);      ///< J = v c - D ∂c, and its form in a medium
void steady_law(const Run& run, Findings& findings);    ///< the steady flux and its profile
void membrane_law(const Run& run, Findings& findings);  ///< κ, and resistances in series
void chemical_potential_law(const Run& run, Findings& findings);  ///< μ is uniform even where c is not
void profiles(const Run& run, Findings& findings);          ///< concentrations and histograms, time by time
void number_law(const Run& run, Findings& findings);        ///< how many are in the box, came and went
void turnover_law(const Run& run, Findings& findings);      ///< decay, reproduction, penetration
void source_law(const Run& run, Findings& findings);        ///< the flux jumps by what a source gives
void displacement_law(const Run& run, Findings& findings);  ///< <r>, <r²>, D and the second moments
void propagator_law(const Run& run, Findings& findings);    ///< how far walkers are from their start
void extent_law(const Run& run, Findings& findings);        ///< the lowest and the highest layer held
void relaxation(const Run& run, Findings& findings);        ///< decay of the slowest wave, waiting times
void departures(const Run& run, Findings& findings);        ///< survival, exits by face, first passage
void cloud_law(const Run& run, Findings& findings);         ///< σ² = 2 D t of a cloud that is fed or decays
void free_energy_law(const Run& run, Findings& findings);   ///< entropy; in a potential Σ P ln (P/π)
void agreement(const Run& run, Findings& findings);         ///< D by all methods
void continuum_law(const Run& run, Findings& findings);     ///< the lattice against the smooth law
void noise_law(const Run& run, Findings& findings);         ///< it falls as 1/√N

Applies started_applies(const Experiment& experiment);
Applies hop_law_applies(const Experiment& experiment);
Applies crossings_apply(const Experiment& experiment);
Applies flux_law_applies(const Experiment& experiment);
Applies steady_law_applies(const Experiment& experiment);
Applies membrane_law_applies(const Experiment& experiment);
Applies chemical_potential_applies(const Experiment& experiment);
Applies profiles_apply(const Experiment& experiment);
Applies number_law_applies(const Experiment& experiment);
Applies turnover_law_applies(const Experiment& experiment);
Applies source_law_applies(const Experiment& experiment);
Applies displacement_law_applies(const Experiment& experiment);
Applies propagator_law_applies(const Experiment& experiment);
Applies extent_law_applies(const Experiment& experiment);
Applies relaxation_applies(const Experiment& experiment);
Applies departures_apply(const Experiment& experiment);
Applies cloud_law_applies(const Experiment& experiment);
Applies free_energy_law_applies(const Experiment& experiment);
Applies agreement_applies(const Experiment& experiment);
Applies continuum_law_applies(const Experiment& experiment);
Applies noise_law_applies(const Experiment& experiment);

namespace {

Applies always(const Experiment&) {
  return {};
}

constexpr LawOfRuns laws[] = {
    {Topic::conservation, "Conservation of walkers, continuity", always, identities},
    {Topic::numbers, "Numbers of walkers that start", started_applies, started},
    {Topic::hop_law, "Hop law", hop_law_applies, hop_law},
    {Topic::crossings, "Crossings of one plane", crossings_apply, crossings},
    {Topic::local_flux, "Flux: Fick's first law, or that of the medium", flux_law_applies, flux_law},
    {Topic::steady_state, "Steady state", steady_law_applies, steady_law},
    {Topic::membranes, "Membranes", membrane_law_applies, membrane_law},
    {Topic::chemical_potential, "Chemical potential", chemical_potential_applies, chemical_potential_law},
    {Topic::fick_second_law, "Profiles: Fick's second law, or that of the medium", profiles_apply, profiles},
    {Topic::numbers, "Number of walkers", number_law_applies, number_law},
    {Topic::turnover, "Decay and reproduction", turnover_law_applies, turnover_law},
    {Topic::sources, "Sources", source_law_applies, source_law},
    {Topic::displacement, "Displacements", displacement_law_applies, displacement_law},
    {Topic::displacement, "Propagator", propagator_law_applies, propagator_law},
    {Topic::extent, "Extent", extent_law_applies, extent_law},
    {Topic::diffusivity, nullptr, relaxation_applies, relaxation},
    {Topic::departures, "Survival, exits, first passage", departures_apply, departures},
    {Topic::spreading, "Spreading", cloud_law_applies, cloud_law},
    {Topic::entropy, "Entropy, free energy", free_energy_law_applies, free_energy_law},
    {Topic::diffusivity, "One D by all methods", agreement_applies, agreement},
    {Topic::continuum, "The continuum", continuum_law_applies, continuum_law},
    {Topic::noise, "The noise falls as 1/√N", noise_law_applies, noise_law},
};

}  // namespace

std::span<const LawOfRuns> list_of_laws() {
  return laws;
}

}  // namespace fluxwalk
