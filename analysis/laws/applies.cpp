#include "laws/applies.hpp"

#include <algorithm>

namespace fluxwalk {

bool is_fed(const Experiment& experiment, int axis, Side side) {
  const Face& face = experiment.system.faces[axis][side];
  return face.lets_in() && face.reservoir.concentration > 0;
}

bool watches_planes(const Experiment& experiment) {
  const Measurements& measure = experiment.measure;
  return measure.flux_edges.size() > 1 && std::any_of(measure.planes.begin(), measure.planes.end(),
                                                      [](const auto& planes) { return !planes.empty(); });
}

bool has_profiles(const Experiment& experiment) {
  const Measurements& measure = experiment.measure;
  return !measure.profile_times.empty() &&
         std::any_of(measure.has_profile.begin(), measure.has_profile.end(), std::identity());
}

std::string on_every_axis(const Experiment& experiment, const std::function<bool(int)>& is_asked,
                          const std::function<std::string(int)>& why_not) {
  std::string first;
  for (int axis = 0; axis < experiment.system.lattice.dimension; ++axis) {
    if (!is_asked(axis)) continue;
    const std::string why = why_not(axis);
    if (why.empty()) return "";
    if (first.empty()) first = why;
  }
  return first;
}

}  // namespace fluxwalk
