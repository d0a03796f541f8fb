#pragma once
/// \file
/// What a verdict says, in the words shared by terminal and page.

#include <string>

#include "fluxwalk/verdict.hpp"
#include "report/text_format.hpp"

namespace fluxwalk::report {

/// Value and expectation of an estimate as the tables show them. A number that is not measured (see Origin)
/// stands under "expected" alone, with a word instead of the measured value.
std::string value_text(const Estimate& estimate, ErrorStyle style);
std::string expected_text(const Estimate& estimate);

/// Measured value with its error and unit; for a goodness of fit the statistic, such as "χ²(29) = 31.2".
std::string measured_text(const Verdict& verdict, ErrorStyle style);

/// Statistic with its degrees of freedom in brackets, such as "χ²(29) = 31.2" or "F(3, 29) = 0.43"; a dash
/// where there is none. Of an exact identity "0 of 64 places differ".
std::string statistic_text(const Verdict& verdict);

/// What is tested, and for the least likely of several comparisons both p-values: ", the least likely of 101
/// times: p 0.0021, corrected 0.21".
std::string statement_text(const Verdict& verdict);

/// The smallest deviation that would have been detected. It is relative, in per cent, if there is a reference
/// value; else in the unit of the row, which is left out beside a measured value with that unit.
std::string resolution_text(const Verdict& verdict);

/// The deviation that matters, likewise.
std::string tolerance_text(const Verdict& verdict);

/// What would decide an inconclusive verdict: "about 26 times as many walkers would decide it", or more
/// batches; empty for others.
std::string remedy_text(const Verdict& verdict);

}  // namespace fluxwalk::report
