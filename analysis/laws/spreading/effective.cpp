/// \file
/// The late value of D(t) in a periodic medium: that of the homogenised medium.
#include <fmt/format.h>

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

void along(const Sample& sample, Findings& findings, const ExactMoments* exact, double effective, int axis) {
  const std::string a = axis_name(axis);
  const Law law{"effective_diffusivity_" + a, "Effective diffusion",
                "D(t) along " + a + " levels off at the D of the homogenised medium",
                "Half the growth of the variance of the displacement at late times, against the effective "
                "diffusivity that the cell problem of this periodic medium gives."};
  if (exact == nullptr) return findings.skip(law, too_costly);
  if (sample.walkers < enough_walkers)
    return findings.skip(law, "fewer than 1000 walkers: sums of squares are far from normal");
  const Estimate late = diffusivity_from_msd(sample, axis, axis, exact).estimate;
  if (!late.has_value()) return findings.skip(law, late.not_applicable);
  const double unit = sample.scales.factor(2, -1);
  // What is left of D(t) above its late value is known exactly: it is part of what is expected, and no
  // deviation as small as that is told from it.
  const double left = std::abs(late.expected - effective * unit);
  if (!(left <= sample.experiment.settings.analysis.tolerance * effective * unit))
    return findings.skip(
        law, fmt::format("D(t) has not levelled off: at these times it is {:.2g} % from its late value; a "
                         "longer run is needed",
                         100 * left / (effective * unit)));
  Verdict verdict = compare(sample, law, late, effective * unit);
  verdict.bias = left;
  verdict.resolution += left;
  findings.add(verdict);
}

}  // namespace

void effective_diffusivity(const Sample& sample, Findings& findings, const ExactMoments* exact) {
  const LatticeWalk& system = sample.experiment.system;
  if (sample.sites_are_alike() || !system.is_closed() || !repeats_itself(system)) return;
  const auto skip = [&](const char* why) {
    for (int a = 0; a < sample.dimension; ++a)
      findings.skip("effective_diffusivity_" + axis_name(a), "Effective diffusion", why);
  };
  std::optional<theory::Homogenised> medium;
  try {
    medium = theory::homogenised(sample.experiment);
  } catch (const theory::TooCostly&) {
    return skip(too_costly);
  }
  if (!medium) return skip("parts of the box are not connected: there is no one D that all walkers come to");
  for (int a = 0; a < sample.dimension; ++a) {
    for (int b = a; b < sample.dimension; ++b)
      findings.add(without_walkers(
          sample,
          diffusivity("effective_diffusivity_" + axis_name(a) + (a == b ? "" : axis_name(b)),
                      "D_" + axis_name(a) + axis_name(b), "homogenised medium, from the cell problem"),
          Origin::exact, medium->diffusivity[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]));
    along(sample, findings, exact,
          medium->diffusivity[static_cast<std::size_t>(a)][static_cast<std::size_t>(a)], a);
  }
}

}  // namespace fluxwalk
