#include "judging/check.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "judging/statistics.hpp"

namespace fluxwalk {

namespace {

/// The reason begins with the axis if the law is named after one.
std::string with_axis(const std::string& name, const std::string& why) {
  for (const char axis : {'x', 'y', 'z'})
    if (name.ends_with(std::string{'_', axis})) return fmt::format("along {}: {}", axis, why);
  return why;
}

}  // namespace

Verdict described(Law law, Rung rung) {
  Verdict verdict;
  verdict.name = std::move(law.name);
  verdict.law = std::move(law.law);
  verdict.statement = std::move(law.statement);
  verdict.explanation = std::move(law.explanation);
  verdict.rung = rung;
  verdict.topic = law.topic;
  return verdict;
}

Verdict compare(const RunView& view, Law law, const Estimate& estimate, double scale) {
  Verdict verdict = described(std::move(law), Rung::sampling);
  verdict.measured = estimate.value;
  verdict.error = estimate.error();
  verdict.expected = estimate.expected;
  verdict.unit = estimate.unit;
  verdict.statistic_value = (estimate.value - estimate.expected) / verdict.error;
  if (std::isnan(estimate.exact_sigma)) {
    verdict.statistic = Statistic::t;
    verdict.degrees_of_freedom = static_cast<double>(estimate.batches - 1);
    verdict.p_value = statistics::student_p(verdict.statistic_value, verdict.degrees_of_freedom);
    verdict.resolution =
        statistics::student_resolution(verdict.error, verdict.degrees_of_freedom, view.alpha);
  } else {
    verdict.statistic = Statistic::z;
    verdict.p_value = statistics::normal_p(verdict.statistic_value);
    verdict.resolution = statistics::normal_resolution(verdict.error, view.alpha);
  }
  verdict.tolerance = view.experiment.settings.analysis.tolerance * std::abs(scale);
  return verdict;
}

Verdict goodness_of_fit(const RunView& view, Law law, double value, double dof, double information,
                        double looks) {
  Verdict verdict = described(std::move(law), Rung::sampling);
  verdict.unit = std::string("1");
  verdict.statistic = Statistic::chi_square;
  verdict.statistic_value = value;
  verdict.degrees_of_freedom = dof;
  verdict.p_value = statistics::chi_square_p(value, dof);
  if (looks > 1) of_least_likely(verdict, looks, verdict.p_value);
  verdict.resolution = std::sqrt(statistics::chi_square_noncentrality(dof, view.alpha / looks) / information);
  verdict.tolerance = view.experiment.settings.analysis.tolerance;
  return verdict;
}

void of_least_likely(Verdict& verdict, double comparisons, double single_p, const char* noun) {
  verdict.num_compared = std::max(std::int64_t{1}, static_cast<std::int64_t>(comparisons));
  verdict.single_p_value = single_p;
  verdict.p_value = std::min(1.0, comparisons * single_p);
  if (verdict.num_compared > 1)
    verdict.statement += fmt::format(", the least likely of {} {}", verdict.num_compared, noun);
}

Verdict not_judged(Law law, std::string why) {
  why = with_axis(law.name, why);
  law.explanation.clear();
  Verdict verdict = described(std::move(law), Rung::sampling);
  verdict.unit = std::string("1");
  verdict.not_applicable = std::move(why);
  return verdict;
}

Verdict identity(Law law, std::int64_t places, std::int64_t failures, std::int64_t worst) {
  Verdict verdict = described(std::move(law), Rung::exact);
  verdict.measured = static_cast<double>(worst);
  verdict.error = 0;
  verdict.expected = 0;
  verdict.unit = std::string("1");
  verdict.statistic = Statistic::exact;
  verdict.statistic_value = static_cast<double>(failures);
  verdict.degrees_of_freedom = static_cast<double>(places);
  verdict.resolution = 1;
  verdict.tolerance = 0;
  verdict.outcome = failures > 0 ? Outcome::inconsistent : Outcome::consistent;
  return verdict;
}

Verdict discretisation(const RunView& view, Law law, double lattice, double continuum, std::string unit) {
  law.topic = Topic::continuum;
  const AnalysisSettings& settings = view.experiment.settings.analysis;
  const double tolerance = settings.continuum_tolerance.value_or(settings.tolerance);
  Verdict verdict = described(std::move(law), Rung::discretisation);
  verdict.measured = lattice;
  verdict.expected = continuum;
  verdict.error = 0;
  verdict.unit = std::move(unit);
  verdict.statistic = Statistic::difference;
  verdict.statistic_value = lattice - continuum;
  const double scale = continuum == 0 ? 1 : std::abs(continuum);
  const double relative = std::abs(lattice - continuum) / scale;
  verdict.tolerance = tolerance * scale;
  if (relative <= tolerance) {
    verdict.outcome = Outcome::consistent;
  } else if (settings.continuum_tolerance) {
    verdict.outcome = Outcome::inconsistent;
  } else {
    verdict.not_applicable =
        with_axis(verdict.name, fmt::format("the exact answer of this lattice differs from the continuum law "
                                            "by {:.2g} %: no number of walkers "
                                            "changes that, a finer lattice or a longer run does. "
                                            "analysis.continuum_tolerance makes it a check",
                                            100 * relative));
  }
  return verdict;
}

}  // namespace fluxwalk
