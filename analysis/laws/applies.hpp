#pragma once
/// \file
/// Whether a law can be judged in an experiment, as far as the experiment alone says it.

#include <functional>
#include <string>
#include <utility>

#include "sample/run_view.hpp"

namespace fluxwalk {

struct Applies {
  enum class Kind {
    judged,        ///< if enough walkers are counted, and its exact answer is not too costly
    not_here,      ///< there is nothing of which it is the law: no source, no membrane
    not_measured,  ///< the experiment does not count what the law is about
    not_judged     ///< it is counted, and yet cannot be judged
  };
  Kind kind = Kind::judged;
  std::string why = {};  ///< a clause, such as "add [measure.flux]"
};

inline Applies not_here(std::string why) {
  return {Applies::Kind::not_here, std::move(why)};
}
inline Applies lacks(std::string why) {
  return {Applies::Kind::not_measured, std::move(why)};
}
/// Judged if there is no reason why not.
inline Applies unless(std::string why_not) {
  return {why_not.empty() ? Applies::Kind::judged : Applies::Kind::not_judged, std::move(why_not)};
}
inline Applies unless(const char* why_not) {  // may be null
  return unless(std::string(why_not == nullptr ? "" : why_not));
}

/// Of a law that has a reason why it cannot be judged, or none (empty). What is not counted is worth adding
/// only if it can be judged then.
inline Applies counted_or(bool is_counted, std::string add, std::string why_not) {
  if (is_counted) return unless(std::move(why_not));
  return why_not.empty() ? lacks(std::move(add)) : not_here(std::move(why_not));
}

inline constexpr const char* not_followed =
    "walkers enter, appear, vanish or are born: they are not followed from the start";
inline constexpr const char* residence_not_counted =
    "the residence in the layers was not counted: measure.flux.residence = true";
inline constexpr const char* leave_sideways = "walkers leave through a face of another axis";
inline constexpr const char* add_flux =
    "add [measure.flux] with x = \"all\", every = ... and residence = true";
inline constexpr const char* add_profile = "add [measure.profile]";

/// Walkers come in through a face of the axis.
bool is_fed(const Experiment& experiment, int axis, Side side);
/// [measure.flux] watches planes.
bool watches_planes(const Experiment& experiment);
bool has_profiles(const Experiment& experiment);
/// The first reason found for one of the axes, if there is one for each of those that `is_asked` accepts;
/// empty if one of them has none.
std::string on_every_axis(const Experiment& experiment, const std::function<bool(int)>& is_asked,
                          const std::function<std::string(int)>& why_not);

}  // namespace fluxwalk
