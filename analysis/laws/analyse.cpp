#include "fluxwalk/analysis.hpp"
#include "laws/list.hpp"

namespace fluxwalk {

Analysis analyse(const Results& results) {
  const RunView view(results);
  Findings findings;
  const Run run(view);
  // Without batches there are no expected occupancies.
  const bool is_expected = !results.batches.empty() || view.why_no_single_walk() == nullptr;
  for (const LawOfRuns& law : list_of_laws()) {
    if (!is_expected && law.topic != Topic::conservation) continue;
    const Applies::Kind kind = law.applies(results.experiment).kind;
    if (kind == Applies::Kind::not_here || kind == Applies::Kind::not_measured) continue;
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

std::vector<Prospect> prospects(const Experiment& experiment) {
  std::vector<Prospect> list;
  for (const LawOfRuns& law : list_of_laws()) {
    const Applies applies = law.applies(experiment);
    if (law.title != nullptr && applies.kind != Applies::Kind::not_here)
      list.push_back({law.topic, law.title, applies.why});
  }
  return list;
}

}  // namespace fluxwalk
