#include "fluxwalk/analysis.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

namespace {

/// Which runs a law is read off.
enum class Runs {
  all,
  uniform,  ///< all walkers are there from the start, and walk by one law everywhere
  other     ///< reservoirs, sources, decay, reproduction or a medium
};

/// Its verdicts are about `topic` unless they say otherwise.
struct Chapter {
  Topic topic;
  Runs runs;
  void (*read)(const Run&, Findings&);
};

/// A law that needs the counts alone.
template <void (*law)(const Sample&, Findings&)>
void of_sample(const Run& run, Findings& findings) {
  law(run.sample, findings);
}

constexpr Chapter laws[] = {
    {Topic::conservation, Runs::all, of_sample<identities>},
    {Topic::numbers, Runs::all, of_sample<started>},
    {Topic::hop_law, Runs::uniform, of_sample<hop_law>},
    {Topic::crossings, Runs::uniform, of_sample<crossings>},
    {Topic::local_flux, Runs::uniform, of_sample<first_law>},
    {Topic::local_flux, Runs::other, flux_law},
    {Topic::steady_state, Runs::other, steady_law},
    {Topic::membranes, Runs::other, membrane_law},
    {Topic::chemical_potential, Runs::other, chemical_potential_law},
    {Topic::fick_second_law, Runs::all, profiles},
    {Topic::numbers, Runs::all, number_law},
    {Topic::turnover, Runs::other, turnover_law},
    {Topic::sources, Runs::other, source_law},
    {Topic::displacement, Runs::uniform, of_sample<displacement>},
    {Topic::displacement, Runs::other, displacement_law},
    {Topic::diffusivity, Runs::uniform, of_sample<relaxation>},
    {Topic::departures, Runs::all, departures},
    {Topic::spreading, Runs::other, spreading_law},
    {Topic::entropy, Runs::uniform, of_sample<entropy>},
    {Topic::entropy, Runs::other, free_energy_law},
    {Topic::diffusivity, Runs::uniform, of_sample<agreement>},
    {Topic::continuum, Runs::uniform, of_sample<emergence>},
    {Topic::continuum, Runs::other, uptake_law},
};

/// Without batches nothing is expected of an occupancy.
bool is_for(const Sample& sample, Runs runs) {
  if (runs == Runs::all) return true;
  return sample.experiment.system.is_plain() ? runs == Runs::uniform
                                             : runs == Runs::other && !sample.results.batches.empty();
}

}  // namespace

Analysis analyse(const Results& results) {
  const Sample sample(results);
  Findings findings;
  const Run run(sample);
  for (const Chapter& law : laws) {
    if (!is_for(sample, law.runs)) continue;
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
