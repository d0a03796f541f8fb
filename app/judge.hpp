#pragma once
/// \file
/// From results to what a verb says about them: shared by run, analyze and verify.

#include <string>

#include "exit_code.hpp"
#include "fluxwalk/analysis.hpp"
#include "fluxwalk/results.hpp"
#include "options.hpp"

namespace fluxwalk::app {

/// How much a verb prints, and where.
struct Speech {
  bool is_quiet = false;  ///< nothing but errors
  bool is_json = false;   ///< one JSON object on standard output, and nothing else there
};

/// The two switches of every verb that judges.
void add_speech(Verb& verb, Speech& speech);

/// A sentence about batches that are missing; empty if none is.
std::string missing_batches(const Results& results);

/// What was measured and judged, for a person.
std::string judgement_text(const Results& results, const Analysis& analysis);

/// Prints the judgement as `speech` asks. Returns its exit code: inconclusive whatever it says if batches are
/// missing.
ExitCode tell(const Results& results, const Analysis& analysis, const Speech& speech);

}  // namespace fluxwalk::app
