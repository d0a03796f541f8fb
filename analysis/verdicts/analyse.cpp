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
  findings.analysis.outcome = overall(findings.analysis.verdicts);
  return std::move(findings.analysis);
}

}  // namespace fluxwalk
