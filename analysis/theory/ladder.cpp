#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "fluxwalk/answer_limits.hpp"
#include "fluxwalk/theory.hpp"
#include "theory/walls.hpp"

namespace fluxwalk::theory {

namespace {

/// The lattice of spacing ℓ/r, r odd, that has its walls where the base lattice has them. As r is odd, each
/// base site is a site of it too, with (r-1)/2 fine sites on either side before the border of its cell.
struct FineLattice {
  std::int64_t refinement;
  std::int64_t first;  ///< fine layer that stands on base layer 0
  std::int64_t layers;
  bool has_half_first,
      has_half_last;  ///< a mirror stands on the end site: only half of its cell is in the box
};

/// Fine layers beyond an end site of the base lattice.
std::int64_t overhang(FaceKind kind, std::int64_t refinement) {
  if (kind == FaceKind::mirror) return 0;
  return kind == FaceKind::absorbing ? refinement - 1 : (refinement - 1) / 2;
}

FineLattice refine(const std::array<Face, 2>& faces, std::int64_t layers, std::int64_t refinement) {
  const std::int64_t below = overhang(faces[low].kind, refinement),
                     above = overhang(faces[high].kind, refinement);
  return {refinement, below, below + (layers - 1) * refinement + 1 + above, faces[low].folds(),
          faces[high].folds()};
}

/// Calls visit(base layer, fine layer, part of the fine cell that is in the box) for all fine layers in cells
/// of base sites.
template <class Visit>
void for_each_fine_layer(const FineLattice& fine, std::size_t base_layers, Visit visit) {
  const std::int64_t half = (fine.refinement - 1) / 2;
  for (std::size_t base = 0; base < base_layers; ++base) {
    const std::int64_t centre = fine.first + static_cast<std::int64_t>(base) * fine.refinement;
    const std::int64_t end = std::min(centre + half, fine.layers - 1);
    for (std::int64_t layer = std::max(centre - half, std::int64_t{0}); layer <= end; ++layer) {
      const bool is_half =
          (layer == 0 && fine.has_half_first) || (layer == fine.layers - 1 && fine.has_half_last);
      visit(base, static_cast<std::size_t>(layer), is_half ? 0.5 : 1.0);
    }
  }
}

/// The hop law of spacing ℓ/r and step τ/r² with the same velocity and dispersion: p+ - p- = v/r and
/// p+ + p- = 2D + (v/r)². Absent where that is no probability.
std::optional<Chain> fine_chain(const Experiment& experiment, int axis, const FineLattice& fine) {
  const double bias = experiment.system.hop_law.drift(axis) / static_cast<double>(fine.refinement);
  const double hops = 2 * experiment.system.hop_law.dispersion(axis, axis) + bias * bias;
  if (hops < std::abs(bias) || hops > 1 + 1e-12) return std::nullopt;
  const auto& faces = experiment.system.faces[axis];
  return Chain((hops - bias) / 2, (hops + bias) / 2, static_cast<std::int32_t>(fine.layers), faces[low],
               faces[high]);
}

/// Chain::advance of many steps. Walkers that start together stay near each other: negligible chances are
/// left out, so that the empty layers cost nothing.
std::vector<double> advance_far(const Chain& chain, std::vector<double> distribution, std::int64_t steps) {
  constexpr std::int64_t stride = 256;
  constexpr double negligible = 1e-40;
  for (; steps > 0; steps -= stride) {
    distribution = chain.advance(std::move(distribution), std::min(stride, steps));
    for (double& chance : distribution)
      if (chance < negligible) chance = 0;
  }
  return distribution;
}

/// The end of the experiment on a finer lattice, in the cells of the base lattice. Three steps are averaged
/// with weights 1/4, 1/2, 1/4: that removes the alternation between even and odd sites of walkers that seldom
/// stay, and changes the rest by O(1/r⁴).
std::vector<double> refined_profile(const Chain& chain, const FineLattice& fine,
                                    const std::vector<double>& start, std::int64_t steps) {
  std::vector<double> volume(start.size(), 0.0);
  for_each_fine_layer(fine, start.size(),
                      [&](std::size_t base, std::size_t, double part) { volume[base] += part; });
  std::vector<double> distribution(static_cast<std::size_t>(fine.layers), 0.0);
  for_each_fine_layer(fine, start.size(), [&](std::size_t base, std::size_t layer, double part) {
    distribution[layer] = start[base] * part / volume[base];
  });
  std::vector<double> profile(start.size(), 0.0);
  const auto add = [&](double weight) {
    for_each_fine_layer(fine, start.size(), [&](std::size_t base, std::size_t layer, double) {
      profile[base] += weight * distribution[layer];
    });
  };
  distribution = advance_far(chain, std::move(distribution), steps - 1);
  add(0.25);
  distribution = chain.advance(std::move(distribution));
  add(0.5);
  distribution = chain.advance(std::move(distribution));
  add(0.25);
  return profile;
}

double relative_error(const std::vector<double>& profile, const std::vector<double>& expected) {
  double squares = 0, sum = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    squares += (profile[i] - expected[i]) * (profile[i] - expected[i]);
    sum += expected[i];
  }
  const auto cells = static_cast<double>(expected.size());
  return std::sqrt(squares / cells) / (sum / cells);
}

}  // namespace

std::vector<LadderRung> ladder(const Experiment& experiment, const Population& population, int axis,
                               int num_rungs) {
  std::vector<LadderRung> rungs;
  if (experiment.system.steps < 1) return rungs;
  const std::vector<double> start = start_layers(experiment, population, axis);
  const std::vector<double> expected =
      continuum_profile(experiment, population, axis, static_cast<double>(experiment.system.steps));
  for (int rung = 0; rung < num_rungs; ++rung) {
    const FineLattice fine =
        refine(experiment.system.faces[axis], experiment.system.lattice.shape[axis], 2 * rung + 1);
    const auto steps =
        static_cast<double>(experiment.system.steps) * static_cast<double>(fine.refinement * fine.refinement);
    if (steps * static_cast<double>(fine.layers) > answer_limits::ladder) break;
    if (const auto chain = fine_chain(experiment, axis, fine)) {
      const auto profile = refined_profile(*chain, fine, start, static_cast<std::int64_t>(steps));
      rungs.push_back({fine.refinement, relative_error(profile, expected)});
    }
  }
  return rungs;
}

int expected_order(const Experiment&, int) {
  return 2;
}

}  // namespace fluxwalk::theory
