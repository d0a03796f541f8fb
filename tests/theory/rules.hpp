#pragma once
/// \file
/// An independent calculation of a step: every attempt of every walker, directly from the words of the
/// manual, one at a time. It does not use the engine's Transitions.

#include <cmath>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::test {

inline constexpr std::int64_t gone = -1;

/// One thing that a walker at a site may do in a step. The remainder to 1 is staying.
struct Rule {
  std::int64_t from = 0, to = gone;
  double chance = 0;
  int axis = 0;
  std::int32_t plane = 0;  ///< that it crosses
  int sign = 1;            ///< forwards or backwards
};

/// Walkers that may come in at a site from the ghost site beyond a face.
struct Inlet {
  std::int64_t to = 0;
  double chance = 0;
  int axis = 0, side = 0;
};

struct Rules {
  std::vector<Rule> hops;
  std::vector<Inlet> inlets;
};

inline double acceptance(Acceptance rule, double from, double to) {
  const double rise = to - from;
  if (rule == Acceptance::metropolis) return rise > 0 ? std::exp(-rise) : 1.0;
  if (rule == Acceptance::glauber) return std::exp(-rise) / (1 + std::exp(-rise));
  return std::exp(-rise / 2);
}

inline Rules rules(const Experiment& e) {
  Rules all;
  const Lattice& lattice = e.system.lattice;
  const Medium& medium = e.system.medium;
  const auto value = [](const std::vector<double>& list, std::int64_t i, double absent) {
    return list.empty() ? absent : list[static_cast<std::size_t>(i)];
  };
  const auto is_obstacle = [&](std::int64_t site) {
    return !medium.obstacles.empty() && medium.obstacles[static_cast<std::size_t>(site)] == 1;
  };
  for (std::int64_t site = 0; site < lattice.num_sites(); ++site) {
    if (is_obstacle(site)) continue;
    for (std::size_t a = 0; a < static_cast<std::size_t>(lattice.dimension); ++a)
      for (const int sign : {-1, 1}) {
        const int axis = static_cast<int>(a);
        PerAxis<std::int32_t> here = lattice.position(site), there = here;
        there[a] += sign;
        const std::int32_t last = lattice.shape[a] - 1;
        double chance =
            (sign < 0 ? e.system.hop_law.minus[a] : e.system.hop_law.plus[a]) * value(medium.hop, site, 1);
        const auto transmission = [&](std::int32_t plane) {
          PerAxis<std::int32_t> bond = here;
          bond[a] = plane;
          return value(medium.transmission[a], lattice.bond(axis, bond), 1);
        };
        const auto bond_to = [&](std::int64_t to) {  // two half bonds in series
          const double one = value(medium.mobility, site, 1), other = value(medium.mobility, to, 1);
          return one == 0 || other == 0 ? 0.0 : 2 / (1 / one + 1 / other);
        };
        const auto lands = [&](const PerAxis<std::int32_t>& target, std::int32_t plane, int way) {
          const std::int64_t to = lattice.site(target);
          if (is_obstacle(to)) return;
          const double accepted =
              acceptance(medium.acceptance, value(medium.potential, site, 0), value(medium.potential, to, 0));
          all.hops.push_back(
              {site, to, chance * bond_to(to) * transmission(plane) * accepted, axis, plane, way});
        };
        const std::int32_t plane = here[a] + (sign > 0 ? 1 : 0);
        if (there[a] >= 0 && there[a] <= last) {
          lands(there, plane, sign);
          continue;
        }
        const Face& face = e.system.faces[a][sign > 0 ? high : low];
        const Reservoir& bath = face.reservoir;
        const double potential = value(medium.potential, site, 0),
                     beyond = bath.potential.value_or(potential),
                     level = acceptance(medium.acceptance, potential, potential);  // to an empty site
        const double outwards = chance * bond_to(site);
        switch (face.kind) {
          case FaceKind::periodic:
            there[a] = sign > 0 ? 0 : last;
            chance *= transmission(sign > 0 ? 0 : last + 1);  // both ends are one bond
            lands(there, plane, sign);
            break;
          case FaceKind::reflecting:
            break;
          case FaceKind::mirror:
            there[a] = here[a] - sign;
            lands(there, sign > 0 ? last : 1, -sign);
            break;
          case FaceKind::absorbing:
            all.hops.push_back({site, gone, outwards * transmission(plane) * level, axis, plane, sign});
            break;
          case FaceKind::partial:
            all.hops.push_back(
                {site, gone, outwards * transmission(plane) * level * face.absorption, axis, plane, sign});
            break;
          case FaceKind::reservoir: {
            const double wide = (bath.is_half_cell ? 2 : 1) * transmission(plane);
            all.hops.push_back({site, gone,
                                outwards * wide * acceptance(medium.acceptance, potential, beyond), axis,
                                plane, sign});
            const double inwards = (sign < 0 ? e.system.hop_law.plus[a] : e.system.hop_law.minus[a]) *
                                   value(medium.hop, site, 1) * bond_to(site);
            all.inlets.push_back({site, inwards * wide * acceptance(medium.acceptance, beyond, potential),
                                  axis, sign > 0 ? high : low});
            break;
          }
        }
      }
  }
  return all;
}

}  // namespace fluxwalk::test
