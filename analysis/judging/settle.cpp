#include <algorithm>
#include <cmath>
#include <numeric>

#include "fluxwalk/verdict.hpp"

namespace fluxwalk {

const char* to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::consistent:
      return "consistent";
    case Outcome::inconsistent:
      return "inconsistent";
    case Outcome::inconclusive:
      return "inconclusive";
  }
  return "?";
}

const char* to_string(Rung rung) noexcept {
  switch (rung) {
    case Rung::exact:
      return "exact";
    case Rung::sampling:
      return "sampling";
    case Rung::discretisation:
      return "discretisation";
  }
  return "?";
}

const char* to_string(Statistic statistic) noexcept {
  switch (statistic) {
    case Statistic::none:
      return "";
    case Statistic::z:
      return "z";
    case Statistic::t:
      return "t";
    case Statistic::chi_square:
      return "chi2";
    case Statistic::f:
      return "F";
    case Statistic::exact:
      return "exact";
    case Statistic::difference:
      return "difference";
  }
  return "?";
}

bool Verdict::lacks_batches() const noexcept {
  constexpr double few = 8;  // degrees of freedom: with more, Student's t is not so wide
  return is_judged() && outcome == Outcome::inconclusive && statistic == Statistic::t &&
         degrees_of_freedom < few;
}

double Verdict::walkers_wanted() const noexcept {
  const bool lacks_walkers = is_judged() && outcome == Outcome::inconclusive && rung == Rung::sampling &&
                             !lacks_batches() && tolerance > bias && resolution > tolerance;
  const double ratio = (resolution - bias) / (tolerance - bias);
  return lacks_walkers && std::isfinite(ratio) ? ratio * ratio : not_a_number;
}

const char* outcome_text(const Verdict& verdict) noexcept {
  return verdict.is_judged() ? to_string(verdict.outcome) : "not_applicable";
}

void settle(std::vector<Verdict>& verdicts, double confidence) {
  std::vector<Verdict*> tests;
  for (Verdict& verdict : verdicts) {
    if (verdict.rung != Rung::sampling || !verdict.is_judged()) continue;
    verdict.adjusted_p_value = not_a_number;
    verdict.outcome = Outcome::inconclusive;
    if (!std::isnan(verdict.p_value)) tests.push_back(&verdict);
  }
  std::stable_sort(tests.begin(), tests.end(),
                   [](const Verdict* left, const Verdict* right) { return left->p_value < right->p_value; });
  double adjusted = 0;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    adjusted = std::max(adjusted, std::min(1.0, static_cast<double>(tests.size() - i) * tests[i]->p_value));
    tests[i]->adjusted_p_value = adjusted;
    const bool could_have_seen = tests[i]->resolution <= tests[i]->tolerance;  // false for NaN
    tests[i]->outcome = adjusted < 1 - confidence ? Outcome::inconsistent
                        : could_have_seen         ? Outcome::consistent
                                                  : Outcome::inconclusive;
  }
}

Outcome overall(const std::vector<Verdict>& verdicts) noexcept {
  const auto any = [&](Outcome outcome) {
    return std::any_of(verdicts.begin(), verdicts.end(), [outcome](const Verdict& verdict) {
      return verdict.is_judged() && verdict.outcome == outcome;
    });
  };
  if (any(Outcome::inconsistent)) return Outcome::inconsistent;
  const bool is_tested = std::any_of(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) {
    return verdict.is_judged() && verdict.rung == Rung::sampling;
  });
  return any(Outcome::inconclusive) || !is_tested ? Outcome::inconclusive : Outcome::consistent;
}

}  // namespace fluxwalk
