#pragma once
/// \file
/// What each law includes. A law is a function of a run. It reads its estimates, verdicts and figures off the
/// run, as far as the experiment measures what it takes, and says by itself whether it applies. What is
/// measured and cannot be judged is named with the reason. The list of laws is in list.cpp.

#include "laws/applies.hpp"
#include "laws/expected_occupancy.hpp"
#include "laws/findings.hpp"
