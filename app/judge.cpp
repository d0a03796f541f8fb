#include "judge.hpp"

#include <fmt/core.h>

#include "fluxwalk/report.hpp"
#include "fluxwalk/visible_text.hpp"
#include "terminal.hpp"

namespace fluxwalk::app {

void add_speech(Verb& verb, Speech& speech) {
  verb.add_flag("-q,--quiet", speech.is_quiet, "Print nothing but errors");
  verb.add_flag("--json", speech.is_json, "Print one JSON object instead of tables");
}

std::string missing_batches(const Results& results) {
  if (results.is_complete()) return "";
  return fmt::format("partial: {} of {} batches {} run", results.batches.size(),
                     results.experiment.sampling.num_batches, results.batches.size() == 1 ? "has" : "have");
}

std::string judgement_text(const Results& results, const Analysis& analysis) {
  std::string text;
  for (const std::string& line :
       {results.experiment.heading.title, results.experiment.heading.question, missing_batches(results)})
    if (!line.empty()) text += visible_text(line) + '\n';
  if (!text.empty()) text += '\n';
  return text + estimates_table(analysis, has_colour()) + '\n' + verdict_table(analysis, has_colour());
}

ExitCode tell(const Results& results, const Analysis& analysis, const Speech& speech) {
  if (speech.is_json)
    print(to_json(results, analysis));
  else if (!speech.is_quiet)
    print(judgement_text(results, analysis), true);
  return results.is_complete() ? exit_code(analysis.outcome) : ExitCode::inconclusive;
}

}  // namespace fluxwalk::app
