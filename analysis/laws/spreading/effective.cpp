/// \file
/// The late value of D(t) in a periodic medium: that of the homogenised medium.
#include <fmt/core.h>

#include <cmath>

#include "fluxwalk/homogenised.hpp"
#include "judging/check.hpp"
#include "laws/laws.hpp"
#include "laws/spreading/displacement.hpp"

namespace fluxwalk {

namespace {

bool repeats_itself(const LatticeWalk& system) {
  for (int axis = 0; axis < system.lattice.dimension; ++axis)
    if (system.hop_law.minus[axis] + system.hop_law.plus[axis] > 0 && !system.is_ring(axis)) return false;
  return true;
}

void along(const RunView& view, Findings& findings, const ExactMoments* exact, double effective, int axis) {
  const std::string a = axis_name(axis);
  Law law{"effective_diffusivity_" + a, "Effective diffusion",
          "late D(t) along " + a + " = its exact value, close to the D of the homogenised medium",
          "Half the growth of the variance of the displacement at late times, against its exact value at "
          "these times. That value is within the tolerance of the effective diffusivity, which the cell "
          "problem of this periodic medium gives."};
  if (exact == nullptr) return findings.skip(law, too_costly);
  if (view.walkers < enough_walkers)
    return findings.skip(law, "fewer than 1000 walkers: sums of squares are far from normal");
  const Estimate late = diffusivity_from_msd(view, axis, axis, exact).estimate;
  if (!late.has_value()) return findings.skip(law, late.not_applicable);
  if (!(effective > 0))
    return findings.skip(law, "no walker can pass through the medium along " + a + ": this D is 0");
  const double unit = view.scales.factor(2, -1);
  // The difference between D(t) and the D of the homogenised medium is known exactly. It is part of the
  // expected value, and no smaller deviation from that D can be detected.
  const double left = std::abs(late.expected - effective * unit);
  if (!(left <= view.experiment.settings.analysis.tolerance * effective * unit))
    return findings.skip(
        law, fmt::format("D(t) has not levelled off: at these times its exact value is {:.3g} times "
                         "the D of the homogenised medium; a longer run is needed",
                         late.expected / (effective * unit)));
  law.explanation +=
      fmt::format(" At these times the two differ by {:.2g} %.", 100 * left / (effective * unit));
  Verdict verdict = compare(view, law, late, effective * unit);
  verdict.bias = left;
  verdict.resolution += left;
  findings.add(verdict);
}

}  // namespace

void effective_diffusivity(const RunView& view, Findings& findings, const ExactMoments* exact) {
  const LatticeWalk& system = view.experiment.system;
  if (view.sites_are_alike() || !system.is_closed() || !repeats_itself(system)) return;
  const auto skip = [&](const std::string& why) {
    for (int a = 0; a < view.dimension; ++a)
      findings.skip("effective_diffusivity_" + axis_name(a), "Effective diffusion", why);
  };
  std::optional<theory::Homogenised> medium;
  try {
    medium = theory::homogenised(view.experiment);
  } catch (const theory::TooCostly&) {
    return skip(too_costly);
  } catch (const theory::NoHomogenised& reason) {
    return skip(reason.what());
  }
  for (int a = 0; a < view.dimension; ++a) {
    for (int b = a; b < view.dimension; ++b)
      findings.add(without_walkers(
          view,
          diffusivity("effective_diffusivity_" + axis_name(a) + (a == b ? "" : axis_name(b)),
                      "D_" + axis_name(a) + axis_name(b), "homogenised medium, from the cell problem"),
          Origin::exact, medium->diffusivity[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]));
    along(view, findings, exact,
          medium->diffusivity[static_cast<std::size_t>(a)][static_cast<std::size_t>(a)], a);
  }
}

}  // namespace fluxwalk
