#pragma once
/// \file
/// A table of counts at several times against the expected counts.

#include <cstdint>
#include <vector>

#include "judging/check.hpp"
#include "laws/findings.hpp"
#include "sample/run_view.hpp"

namespace fluxwalk {

/// The counts of one time against the expected counts.
struct Comparison {
  std::size_t row = 0;
  std::int64_t time = 0;
  double chi_square = 0, dof = 0, p = 2;
  double groups = 0;   ///< of neighbouring places
  double walkers = 0;  ///< expected in the box
};

/// A table of counts against the expected counts, at each time at which the counts are random.
struct Comparisons {
  std::vector<Comparison> list;
  int num_too_thin = 0;                  ///< times at which too few walkers are left
  std::int64_t places = 0, walkers = 0;  ///< forbidden: places of probability zero, and walkers counted there
};

/// Independent walkers, in groups of fixed numbers: each group is multinomial, and
/// a last cell holds the walkers that have left.
/// \param numbers [group] walkers
/// \param exact [group][time][place] chances
Comparisons by_chances(const RunView& view, const Counts& counts, const Schedule& times,
                       const std::vector<double>& numbers, const std::vector<RunView::Distributions>& exact);

/// The least likely time is shown, with its p-value corrected for the number of times. The resolution is that
/// of the time with the fewest walkers, not that of the least likely time.
void least_likely_time(const RunView& view, Findings& findings, const Comparisons& comparisons, Law law);

/// Expected counts of the places at one time, for independent walkers in groups of fixed numbers.
struct ExpectedCounts {
  std::vector<double> mean, sigma;
};
/// \param numbers [group] walkers
/// \param exact [group][time][place] chances
ExpectedCounts expected_counts(const std::vector<double>& numbers,
                               const std::vector<RunView::Distributions>& exact, std::size_t row);

}  // namespace fluxwalk
