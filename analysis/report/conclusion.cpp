#include "report/conclusion.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "fluxwalk/report.hpp"
#include "fluxwalk/visible_text.hpp"

namespace fluxwalk {

using namespace report;

namespace report {

std::vector<Judged> judged_topics(const Analysis& analysis) {
  std::vector<Judged> list;
  const auto rank = [](Outcome outcome) {
    return outcome == Outcome::inconsistent ? 2 : outcome == Outcome::inconclusive ? 1 : 0;
  };
  // The order of convergence of finer lattices says nothing about this lattice if the lattice is not judged.
  const bool is_coarse = std::any_of(
      analysis.verdicts.begin(), analysis.verdicts.end(),
      [](const Verdict& verdict) { return verdict.topic == Topic::continuum && !verdict.is_judged(); });
  for (const Verdict& verdict : analysis.verdicts) {
    if (!verdict.is_judged() || (is_coarse && verdict.topic == Topic::continuum)) continue;
    const std::string words = verdict.topic == Topic::other ? verdict.law : words_of(verdict.topic);
    const auto known =
        std::find_if(list.begin(), list.end(), [&](const Judged& one) { return one.words == words; });
    if (known == list.end())
      list.push_back({verdict.topic, words, verdict.outcome});
    else if (rank(verdict.outcome) > rank(known->outcome))
      known->outcome = verdict.outcome;
  }
  const auto place = [](const Judged& one) {
    const Topic first[] = {Topic::fick_first_law, Topic::fick_second_law, Topic::displacement,
                           Topic::spreading};
    return std::find(std::begin(first), std::end(first), one.topic) - std::begin(first);
  };
  std::stable_sort(list.begin(), list.end(),
                   [&](const Judged& left, const Judged& right) { return place(left) < place(right); });
  return list;
}

}  // namespace report

namespace {

/// The titles of the verdicts with this outcome, each once.
std::string laws_with(const Analysis& analysis, Outcome outcome) {
  std::vector<std::string> laws;
  for (const Verdict& verdict : analysis.verdicts) {
    const bool is_new = std::find(laws.begin(), laws.end(), verdict.law) == laws.end();
    if (verdict.is_judged() && verdict.outcome == outcome && is_new) laws.push_back(verdict.law);
  }
  return listed(laws);
}

class Conclusion {
 public:
  explicit Conclusion(const Analysis& analysis) : analysis_(analysis), topics_(judged_topics(analysis)) {}

  std::string sentence() const {
    if (topics_.empty())
      return "Nothing was checked: no law applies to what the experiment measures." + not_tested();
    switch (analysis_.outcome) {
      case Outcome::consistent:
        return agreement() + those(" Tested", Outcome::consistent) + not_tested();
      case Outcome::inconsistent:
        return failure() + those(" In agreement", Outcome::consistent) +
               those(" Undecided", Outcome::inconclusive) + not_tested();
      case Outcome::inconclusive:
        break;
    }
    return indecision() + those(" In agreement", Outcome::consistent) + not_tested();
  }

 private:
  std::ptrdiff_t count(Outcome outcome) const {
    return std::count_if(analysis_.verdicts.begin(), analysis_.verdicts.end(), [&](const Verdict& verdict) {
      return verdict.is_judged() && verdict.outcome == outcome;
    });
  }
  std::string checks() const {
    const auto number = std::count_if(analysis_.verdicts.begin(), analysis_.verdicts.end(),
                                      [](const Verdict& verdict) { return verdict.is_judged(); });
    return counted(number, "check", "checks");
  }
  bool is(Topic topic, Outcome outcome) const {
    return std::any_of(topics_.begin(), topics_.end(),
                       [&](const Judged& one) { return one.topic == topic && one.outcome == outcome; });
  }
  /// "Fick's first and second law", of those with this outcome; empty if there is none.
  std::string fick(Outcome outcome) const {
    const bool first = is(Topic::fick_first_law, outcome), second = is(Topic::fick_second_law, outcome);
    return first && second ? "Fick's first and second law"
           : first         ? "Fick's first law"
           : second        ? "Fick's second law"
                           : "";
  }
  /// Only what was judged may be said to have emerged.
  std::string agreement() const {
    const bool is_one = checks() == "1 check";
    const std::string all =
        is_one ? "the one check agrees, and could have detected a deviation that matters."
               : "all " + checks() + " agree, and each could have detected a deviation that matters.";
    if (const std::string laws = fick(Outcome::consistent); !laws.empty()) {
      const bool are_two = laws.find(" and ") != std::string::npos;
      return laws + (are_two ? " have" : " has") + " emerged: " + all;
    }
    const bool spreads =
        is(Topic::displacement, Outcome::consistent) || is(Topic::spreading, Outcome::consistent);
    if (spreads) return "Walkers spread as expected, but Fick's laws were not tested: " + all;
    const bool counts_only = std::all_of(topics_.begin(), topics_.end(), [](const Judged& one) {
      return one.topic == Topic::conservation || one.topic == Topic::continuity ||
             one.topic == Topic::hop_law;
    });
    const std::string tested = !counts_only                              ? "The tested laws hold"
                               : is(Topic::hop_law, Outcome::consistent) ? "Counts and hops are consistent"
                                                                         : "Counts are consistent";
    return tested + ", but Fick's laws were not tested: " + all;
  }
  std::string failure() const {
    const std::string laws = fick(Outcome::inconsistent);
    const bool are_two = laws.find(" and ") != std::string::npos;
    const auto failed = count(Outcome::inconsistent);
    return (laws.empty() ? "" : laws + (are_two ? " have" : " has") + " not emerged here: ") +
           fmt::format("{} of {} {} ({}).", failed, checks(), failed == 1 ? "disagrees" : "disagree",
                       laws_with(analysis_, Outcome::inconsistent));
  }
  std::string indecision() const {
    const auto undecided = count(Outcome::inconclusive);
    const bool is_tested = std::any_of(
        analysis_.verdicts.begin(), analysis_.verdicts.end(),
        [](const Verdict& verdict) { return verdict.is_judged() && verdict.rung == Rung::sampling; });
    if (undecided == 0 && !is_tested) return "Counts are consistent, but no law of diffusion was tested.";
    if (undecided == 0) return "No deviation was seen so far.";
    double most = 0;
    std::ptrdiff_t helped = 0;  // what neither walkers nor batches decide is not promised
    for (const Verdict& verdict : analysis_.verdicts) {
      most = std::fmax(most, verdict.walkers_wanted());
      helped += verdict.lacks_batches() || verdict.walkers_wanted() > 0;
    }
    const bool lacks_batches = std::any_of(analysis_.verdicts.begin(), analysis_.verdicts.end(),
                                           [](const Verdict& verdict) { return verdict.lacks_batches(); });
    std::string remedy;
    if (most > 0) remedy = times_as_many(most);
    if (lacks_batches && most <= most_times_as_many)
      remedy = remedy.empty() ? "more batches" : "more batches, and " + remedy + ",";
    if (!remedy.empty()) remedy.front() = static_cast<char>(std::toupper(remedy.front()));
    return fmt::format(
        "No deviation was seen, but this run cannot decide: {} of {} could have missed one that matters "
        "({}).{}",
        undecided, checks(), laws_with(analysis_, Outcome::inconclusive),
        remedy.empty() ? ""
                       : fmt::format(" {} would decide {}.", remedy,
                                     undecided == 1        ? "it"
                                     : helped == undecided ? "them all"
                                                           : fmt::format("{} of them", helped)));
  }
  std::string those(const char* what, Outcome outcome) const {
    std::vector<std::string> words;
    for (const Judged& one : topics_)
      if (one.outcome == outcome) words.push_back(one.words);
    return words.empty() ? "" : std::string(what) + ": " + listed(words) + ".";
  }
  std::string not_tested() const {
    std::string text;
    for (std::size_t i = 0; i < analysis_.untested.size(); ++i) {
      const Untested& one = analysis_.untested[i];
      const bool is_same = i + 1 < analysis_.untested.size() && analysis_.untested[i + 1].why == one.why;
      const bool was_same = i > 0 && analysis_.untested[i - 1].why == one.why;
      text += (i == 0     ? " Not tested: "
               : was_same ? " and "
                          : "; ") +
              std::string(words_of(one.topic)) + (is_same ? "" : " (" + one.why + ")");
    }
    return text.empty() ? "" : text + ".";
  }

  const Analysis& analysis_;
  std::vector<Judged> topics_;
};

}  // namespace

std::string overall_sentence(const Analysis& analysis) {
  const char* unfinished = " The run is not finished: these are the results of its batches so far.";
  return Conclusion(analysis).sentence() + (analysis.is_partial ? unfinished : "");
}

}  // namespace fluxwalk
