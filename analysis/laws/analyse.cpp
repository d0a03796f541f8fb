#include "fluxwalk/analysis.hpp"
#include "laws/laws.hpp"

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
void propagator_law(const Run& run, Findings& findings);    ///< how far walkers are from their start
void extent_law(const Run& run, Findings& findings);        ///< the lowest and the highest layer held
void relaxation(const Run& run, Findings& findings);        ///< decay of the slowest wave, waiting times
void departures(const Run& run, Findings& findings);        ///< survival, exits by face, first passage
void cloud_law(const Run& run, Findings& findings);         ///< σ² = 2 D t of a cloud that is fed or decays
void free_energy_law(const Run& run, Findings& findings);   ///< entropy; in a potential Σ P ln (P/π)
void agreement(const Run& run, Findings& findings);         ///< D by all methods
void continuum_law(const Run& run, Findings& findings);     ///< the lattice against the smooth law
void noise_law(const Run& run, Findings& findings);         ///< it falls as 1/√N

namespace {

/// Its verdicts are about `topic` unless they say otherwise.
struct LawOfRuns {
  Topic topic;
  void (*read)(const Run&, Findings&);
};

constexpr LawOfRuns laws[] = {
    {Topic::conservation, identities},
    {Topic::numbers, started},
    {Topic::hop_law, hop_law},
    {Topic::crossings, crossings},
    {Topic::local_flux, flux_law},
    {Topic::steady_state, steady_law},
    {Topic::membranes, membrane_law},
    {Topic::chemical_potential, chemical_potential_law},
    {Topic::fick_second_law, profiles},
    {Topic::numbers, number_law},
    {Topic::turnover, turnover_law},
    {Topic::sources, source_law},
    {Topic::displacement, displacement_law},
    {Topic::displacement, propagator_law},
    {Topic::spreading, extent_law},
    {Topic::diffusivity, relaxation},
    {Topic::departures, departures},
    {Topic::spreading, cloud_law},
    {Topic::entropy, free_energy_law},
    {Topic::diffusivity, agreement},
    {Topic::continuum, continuum_law},
    {Topic::noise, noise_law},
};

}  // namespace

Analysis analyse(const Results& results) {
  const RunView view(results);
  Findings findings;
  const Run run(view);
  // Nothing is expected of the occupancies of no batch.
  const bool is_expected = !results.batches.empty() || view.why_no_single_walk() == nullptr;
  for (const LawOfRuns& law : laws) {
    if (!is_expected && law.topic != Topic::conservation) continue;
    findings.topic = law.topic;
    law.read(run, findings);
  }
  settle(findings.analysis.verdicts, results.experiment.settings.analysis.confidence);
  Analysis& analysis = findings.analysis;
  analysis.untested = untested(view, analysis.verdicts);
  analysis.is_partial = !results.is_complete();
  analysis.outcome = overall(analysis.verdicts);
  if (analysis.is_partial && analysis.outcome == Outcome::consistent)
    analysis.outcome = Outcome::inconclusive;
  return std::move(analysis);
}

}  // namespace fluxwalk
