#pragma once
/// \file
/// The sections of the experiment that say when walkers are looked at, along which axes, and nothing else.
/// Their keys, how they are read and how they are written follow from this list.

#include "fluxwalk/measurements.hpp"

namespace fluxwalk::input {

struct SampledSection {
  const char* name;  ///< [measure.name]
  const char* help;
  Schedule Measurements::*times;
  PerAxis<bool> Measurements::*axes = nullptr;  ///< where each axis is asked for on its own
  const char* help_of_axes = "";
};

inline constexpr SampledSection sampled_sections[] = {
    {"profile", "Walkers in each layer along an axis, at sample times.", &Measurements::profile_times,
     &Measurements::has_profile, "Axes along which profiles are taken."},
    {"extent", "The lowest and the highest layer that hold a walker, along an axis, at sample times.",
     &Measurements::extent_times, &Measurements::has_extent, "Axes along which the extent is taken."},
    {"histogram", "Walkers at every site, at sample times.", &Measurements::histogram_times},
    {"moments", "Mean displacement and second moments since the start, unwrapped, of the living.",
     &Measurements::moment_times},
    {"survivors", "Walkers still in the box, at sample times.", &Measurements::survivor_times},
};

}  // namespace fluxwalk::input
