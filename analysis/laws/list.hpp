#pragma once
/// \file
/// The list of laws.

#include <span>

#include "fluxwalk/analysis.hpp"
#include "laws/applies.hpp"
#include "laws/laws.hpp"

namespace fluxwalk {

struct LawOfRuns {
  Topic topic;        ///< of its verdicts, unless they name another
  const char* title;  ///< null: it only estimates
  Applies (*applies)(const Experiment&);
  void (*read)(const Run&, Findings&);
};

std::span<const LawOfRuns> list_of_laws();

}  // namespace fluxwalk
