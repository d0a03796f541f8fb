#include "fluxwalk/analysis.hpp"
#include "verdicts/field_findings.hpp"

namespace fluxwalk {

namespace {

/// Where the table says how many walkers start at each site, the counts scatter less than those of walkers
/// that all draw where they start: the exact field knows by how much.
void second_law_of_exact_numbers(const Sample& sample, Findings& findings) {
  const FieldRun run(sample);
  field_profiles(run, findings);
  if (!sample.starts_apart) field_numbers(run, findings);  // in place of survival
}

/// Walkers that are only moved, by one law everywhere.
void plain_chapters(const Sample& sample, Findings& findings) {
  hop_law(sample, findings);
  guard(sample, findings);
  first_law(sample, findings);
  if (sample.has_exact_numbers && !sample.results.batches.empty())
    second_law_of_exact_numbers(sample, findings);
  else
    second_law(sample, findings);
  displacement(sample, findings);
  relaxation(sample, findings);
  departures(sample, findings);
  entropy(sample, findings);
  agreement(sample, findings);
  emergence(sample, findings);
}

/// Reservoirs, sources, decay, reproduction, media.
void field_chapters(const Sample& sample, Findings& findings) {
  const FieldRun run(sample);
  field_bonds(run, findings);
  field_steady(run, findings);
  field_membranes(run, findings);
  field_potential(run, findings);
  field_profiles(run, findings);
  field_numbers(run, findings);
  field_turnover(run, findings);
  field_sources(run, findings);
  field_spreading(run, findings);
  field_displacement(run, findings);
  field_departures(run, findings);
  field_free_energy(run, findings);
  field_uptake(run, findings);
}

}  // namespace

Analysis analyse(const Results& results) {
  const Sample sample(results);
  Findings findings;
  identities(sample, findings);
  started(sample, findings);
  if (results.experiment.is_plain())
    plain_chapters(sample, findings);
  else if (!results.batches.empty())
    field_chapters(sample, findings);
  settle(findings.analysis.verdicts, results.experiment.analysis.confidence);
  Analysis& analysis = findings.analysis;
  analysis.is_partial = !results.is_complete();
  analysis.outcome = overall(analysis.verdicts);
  if (analysis.is_partial && analysis.outcome == Outcome::consistent)
    analysis.outcome = Outcome::inconclusive;
  return std::move(analysis);
}

}  // namespace fluxwalk
