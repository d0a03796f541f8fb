#include "report/verdict_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "fluxwalk/report.hpp"

namespace fluxwalk {

using namespace report;

namespace {

std::string relative(const Verdict& verdict, double deviation) {
  if (std::isnan(deviation)) return format_number(deviation);
  if (std::isnan(verdict.measured)) return format_percent(deviation);
  const bool has_scale = std::isfinite(verdict.expected) && verdict.expected != 0;
  return has_scale ? format_percent(deviation / std::abs(verdict.expected)) : format_number(deviation, 2);
}

/// The distinct laws of the verdicts with this outcome, as "a, b and c".
std::string laws_with(const std::vector<Verdict>& verdicts, Outcome outcome) {
  std::vector<std::string> laws;
  for (const Verdict& verdict : verdicts) {
    const bool is_new = std::find(laws.begin(), laws.end(), verdict.law) == laws.end();
    if (verdict.is_judged() && verdict.outcome == outcome && is_new) laws.push_back(verdict.law);
  }
  std::string text;
  for (std::size_t i = 0; i < laws.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == laws.size() ? " and " : ", ") + laws[i];
  }
  return text;
}

/// What would decide the checks that are not decided. One without a number needs another run, not more
/// walkers.
std::string remedy(const std::vector<Verdict>& verdicts) {
  const auto is_undecided = [&](auto is_kind) {
    return std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& verdict) {
      return verdict.is_judged() && verdict.outcome == Outcome::inconclusive && is_kind(verdict);
    });
  };
  std::string text;
  if (is_undecided([](const Verdict& v) { return v.rung == Rung::sampling && !v.is_too_early(); }))
    text = "More walkers";
  if (is_undecided([](const Verdict& v) { return v.rung == Rung::discretisation; }))
    text += text.empty() ? "A finer lattice" : " on a finer lattice";
  if (is_undecided([](const Verdict& v) { return v.is_too_early(); }))
    text += text.empty() ? "A longer run" : " in a longer run";
  return text + " would tell.";
}

/// The outcome of the batches that stand.
std::string sentence_of(const Analysis& analysis) {
  const auto count = [&](Outcome outcome) {
    return std::count_if(analysis.verdicts.begin(), analysis.verdicts.end(), [&](const Verdict& verdict) {
      return verdict.is_judged() && verdict.outcome == outcome;
    });
  };
  const auto num_checks = std::count_if(analysis.verdicts.begin(), analysis.verdicts.end(),
                                        [](const Verdict& verdict) { return verdict.is_judged(); });
  const std::string checks = num_checks == 1 ? "1 check" : fmt::format("{} checks", num_checks);
  if (num_checks == 0) return "Nothing was checked: the experiment measures nothing that a law speaks about.";
  switch (analysis.outcome) {
    case Outcome::consistent:
      return fmt::format(
          "Fick's law has emerged: {} {} with it, and would have shown a deviation that matters.",
          num_checks == 1 ? "the one check" : "all " + checks, num_checks == 1 ? "agrees" : "agree");
    case Outcome::inconsistent: {
      const auto failed = count(Outcome::inconsistent);
      return fmt::format("Fick's law has not emerged here: {} of {} {} ({}).", failed, checks,
                         failed == 1 ? "disagrees" : "disagree",
                         laws_with(analysis.verdicts, Outcome::inconsistent));
    }
    case Outcome::inconclusive:
      break;
  }
  const auto undecided = count(Outcome::inconclusive);
  const bool is_tested = std::any_of(
      analysis.verdicts.begin(), analysis.verdicts.end(),
      [](const Verdict& verdict) { return verdict.is_judged() && verdict.rung == Rung::sampling; });
  if (undecided == 0 && !is_tested)
    return "The books balance, but nothing was measured by which a law could be judged.";
  if (undecided == 0) return "No deviation was seen so far.";
  return fmt::format(
      "No deviation was seen, but this run cannot decide: {} of {} could have missed one that matters ({}). "
      "{}",
      undecided, checks, laws_with(analysis.verdicts, Outcome::inconclusive), remedy(analysis.verdicts));
}

}  // namespace

std::string overall_sentence(const Analysis& analysis) {
  const char* unfinished = " The run is not finished: this is what its batches so far tell.";
  return sentence_of(analysis) + (analysis.is_partial ? unfinished : "");
}

namespace report {

std::string value_text(const Estimate& estimate, ErrorStyle style) {
  switch (estimate.origin) {
    case Origin::given:
      return "an input";
    case Origin::exact:
      return "exact answer";
    case Origin::measured:
      break;
  }
  if (!estimate.has_value()) return "not measured";
  return with_unit(format_measured(estimate.value, estimate.error(), style), estimate.unit);
}

std::string expected_text(const Estimate& estimate) {
  const std::string text = format_expected(estimate.expected, estimate.error());
  return estimate.origin == Origin::measured ? text : with_unit(text, estimate.unit);
}

std::string measured_text(const Verdict& verdict, ErrorStyle style) {
  if (std::isnan(verdict.measured)) return statistic_text(verdict);
  return with_unit(format_measured(verdict.measured, verdict.error, style), verdict.unit);
}

std::string statistic_text(const Verdict& verdict) {
  if (std::isnan(verdict.statistic_value)) return format_number(verdict.statistic_value);
  if (verdict.statistic == "exact") {
    return std::isnan(verdict.degrees_of_freedom)
               ? "exact"
               : fmt::format("{} of {} places differ", format_number(verdict.statistic_value, 15),
                             format_number(verdict.degrees_of_freedom, 15));
  }
  std::string freedom;
  if (!std::isnan(verdict.degrees_of_freedom)) {
    freedom = format_number(verdict.degrees_of_freedom, 4);
    if (!std::isnan(verdict.denominator_degrees_of_freedom))
      freedom += ", " + format_number(verdict.denominator_degrees_of_freedom, 4);
    freedom = "(" + freedom + ")";
  }
  const std::string symbol = verdict.statistic == "chi2" ? "χ²" : verdict.statistic;
  return fmt::format("{}{} = {}", symbol, freedom, format_number(verdict.statistic_value, 4));
}

std::string statement_text(const Verdict& verdict) {
  if (verdict.num_compared <= 1 || std::isnan(verdict.p_value)) return verdict.statement;
  return fmt::format("{}: p {}, corrected {}", verdict.statement, format_probability(verdict.single_p_value),
                     format_probability(verdict.p_value));
}

std::string resolution_text(const Verdict& verdict) {
  return relative(verdict, verdict.resolution);
}

std::string tolerance_text(const Verdict& verdict) {
  return relative(verdict, verdict.tolerance);
}

}  // namespace report
}  // namespace fluxwalk
