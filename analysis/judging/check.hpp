#pragma once
/// \file
/// Makes verdicts from numbers, the same way everywhere. `settle` adds the rest (Holm's correction, the
/// outcome).

#include <string>

#include "fluxwalk/verdict.hpp"
#include "sample/run_view.hpp"

namespace fluxwalk {

/// What is checked, in words.
struct Law {
  std::string name, law, statement, explanation;
  Topic topic = Topic::other;  ///< that of its chapter
};

/// A verdict with these words, and no number yet.
Verdict described(Law law, Rung rung);

/// A measured number against its expectation: z with the exact sigma where there is one, else Student's t
/// with B-1 degrees of freedom. The deviation that matters is tolerance × scale, in the unit of the estimate.
Verdict compare(const RunView& view, Law law, const Estimate& estimate, double scale);

/// A chi-square. `information` is the noncentrality of a relative deviation of 1. `looks` is the number of
/// times at which the same test was made; `value` is the least likely of them (see of_least_likely).
Verdict goodness_of_fit(const RunView& view, Law law, double value, double dof, double information,
                        double looks = 1);

/// Says that the verdict shows the least likely of several comparisons, with the p-value `single_p`, and
/// corrects p for their number (Bonferroni). `noun`: what they are, in the plural.
void of_least_likely(Verdict& verdict, double comparisons, double single_p, const char* noun = "times");

/// A law that cannot be judged, and why, in words: they begin with the axis if the law is named after one.
/// The statement of the law says what was to be tested.
Verdict not_judged(Law law, std::string why);

/// An integer identity that was checked at `places` places and failed at `failures`.
Verdict identity(Law law, std::int64_t places, std::int64_t failures, std::int64_t worst);

/// The exact answer of the lattice against the law of the continuum: there is no sampling, so the difference
/// is known exactly. Within the tolerance it is consistent. Beyond it, it is inconsistent if the experiment
/// sets analysis.continuum_tolerance; else it is a fact about the lattice that is reported and not judged.
/// The difference is relative to `continuum`, unless that is zero.
Verdict discretisation(const RunView& view, Law law, double lattice, double continuum, std::string unit);

}  // namespace fluxwalk
