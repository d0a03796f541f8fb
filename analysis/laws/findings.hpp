#pragma once
/// \file
/// What the laws write down. Each law makes its estimates, verdicts and figures from the tallies, as far as
/// the experiment measures the necessary data; a measurement that cannot be judged is listed with the reason.

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fluxwalk/analysis.hpp"
#include "judging/check.hpp"
#include "laws/figure.hpp"
#include "sample/measured.hpp"
#include "sample/run_view.hpp"

namespace fluxwalk {

inline constexpr const char* nobody_leaves = "no walker can leave this box";
inline constexpr const char* starts_are_given =
    "the table gives the number of walkers at each site, and this law is worked out for walkers that draw "
    "where they start";
inline constexpr const char* too_costly = "the exact answer would take too long to work out";

struct Findings {
  Analysis analysis;
  Topic topic = Topic::other;  ///< of the law: of its verdicts that name no other
  PerAxis<std::vector<Measured>>
      diffusivities;  ///< D_aa by different methods on the same walkers, to be compared with each other

  void add(Estimate estimate) { analysis.estimates.push_back(std::move(estimate)); }
  /// A comparison needs an error bar.
  void add(Verdict verdict) {
    if (verdict.is_judged() && verdict.rung == Rung::sampling &&
        !(verdict.resolution > 0 && verdict.p_value >= 0)) {
      skip({verdict.name, verdict.law, verdict.statement, "", verdict.topic},
           std::isnan(verdict.error) && verdict.statistic == Statistic::t
               ? "its error comes from the scatter of the batches, and there is only one batch"
               : "the quantity has no randomness, or too few walkers were counted");
      return;
    }
    if (std::isnan(verdict.single_p_value)) verdict.single_p_value = verdict.p_value;
    if (verdict.topic == Topic::other) verdict.topic = topic;
    analysis.verdicts.push_back(std::move(verdict));
  }
  /// Was measured and is not judged.
  void skip(std::string name, std::string law, std::string why, Topic other = Topic::other) {
    skip({std::move(name), std::move(law), "", "", other}, std::move(why));
  }
  /// The same, with a statement of what was to be tested: it names the plane, direction or membrane.
  void skip(Law law, std::string why) {
    if (law.topic == Topic::other) law.topic = topic;
    analysis.verdicts.push_back(not_judged(std::move(law), std::move(why)));
  }
  void add(Figure figure) {
    complete(figure);
    analysis.figures.push_back(std::move(figure));
  }
  void add_diffusivity(int axis, Measured method) {
    add(method.estimate);
    diffusivities[axis].push_back(std::move(method));
  }
};

/// "layer x = 80", "site [3, 4]", "box [1, 1] to [3, 4]", "own start".
std::string in_words(const FirstPassageTarget& target, int dimension);

/// Which of Fick's first law, his second law and the mean squared displacement no verdict has judged, and
/// why, or what to measure.
std::vector<Untested> untested(const RunView& view, const std::vector<Verdict>& verdicts);

}  // namespace fluxwalk
