#include "fluxwalk/analysis.hpp"
#include "verdicts/field_findings.hpp"

namespace fluxwalk {

namespace {

/// Reads one law off the tallies. Its verdicts are about `topic` unless they say otherwise.
template <class Run>
struct Chapter {
  Topic topic;
  void (*read)(const Run&, Findings&);
};

/// Walkers that are only moved, by one law everywhere.
constexpr Chapter<Sample> plain_chapters[] = {
    {Topic::hop_law, hop_law},           {Topic::crossings, guard},
    {Topic::local_flux, first_law},      {Topic::fick_second_law, second_law},
    {Topic::displacement, displacement}, {Topic::diffusivity, relaxation},
    {Topic::departures, departures},     {Topic::entropy, entropy},
    {Topic::diffusivity, agreement},     {Topic::continuum, emergence}};

/// Reservoirs, sources, decay, reproduction, media.
constexpr Chapter<FieldRun> field_chapters[] = {
    {Topic::local_flux, field_bonds},         {Topic::steady_state, field_steady},
    {Topic::membranes, field_membranes},      {Topic::chemical_potential, field_potential},
    {Topic::fick_second_law, field_profiles}, {Topic::numbers, field_numbers},
    {Topic::turnover, field_turnover},        {Topic::sources, field_sources},
    {Topic::spreading, field_spreading},      {Topic::entropy, field_free_energy},
    {Topic::continuum, field_uptake}};

template <class Run, class Chapters>
void read(const Chapters& chapters, const Run& run, Findings& findings) {
  for (const Chapter<Run>& chapter : chapters) {
    findings.topic = chapter.topic;
    chapter.read(run, findings);
  }
}

}  // namespace

Analysis analyse(const Results& results) {
  const Sample sample(results);
  Findings findings;
  constexpr Chapter<Sample> first[] = {{Topic::conservation, identities}, {Topic::numbers, started}};
  read(first, sample, findings);
  if (results.experiment.is_plain())
    read(plain_chapters, sample, findings);
  else if (!results.batches.empty())
    read(field_chapters, FieldRun(sample), findings);
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
