#include "fluxwalk/analysis.hpp"
#include "verdicts/findings.hpp"

namespace fluxwalk {

Analysis analyse(const Results& results) {
  const Sample sample(results);
  Findings findings;
  identities(sample, findings);
  started(sample, findings);
  hop_law(sample, findings);
  guard(sample, findings);
  first_law(sample, findings);
  second_law(sample, findings);
  displacement(sample, findings);
  relaxation(sample, findings);
  departures(sample, findings);
  entropy(sample, findings);
  agreement(sample, findings);
  emergence(sample, findings);
  settle(findings.analysis.verdicts, results.experiment.analysis.confidence);
  Analysis& analysis = findings.analysis;
  analysis.is_partial = !results.is_complete();
  analysis.outcome = overall(analysis.verdicts);
  if (analysis.is_partial && analysis.outcome == Outcome::consistent)
    analysis.outcome = Outcome::inconclusive;
  return std::move(analysis);
}

}  // namespace fluxwalk
