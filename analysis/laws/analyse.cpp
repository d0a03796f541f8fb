#include "fluxwalk/analysis.hpp"
#include "laws/occupancy_laws.hpp"

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
  void (*read)(const FieldRun&, Findings&);
};

/// A law that needs the counts alone.
template <void (*law)(const Sample&, Findings&)>
void of_sample(const FieldRun& run, Findings& findings) {
  law(run.sample, findings);
}

constexpr Chapter laws[] = {
    {Topic::conservation, Runs::all, of_sample<identities>},
    {Topic::numbers, Runs::all, of_sample<started>},
    {Topic::hop_law, Runs::uniform, of_sample<hop_law>},
    {Topic::crossings, Runs::uniform, of_sample<guard>},
    {Topic::local_flux, Runs::uniform, of_sample<first_law>},
    {Topic::local_flux, Runs::other, field_bonds},
    {Topic::steady_state, Runs::other, field_steady},
    {Topic::membranes, Runs::other, field_membranes},
    {Topic::chemical_potential, Runs::other, field_potential},
    {Topic::fick_second_law, Runs::all, profiles},
    {Topic::numbers, Runs::all, field_numbers},
    {Topic::turnover, Runs::other, field_turnover},
    {Topic::sources, Runs::other, field_sources},
    {Topic::displacement, Runs::uniform, of_sample<displacement>},
    {Topic::displacement, Runs::other, field_displacement},
    {Topic::diffusivity, Runs::uniform, of_sample<relaxation>},
    {Topic::departures, Runs::uniform, of_sample<departures>},
    {Topic::departures, Runs::other, field_departures},
    {Topic::spreading, Runs::other, field_spreading},
    {Topic::entropy, Runs::uniform, of_sample<entropy>},
    {Topic::entropy, Runs::other, field_free_energy},
    {Topic::diffusivity, Runs::uniform, of_sample<agreement>},
    {Topic::continuum, Runs::uniform, of_sample<emergence>},
    {Topic::continuum, Runs::other, field_uptake},
};

/// Without batches nothing is expected of an occupancy.
bool is_for(const Sample& sample, Runs runs) {
  if (runs == Runs::all) return true;
  return sample.experiment.is_plain() ? runs == Runs::uniform
                                      : runs == Runs::other && !sample.results.batches.empty();
}

}  // namespace

Analysis analyse(const Results& results) {
  const Sample sample(results);
  Findings findings;
  const FieldRun run(sample);
  for (const Chapter& law : laws) {
    if (!is_for(sample, law.runs)) continue;
    findings.topic = law.topic;
    law.read(run, findings);
  }
  settle(findings.analysis.verdicts, results.experiment.analysis.confidence);
  Analysis& analysis = findings.analysis;
  analysis.untested = untested(sample, analysis.verdicts);
  analysis.is_partial = !results.is_complete();
  analysis.outcome = overall(analysis.verdicts);
  if (analysis.is_partial && analysis.outcome == Outcome::consistent)
    analysis.outcome = Outcome::inconclusive;
  return std::move(analysis);
}

}  // namespace fluxwalk
