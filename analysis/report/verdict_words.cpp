#include "report/verdict_words.hpp"

#include <fmt/core.h>

#include <cmath>

namespace fluxwalk {

using namespace report;

namespace {

std::string relative(const Verdict& verdict, double deviation) {
  if (std::isnan(deviation)) return format_number(deviation);
  if (std::isnan(verdict.measured)) return format_percent(deviation);
  const bool has_scale = std::isfinite(verdict.expected) && verdict.expected != 0;
  return has_scale ? format_percent(deviation / std::abs(verdict.expected)) : format_number(deviation, 2);
}

}  // namespace

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
  if (verdict.statistic == Statistic::exact) {
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
  const std::string symbol = verdict.statistic == Statistic::chi_square ? "χ²" : to_string(verdict.statistic);
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

std::string remedy_text(const Verdict& verdict) {
  if (verdict.lacks_batches())
    return fmt::format("{} batches are too few to know its error well",
                       format_number(verdict.degrees_of_freedom + 1));
  const double factor = verdict.walkers_wanted();
  return std::isnan(factor) ? "" : times_as_many(factor) + " would decide it";
}

}  // namespace report
}  // namespace fluxwalk
