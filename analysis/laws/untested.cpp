#include <algorithm>

#include "laws/expected_occupancy.hpp"
#include "laws/findings.hpp"

namespace fluxwalk {

namespace {

class Judged {
 public:
  explicit Judged(const std::vector<Verdict>& verdicts) : verdicts_(verdicts) {}

  bool is(Topic topic) const {
    return std::any_of(verdicts_.begin(), verdicts_.end(), [topic](const Verdict& verdict) {
      return verdict.topic == topic && verdict.is_judged();
    });
  }
  /// Why the first verdict about the topic is not judged; empty if there is none.
  std::string reason(Topic topic) const {
    for (const Verdict& verdict : verdicts_)
      if (verdict.topic == topic && !verdict.is_judged()) return verdict.not_applicable;
    return "";
  }

 private:
  const std::vector<Verdict>& verdicts_;
};

/// The law that replaces one of Fick's if hops differ from site to site; empty if none does.
std::string of_the_medium(const RunView& view, const Judged& judged, Topic topic) {
  const Medium& medium = view.experiment.system.medium;
  if (judged.is(topic)) return "in this medium another law holds, which was judged";
  const bool is_other =
      !medium.hop.empty() || has_potential(view.experiment) || !judged.reason(topic).empty();
  return is_other ? "in this medium another law holds, which was not judged" : "";
}

const char* why_no_gradient(const RunView& view) {
  int layers = 1;
  for (int axis = 0; axis < view.dimension; ++axis) layers = std::max(layers, view.layers(axis));
  return layers < 2 ? "a single layer has no gradient: take three or more"
                    : "two layers have a difference and no gradient: take three or more";
}

std::string why_no_first_law(const RunView& view, const Judged& judged) {
  if (const std::string other = of_the_medium(view, judged, Topic::medium_flux); !other.empty()) return other;
  if (const std::string reason = judged.reason(Topic::fick_first_law); !reason.empty()) return reason;
  bool has_gradient = false, has_planes = false;
  for (int axis = 0; axis < view.dimension; ++axis) {
    has_gradient = has_gradient || view.has_gradient(axis);
    has_planes = has_planes || !view.measure.planes[axis].empty();
  }
  if (!has_gradient) return why_no_gradient(view);
  if (!has_planes) return "add [measure.flux] with residence = true";
  const std::string reason = judged.reason(Topic::advection);  // of a drift, if there is also a gradient
  return reason.empty() ? "the flux was not compared with a gradient" : reason;
}

std::string why_no_second_law(const RunView& view, const Judged& judged) {
  if (const std::string other = of_the_medium(view, judged, Topic::medium_profile); !other.empty())
    return other;
  if (const std::string reason = judged.reason(Topic::fick_second_law); !reason.empty()) return reason;
  bool has_gradient = false, has_profile = !view.measure.histogram_times.empty();
  for (int axis = 0; axis < view.dimension; ++axis) {
    has_gradient = has_gradient || view.has_gradient(axis);
    has_profile = has_profile || view.measure.has_profile[axis];
  }
  if (!has_gradient) return why_no_gradient(view);
  if (!has_profile) return "add [measure.profile]";
  const auto is_only_start = [](const Schedule& times) { return times.empty() || times.back() == 0; };
  if (is_only_start(view.measure.profile_times) && is_only_start(view.measure.histogram_times))
    return "all profiles are of time 0: add later times";
  return "the concentration does not change at the times that were compared: take profiles while it changes";
}

std::string why_no_displacement(const RunView& view, const Judged& judged) {
  if (!view.measure.moment_times.empty()) {
    const std::string reason = judged.reason(Topic::displacement);
    return reason.empty() ? "the displacements were not judged" : reason;
  }
  return view.walkers_are_given() ? "add [measure.moments]"
                                  : "it needs walkers that neither enter nor appear, vanish or are born";
}

}  // namespace

std::vector<Untested> untested(const RunView& view, const std::vector<Verdict>& verdicts) {
  const Judged judged(verdicts);
  std::vector<Untested> list;
  if (!judged.is(Topic::fick_first_law))
    list.push_back({Topic::fick_first_law, why_no_first_law(view, judged)});
  if (!judged.is(Topic::fick_second_law))
    list.push_back({Topic::fick_second_law, why_no_second_law(view, judged)});
  if (!judged.is(Topic::displacement) && !judged.is(Topic::spreading))
    list.push_back({Topic::displacement, why_no_displacement(view, judged)});
  return list;
}

}  // namespace fluxwalk
