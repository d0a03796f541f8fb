#pragma once
/// \file
/// From results to the output of a verb: shared by run, analyze and verify.

#include <string>

#include "exit_code.hpp"
#include "fluxwalk/analysis.hpp"
#include "fluxwalk/results.hpp"
#include "options.hpp"

namespace fluxwalk::app {

/// How much a verb prints, and where.
struct Speech {
  bool is_quiet = false;  ///< only errors
  bool is_json = false;   ///< one JSON object on standard output, and no other output there
};

/// The two switches of every verb that judges.
void add_speech(Verb& verb, Speech& speech);

/// A sentence about batches that are missing; empty if none is.
std::string missing_batches(const Results& results);

/// What was measured and judged, as text.
std::string judgement_text(const Results& results, const Analysis& analysis);

/// Prints the judgement as `speech` asks. Returns its exit code; it is always `inconclusive` if batches are
/// missing.
ExitCode tell(const Results& results, const Analysis& analysis, const Speech& speech);

}  // namespace fluxwalk::app
