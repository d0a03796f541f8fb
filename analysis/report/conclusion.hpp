#pragma once
/// \file
/// What a run has shown, law by law: behind the closing sentence of terminal, page and JSON.

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

/// One of each topic (of each law, where it has none), Fick's laws and diffusion first, then as the verdicts
/// come.
std::vector<Judged> judged_topics(const Analysis& analysis);

}  // namespace fluxwalk::report
