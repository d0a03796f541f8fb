#pragma once
#include <doctest/doctest.h>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/tallies.hpp"

/// The extents of all axes and times are the first and the last layer of the profiles that hold a walker.
inline void require_extents_of_profiles(const fluxwalk::Experiment& experiment,
                                        const fluxwalk::BatchTallies& tallies) {
  using namespace fluxwalk;
  REQUIRE(experiment.measure.extent_times == experiment.measure.profile_times);
  for (int a = 0; a < experiment.system.lattice.dimension; ++a) {
    const Counts& profile = tallies.profile[a];
    for (std::size_t row = 0; row < profile.rows(); ++row) {
      std::int64_t lowest = nothing_of(Combine::minimum), highest = nothing_of(Combine::maximum);
      for (std::size_t layer = profile.columns(); layer-- > 0;)
        if (profile(row, layer) > 0) lowest = static_cast<std::int64_t>(layer);
      for (std::size_t layer = 0; layer < profile.columns(); ++layer)
        if (profile(row, layer) > 0) highest = static_cast<std::int64_t>(layer);
      REQUIRE(tallies.extent_low[a](row, 0) == lowest);
      REQUIRE(tallies.extent_high[a](row, 0) == highest);
    }
  }
}
