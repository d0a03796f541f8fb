#pragma once
/// \file
/// What each law includes. A law is a function of a run. It makes its estimates, verdicts and figures from
/// the run, as far as the experiment measures the necessary data, and decides itself whether it applies. A
/// measurement that cannot be judged is listed with the reason. The list of laws is in analyse.cpp.

#include "laws/expected_occupancy.hpp"
#include "laws/findings.hpp"
