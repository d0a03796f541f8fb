#include "report/verdict_words.hpp"

#include <fmt/format.h>

#include <cmath>

namespace fluxwalk {

using namespace report;

namespace {

std::string relative(const Verdict& verdict, double deviation) {
  if (std::isnan(deviation)) return format_number(deviation);
  if (std::isnan(verdict.measured)) return format_percent(deviation);
  const bool has_scale = std::isfinite(verdict.expected) && verdict.expected != 0;
  return has_scale ? format_percent(deviation / std::abs(verdict.expected))
                   : with_unit(format_number(deviation, 2), verdict.unit);
}

}  // namespace

namespace report {

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
  const std::string freedom = std::isnan(verdict.degrees_of_freedom)
                                  ? ""
                                  : fmt::format("({})", format_number(verdict.degrees_of_freedom, 4));
  const std::string symbol = verdict.statistic == "chi2" ? "χ²" : verdict.statistic;
  return fmt::format("{}{} = {}", symbol, freedom, format_number(verdict.statistic_value, 4));
}

std::string resolution_text(const Verdict& verdict) {
  return relative(verdict, verdict.resolution);
}

std::string tolerance_text(const Verdict& verdict) {
  return relative(verdict, verdict.tolerance);
}

std::string remedy_text(const Verdict& verdict) {
  if (verdict.lacks_batches())
    return fmt::format("more batches would tell its error better than {} do",
                       format_number(verdict.degrees_of_freedom + 1));
  const double factor = verdict.walkers_wanted();
  return std::isnan(factor) ? "" : times_as_many(factor) + " would decide it";
}

}  // namespace report
}  // namespace fluxwalk
