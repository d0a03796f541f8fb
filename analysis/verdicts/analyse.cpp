#include "fluxwalk/analysis.hpp"
#include "verdicts/field_findings.hpp"

namespace fluxwalk {

namespace {

/// Where the table says how many walkers start at each site, the counts scatter less than those of walkers
/// that all draw where they start: the exact field knows by how much.
void profiles_of_exact_numbers(const Sample& sample, Findings& findings) {
  const FieldRun run(sample);
  field_profiles(run, findings);
  if (sample.starts_apart) return;
  findings.topic = Topic::numbers;
  field_numbers(run, findings);  // in place of survival
}

void profiles(const Sample& sample, Findings& findings) {
  if (sample.has_exact_numbers && !sample.results.batches.empty())
    profiles_of_exact_numbers(sample, findings);
  else
    second_law(sample, findings);
}

/// Reads one law off the tallies. Its verdicts are about `topic` unless they say otherwise.
template <class Run>
struct Chapter {
  Topic topic;
  void (*read)(const Run&, Findings&);
};

/// Walkers that are only moved, by one law everywhere.
constexpr Chapter<Sample> plain_chapters[] = {
    {Topic::hop_law, hop_law},          {Topic::crossings, guard},           {Topic::local_flux, first_law},
    {Topic::fick_second_law, profiles}, {Topic::displacement, displacement}, {Topic::diffusivity, relaxation},
    {Topic::departures, departures},    {Topic::entropy, entropy},           {Topic::diffusivity, agreement},
    {Topic::continuum, emergence}};

/// Reservoirs, sources, decay, reproduction, media.
constexpr Chapter<FieldRun> field_chapters[] = {
    {Topic::local_flux, field_bonds},          {Topic::steady_state, field_steady},
    {Topic::membranes, field_membranes},       {Topic::chemical_potential, field_potential},
    {Topic::fick_second_law, field_profiles},  {Topic::numbers, field_numbers},
    {Topic::turnover, field_turnover},         {Topic::sources, field_sources},
    {Topic::displacement, field_displacement}, {Topic::departures, field_departures},
    {Topic::spreading, field_spreading},       {Topic::entropy, field_free_energy},
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
