#pragma once
/// \file
/// The memory that the exact answers of the analysis take, as far as the analysis works them out
/// (fluxwalk/answer_limits.hpp).

#include <string_view>

#include "plan/memory.hpp"

namespace fluxwalk {

/// Transitions: chance and target of each hop.
inline double bytes_of_transitions(const Sizes& sizes) {
  return 8 * (4 * sizes.dimension + 1);
}

/// Tables of its layers in every thread, and the exact distribution of a box while it is computed.
double bytes_of_lattice(const Sizes& sizes);
/// Answers for every site: the expected occupancy, the moments of displacements and the cell problem.
double bytes_of_site_answers(const Sizes& sizes);
/// Histograms, in doubles per site: during the run the sum and one for each thread; then the sum and the
/// expected numbers, of each population or during the comparison.
double doubles_of_histogram(const Sizes& sizes);
/// Doubles that the exact answers need in addition to the tables of a section.
double doubles_of_answers(const Sizes& sizes, std::string_view key, double columns);

}  // namespace fluxwalk
