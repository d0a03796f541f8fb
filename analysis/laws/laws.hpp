#pragma once
/// \file
/// What each law includes. A law is a function of a run. It makes its estimates, verdicts and figures from
/// the run. Another function says whether the law applies to an experiment. A measurement that cannot be
/// judged is listed with the reason. The list of laws is in list.cpp.

#include "laws/applies.hpp"
#include "laws/expected_occupancy.hpp"
#include "laws/findings.hpp"
