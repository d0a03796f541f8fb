#pragma once
/// \file
/// Hand-made results and analysis, with every kind of verdict, estimate and figure.

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/results.hpp"

namespace fluxwalk::sample {

/// Two of three batches; title, question and text hold markup that must not become markup of the page.
Results results();

/// Verdicts of the three rungs and outcomes, estimates with and without a value.
Analysis analysis();

/// Points with errors and a line; with residuals; logarithmic axes; steps; categories; NaNs; only
/// NaNs; no rows.
std::vector<Figure> figures();

}  // namespace fluxwalk::sample
