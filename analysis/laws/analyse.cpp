#include "fluxwalk/analysis.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

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
  const Sample sample(results);
  Findings findings;
  const Run run(sample);
  // Nothing is expected of the occupancies of no batch.
  const bool is_expected = !results.batches.empty() || sample.why_no_single_walk() == nullptr;
  for (const LawOfRuns& law : laws) {
    if (!is_expected && law.topic != Topic::conservation) continue;
    findings.topic = law.topic;
    law.read(run, findings);
  }
  settle(findings.analysis.verdicts, results.experiment.settings.analysis.confidence);
  Analysis& analysis = findings.analysis;
  analysis.untested = untested(sample, analysis.verdicts);
  analysis.is_partial = !results.is_complete();
  analysis.outcome = overall(analysis.verdicts);
  if (analysis.is_partial && analysis.outcome == Outcome::consistent)
    analysis.outcome = Outcome::inconclusive;
  return std::move(analysis);
}

}  // namespace fluxwalk
