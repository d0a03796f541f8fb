#pragma once
/// \file
/// What a verdict says, in the words shared by terminal and page.

#include <string>

#include "fluxwalk/verdict.hpp"
#include "report/text_format.hpp"

namespace fluxwalk::report {

/// Measured value with its error and unit; for a goodness of fit the statistic, such as "χ²(29) = 31.2".
std::string measured_text(const Verdict& verdict, ErrorStyle style);

/// Statistic with its degrees of freedom in brackets, such as "χ²(29) = 31.2"; a dash where there is
/// none. Of an exact identity "0 of 64 places differ".
std::string statistic_text(const Verdict& verdict);

/// The smallest deviation that would have been caught: relative where there is something to be relative to.
std::string resolution_text(const Verdict& verdict);

/// The deviation that matters, likewise.
std::string tolerance_text(const Verdict& verdict);

/// What would decide an inconclusive verdict: "about 26 times as many walkers would decide it", or more
/// batches; empty for others.
std::string remedy_text(const Verdict& verdict);

}  // namespace fluxwalk::report
