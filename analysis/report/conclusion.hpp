#pragma once
/// \file
/// What a run has shown, law by law: the data for the last sentence of terminal, page and JSON.

#include <string>
#include <vector>

#include "fluxwalk/analysis.hpp"

namespace fluxwalk::report {

/// All that was judged about one topic.
struct Judged {
  Topic topic = Topic::other;
  std::string words;  ///< "Fick's first law"
  Outcome outcome = Outcome::consistent;
};

/// One entry for each topic (for each law, if it has no topic): Fick's laws and diffusion first, then in the
/// order of the verdicts.
std::vector<Judged> judged_topics(const Analysis& analysis);

}  // namespace fluxwalk::report
